"""The check "log": a policy's own patterns around what the tools say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from re import Pattern
from typing import Any

from backups.domain.checks.result import Check, not_asked
from backups.domain.log_reading.json_tools import read_json
from backups.domain.log_reading.result import LogResult, shortened
from backups.domain.log_reading.text_tools import MOST, read_text

LONGEST = 1_000_000
# A pattern of an administrator never sees more of a line.
SEEN = 2_000


@dataclass(frozen=True)
class LogRules:
    """Of a policy: one regular expression a line; "" is none."""

    failure: str = ""
    allowed: str = ""
    success: str = ""


def log_check(
    text: str | None,
    *,
    tool: str = "",
    required: bool = False,
    failure_patterns: str = "",
    allowed_patterns: str = "",
    success_pattern: str = "",
) -> Check:
    """`text` None: no log was sent. Patterns are a policy's regular expressions, one a line; ""
    is none. `measured` counts the lines that say failure.

    Raises nothing: a pattern that is none is said to be wrong, never passed over.
    """
    if text is None or not text.strip():
        if required:
            return Check("log", "fail", "log_missing", {}, None, 0)
        return not_asked("log") if text is None else Check("log", "not_run", "log_empty")
    try:
        rules = LogRules(failure_patterns, allowed_patterns, success_pattern)
        found = read_log(text, rules, tool)
    except re.error as error:
        return Check("log", "not_run", "bad_pattern", {"pattern": shortened(str(error))})
    params: dict[str, Any] = {"tool": found.tool} if found.tool else {}
    if found.errors:
        lines = list(found.errors[:3])
        return Check(
            "log", "fail", "log_says_failure", params | {"lines": lines}, len(found.errors), 0
        )
    if found.success is False:
        return Check("log", "fail", "no_success_mark", params, 0, 0)
    if found.success is None:
        # Nobody said what a good end looks like.
        outcome = "fail" if required else "warn"
        return Check("log", outcome, "no_known_mark", params, 0, 0)
    if found.warnings:
        lines = list(found.warnings[:3])
        return Check("log", "warn", "log_warns", params | {"lines": lines}, 0, 0)
    return Check("log", "pass", "log_says_success", params, 0, 0)


def read_log(text: str, rules: LogRules | None = None, tool: str = "") -> LogResult:
    """What the log says. Harmless lines are left out, then own failures and the own mark count
    besides what is known of the tool. Raises re.error for a pattern that is none."""
    own = rules or LogRules()
    allowed, failing = _patterns(own.allowed), _patterns(own.failure)
    mark = _patterns(own.success)
    lines = [line for line in _lines(text) if not _any(allowed, line)]
    found = read_json("\n".join(lines)) or read_text(lines, tool)
    failures = [shortened(line) for line in lines if _any(failing, line)][:MOST]
    errors = tuple(dict.fromkeys((*failures, *(e for e in found.errors if not _any(allowed, e)))))
    # The mark stands in what was allowed too: harmless is not silent.
    success = found.success if not mark else any(_any(mark, line) for line in _lines(text))
    if not mark and found.errors and not errors:
        success = True if found.success is False else found.success
    return LogResult(found.tool, False if errors else success, errors, found.warnings, found.facts)


def _lines(text: str) -> list[str]:
    return [line[:SEEN] if not line.startswith(("{", "[")) else line for line in _whole(text)]


def _whole(text: str) -> list[str]:
    return text[:LONGEST].splitlines()


def _patterns(text: str) -> list[Pattern[str]]:
    return [re.compile(line, re.IGNORECASE) for line in text.splitlines() if line.strip()]


def _any(patterns: Sequence[Pattern[str]], line: str) -> bool:
    return any(one.search(line[:SEEN]) for one in patterns)
