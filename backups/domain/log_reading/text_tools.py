"""Logs in words: what each tool says when it fails, and when it is done.

Failures are looked for line by line. A tool without a mark of success of its own (tar, pg_dump)
has none here either: its policy names one, or its exit status is sent as a heartbeat.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from re import Pattern

from backups.domain.log_reading.result import LogResult, shortened

MOST = 20


@dataclass(frozen=True)
class Rules:
    """`knows` tells the tool by lines that no other one writes; `success` None: it says nothing
    at a good end."""

    tool: str
    knows: Pattern[str]
    error: Pattern[str]
    warning: Pattern[str] | None = None
    success: Pattern[str] | None = None


def _p(text: str) -> Pattern[str]:
    return re.compile(text, re.IGNORECASE)


TOOLS = (
    Rules(
        "restic",
        _p(r"^(repository [0-9a-f]{6,} opened|snapshot [0-9a-f]{6,} saved|open repository$)"),
        _p(r"^(fatal:|error:|Warning: at least one source file could not be read)"),
        success=_p(r"^snapshot [0-9a-f]{6,} saved|^no errors were found"),
    ),
    Rules(
        "borg",
        _p(r"terminating with \w+ status, rc \d+|^(Archive name:|Archive fingerprint:)"),
        _p(r"terminating with (warning|error) status|^(Data integrity error|.*does not exist)"),
        _p(r"file changed while we backed it up"),
        _p(r"terminating with success status, rc 0"),
    ),
    Rules(
        "pgbackrest",
        _p(r"P\d\d\s+(INFO|WARN|ERROR|DETAIL):"),
        _p(r"P\d\d\s+ERROR:|command end: aborted"),
        _p(r"P\d\d\s+WARN:"),
        _p(r"(backup|verify|check|archive-push|expire) command end: completed successfully"),
    ),
    Rules(
        "barman",
        _p(
            r"^Starting backup using \S+ method for server |^Backup (start|end) at LSN: |"
            r"^Backup completed \(start time: |"
            r"^\s+(PostgreSQL|WAL archive|backup maximum age): (OK|FAILED)\b"
        ),
        _p(r"^(ERROR|EXCEPTION):|: FAILED\b|Backup failed"),
        _p(r"^WARNING:"),
        _p(r"^Backup completed"),
    ),
    Rules(
        "mysqldump",
        _p(r"^(mysqldump|mariadb-dump): |^-- (MySQL|MariaDB) dump "),
        _p(r"^(mysqldump|mariadb-dump): (Got error|Error|Couldn't)"),
        success=_p(r"^-- Dump completed"),
    ),
    Rules(
        "pg_dump",
        _p(r"^pg_dump(all)?: |^-- PostgreSQL database (cluster )?dump"),
        _p(r"^pg_dump(all)?: (error|fatal)|^pg_dump(all)?: .*\b(failed|aborted)\b"),
        _p(r"^pg_dump(all)?: warning"),
        _p(r"^-- PostgreSQL database (cluster )?dump complete"),
    ),
    Rules(
        "rsync",
        _p(r"^(rsync( error)?:|sending incremental file list|sent [\d,.]+\w? bytes +received )"),
        _p(r"^rsync( error)?:.*(error|failed|denied|vanished|code \d+)|^rsync error:"),
        _p(r"^(file has vanished|rsync warning)"),
        _p(r"^total size is [\d,.]+"),
    ),
    Rules(
        "tar",
        _p(r"^(\S*/)?tar: "),
        _p(r"^(\S*/)?tar: .*(Cannot|Error|error|failure|failed|Unexpected|No space)"),
        _p(r"^(\S*/)?tar: .*(file changed as we read it|Removing leading|socket ignored)"),
    ),
    Rules(
        "rclone",
        _p(r"^(Transferred:|\d{4}/\d\d/\d\d \d\d:\d\d:\d\d (NOTICE: |ERROR : |INFO  : ))"),
        _p(r"\bERROR\s*:|^Errors:\s+[1-9]|Failed to \w+"),
        success=_p(r"^Errors:\s+0\b|^Transferred:.*100%"),
    ),
    Rules(
        "robocopy",
        _p(r"ROBOCOPY\s+::"),
        _p(r"^\S+ \S+ ERROR \d+|ERROR: "),
        success=_p(r"^\s*Ended\s*:"),
    ),
)
# Whatever the tool: words nobody writes into the log of a good backup.
ANY_TOOL = Rules(
    "",
    _p(r"$^"),
    _p(
        r"\b(fatal|panic|traceback|segmentation fault|core dumped|no space left|disk full|"
        r"out of memory|permission denied|access (is )?denied|connection (refused|reset|timed out)|"
        r"input/output error|i/o error|checksum (error|mismatch)|read-only file system|"
        r"quota exceeded|no such file or directory|does not exist|backup (failed|aborted|incomplete)|unhandled exception)\b|"  # noqa: E501
        r"^\W*(error|err|critical)\b|\b(error|failed|failure)\s*:|失败|错误"
    ),
    _p(r"\bwarn(ing)?\b|警告"),
    _p(r"\b(backup|dump|job|transfer|snapshot)\b.{0,40}\b(completed?|finished|successful(ly)?|done|"
       r"succeeded)\b|\b(completed|finished) successfully\b|备份(成功|完成)"),
)  # fmt: skip
# What looks like a failure and says the opposite.
NOTHING_WRONG = _p(
    r"\b(0|no|zero|without)\s+(errors?|failures?|failed)\b|\b(errors?|failed)\W{1,3}0\b"
)


def read_text(lines: Sequence[str], tool: str = "") -> LogResult:
    """`tool` is what the backup says it was made with; else it is found by its lines."""
    rules = _rules(lines, tool)
    own = rules or ANY_TOOL
    errors = [line for line in lines if _is_error(line, rules)]
    warnings = [
        line for line in lines
        if own.warning is not None and own.warning.search(line) and line not in errors
    ]  # fmt: skip
    said = own.success is not None and any(own.success.search(line) for line in lines)
    success: bool | None = said or None
    if rules is not None and rules.success is not None:
        success = said
    return LogResult(
        own.tool,
        False if errors else success,
        tuple(shortened(line) for line in errors[:MOST]),
        tuple(shortened(line) for line in warnings[:MOST]),
    )


def is_failure(line: str) -> bool:
    """Whatever the tool: the line says that something went wrong."""
    return bool(ANY_TOOL.error.search(line)) and not NOTHING_WRONG.search(line)


def _rules(lines: Sequence[str], tool: str) -> Rules | None:
    named = tool.strip().lower()
    for one in TOOLS:
        if named and re.match(rf"{one.tool}\b", named):
            return one
    return next((one for one in TOOLS if any(one.knows.search(line) for line in lines)), None)


def _is_error(line: str, rules: Rules | None) -> bool:
    if rules is not None and rules.error.search(line):
        return True
    if rules is not None and rules.warning is not None and rules.warning.search(line):
        return False
    return is_failure(line)
