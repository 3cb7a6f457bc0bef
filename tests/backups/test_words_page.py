"""What pages say of codes: a sentence for each that a check can give."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from backups.domain.checks.result import NAMES
from backups.domain.faults import FAULTS
from backups.domain.verdicts import Verdict
from backups.words import check_question, reason_words
from backups.words import checks as check_words
from backups.words.files import FAULTS as FAULT_WORDS
from backups.words.files import VERDICTS, found_words, verdict_words
from backups.words.reasons import REASONS
from backups.words.suspicion import suspicion_words

DOMAIN = Path(__file__).resolve().parents[2] / "backups" / "domain"
GIVEN = re.compile(r'"(?:pass|warn|fail|not_run|overdue)", "([a-z_]+)"')


def test_every_reason_of_a_check_has_a_sentence() -> None:
    files = [*DOMAIN.glob("checks/*.py"), *DOMAIN.glob("log_reading/*.py"),
             DOMAIN / "plausibility.py"]  # fmt: skip
    given = {code for file in files for code in GIVEN.findall(file.read_text(encoding="utf-8"))}
    given -= {"pass", "warn", "fail", "not_run", "overdue"}
    assert sorted(given - REASONS.keys()) == []


def test_every_check_has_a_name_and_a_question() -> None:
    assert sorted(set(NAMES) - check_words.NAMES.keys()) == []
    assert [name for name in NAMES if not check_question(name)] == []


def test_every_fault_has_words_and_what_was_found_too() -> None:
    assert sorted(set(FAULTS) - FAULT_WORDS.keys()) == []
    assert found_words("grown+truncated") == "Too long, Too short"
    assert found_words("rewritten+rewritten").startswith("Rewritten")
    assert found_words("ok") == "Nothing to report"


def test_every_verdict_has_words() -> None:
    assert sorted(set(get_args(Verdict)) - VERDICTS.keys()) == []


@pytest.mark.parametrize(
    ("code", "params", "words"),
    [
        ("shrank", {"percent": 40}, "It is 40 % smaller than usual."),
        ("read_too_long_ago", {"age_s": 90_000, "limit_s": 86_400},
         "Its oldest byte was read 25 h ago, at most 24 h is guaranteed."),
        ("all_match", {}, "Every byte of – files is what was written."),
        ("of_another_day", {}, "Of another day"),
        ("", {}, ""),
    ],
)  # fmt: skip
def test_a_reason_is_a_sentence(code: str, params: dict[str, int], words: str) -> None:
    assert reason_words(code, params) == words


def test_a_sound_set_gives_no_sign_of_suspicion() -> None:
    assert suspicion_words({}) == []
    assert suspicion_words({"score": 10, "limit": 50, "parts": {"size": 10}}) == []
    found = suspicion_words({"score": 80, "limit": 50, "parts": {"contents": 50, "size": 0}})
    assert len(found) == 2


def test_one_file_is_one_file() -> None:
    assert reason_words("files_truncated", {"files": 1}) == "1 file is too short."
    assert reason_words("files_truncated", {"files": 2}) == "2 files are too short."
    assert reason_words("all_there", {"files": 1}) == "The 1 file is there, and nothing else."
    assert reason_words("all_there", {}) == "All – files are there, and nothing else."


def test_silent_corruption_is_only_told_where_the_time_is_known() -> None:
    assert verdict_words("corrupt") == "Other bytes, same size"
    assert verdict_words("corrupt", "digest_differs").startswith("Silently corrupted")
    unknown = verdict_words("corrupt", "digest_differs_mtime_unknown")
    assert unknown == "Other bytes, same size; no earlier time is known"
