"""What the codes of backups say in the reader's language, for pages, reports and API."""

from backups.words.checks import check_name, check_question
from backups.words.files import fault_words, found_words, verdict_words
from backups.words.places import place_problem
from backups.words.reasons import reason_words, restore_reason_words
from backups.words.restores import isolation_words, phase_words
from backups.words.sets import obstacle_words

__all__ = [
    "check_name",
    "check_question",
    "fault_words",
    "found_words",
    "isolation_words",
    "obstacle_words",
    "phase_words",
    "place_problem",
    "reason_words",
    "restore_reason_words",
    "verdict_words",
]
