"""3-2-1-1-0: each digit, whether it is met, and what it stands for."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backups.domain.score import Score

DIGITS = {"copies": "3", "media": "2", "offsite": "1", "unchangeable": "1", "no_errors": "0"}
RULES = {
    "copies": gettext_lazy("copies, with the live data"),
    "media": gettext_lazy("media"),
    "offsite": gettext_lazy("elsewhere"),
    "unchangeable": gettext_lazy("that nobody can change"),
    "no_errors": gettext_lazy("a restore tested without error"),
}


@dataclass(frozen=True)
class Dot:
    digit: str
    met: bool
    words: str


def score_dots(score: Score) -> list[Dot]:
    """In the order of the rule's digits; `words` say what was found."""
    return [
        Dot(
            DIGITS[line.rule],
            line.met,
            _("%(found)s of %(needed)s %(rule)s")
            % {"found": line.found, "needed": line.needed, "rule": RULES[line.rule]},
        )
        for line in score.lines
    ]
