"""Logs as the tools really write them: what passes, what fails, and what is never passed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from backups.domain.log_reading import LogRules, log_check, read_log

RESTIC = (
    '{"message_type":"status","percent_done":0,"total_files":1,"total_bytes":6}\n'
    '{"message_type":"summary","files_new":1,"data_added":709,"total_files_processed":1,'
    '"total_bytes_processed":6,"total_duration":0.24,"snapshot_id":"9647443b"}\n'
)
RESTIC_ERROR = (
    '{"message_type":"error","error":{"message":"open /a: permission denied"},"item":"/a"}\n'
)
BORG = (
    '{"type": "log_message", "time": 1.5, "message": "Creating archive at \\"b::two\\"",'
    ' "levelname": "INFO", "name": "borg.archiver"}\n'
)
BORG_END = (
    '{"type": "log_message", "message": "terminating with success status, rc 0",'
    ' "levelname": "INFO", "name": "borg.output.show-rc"}\n'
)
BORG_MISSING = (
    '{"type": "log_message", "message": "/x: [Errno 2] No such file or directory: \'x\'",'
    ' "levelname": "WARNING", "name": "borg.archiver"}\n'
    '{"type": "log_message", "message": "terminating with warning status, rc 1",'
    ' "levelname": "WARNING", "name": "borg.output.show-rc"}\n'
)
BORG_CREATED = json.dumps(
    {
        "archive": {"name": "one", "id": "cd", "duration": 0.5, "stats": {"original_size": 493, "nfiles": 1}},  # noqa: E501
        "repository": {"location": "/b"},
    },
    indent=4,
)  # fmt: skip


def pgbackrest(code: int = 0, **backup: Any) -> str:
    one = {
        "label": "20261122-010000F", "type": "full", "prior": None, "error": False,
        "info": {"size": 1024}, "timestamp": {"start": 1, "stop": 2},
    } | backup  # fmt: skip
    status = {"code": code, "message": "ok" if code == 0 else "no valid backups"}
    return json.dumps([{"name": "main", "backup": [one] if code == 0 else [], "status": status}])


def barman(**check: str) -> str:
    checks = {"PostgreSQL": "OK", "backup maximum age": "OK"} | check
    return json.dumps(
        {"srv": {name: {"status": status, "hint": ""} for name, status in checks.items()}}
    )


GOOD = {
    "restic json": RESTIC,
    "restic words": "using parent snapshot a7cdd21f\nprocessed 1 files, 6 B in 0:00\nsnapshot 349b010d saved\n",  # noqa: E501
    "borg json": BORG + BORG_END,
    "borg create --json": BORG_CREATED,
    "borg words": "Archive name: four\nDuration: 0.00 seconds\nterminating with success status, rc 0\n",  # noqa: E501
    "pgbackrest json": pgbackrest(),
    "pgbackrest words": "2026-11-22 01:00:00.1 P00   INFO: backup command end: completed successfully (6ms)\n",  # noqa: E501
    "barman check": barman(),
    "barman list": json.dumps({"srv": [{"backup_id": "20261122T010000", "status": "DONE", "size_bytes": 9}]}),  # noqa: E501
    "mysqldump": "-- MySQL dump 10.13\nINSERT …\n-- Dump completed on 2026-11-22\n",
    "rsync": "sending incremental file list\na\nsent 100 bytes  received 35 bytes\ntotal size is 6  speedup is 0.04\n",  # noqa: E501
    "any words": "job started\nBackup completed, 0 errors\n",
    "Chinese": "开始\n备份完成\n",
}  # fmt: skip
BAD = {
    "restic without a summary": (RESTIC.splitlines()[0], "no_success_mark"),
    "restic error": (RESTIC + RESTIC_ERROR, "log_says_failure"),
    "restic missing folder": ("/nonexist does not exist, skipping\n" + RESTIC, "log_says_failure"),
    "borg that never ended": (BORG, "no_success_mark"),
    "borg missing folder": (BORG + BORG_MISSING, "log_says_failure"),
    "borg error": (BORG_END.replace("success status, rc 0", "error status, rc 2"), "no_success_mark"),  # noqa: E501
    "pgbackrest without a backup": (pgbackrest(2), "log_says_failure"),
    "pgbackrest page checksums": (pgbackrest(error=True), "log_says_failure"),
    "pgbackrest words": ("P00   INFO: backup command begin 2.45\nP00  ERROR: [055]: unable\n", "log_says_failure"),  # noqa: E501
    "barman check": (barman(replication="FAILED"), "log_says_failure"),
    "barman failed": (json.dumps({"srv": {"backup_id": "1", "status": "FAILED"}}), "log_says_failure"),  # noqa: E501
    "mysqldump cut off": ("-- MySQL dump 10.13\nINSERT …\n", "no_success_mark"),
    "mysqldump error": ("mysqldump: Got error: 1045\n-- Dump completed on x\n", "log_says_failure"),
    "pg_dump": ("pg_dump: error: connection to server failed\n", "log_says_failure"),
    "tar": ("tar: /data: Cannot open: Permission denied\n", "log_says_failure"),
    "disk full": ("writing\nNo space left on device\nBackup completed\n", "log_says_failure"),
    "traceback": ("Traceback (most recent call last):\n  boom\n", "log_says_failure"),
    "Chinese": ("备份失败\n备份完成\n", "log_says_failure"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(GOOD))
def test_a_good_end_passes(name: str) -> None:
    found = log_check(GOOD[name])
    assert (found.outcome, found.reason) == ("pass", "log_says_success")


@pytest.mark.parametrize("name", list(BAD))
def test_a_bad_end_fails(name: str) -> None:
    text, reason = BAD[name]
    found = log_check(text)
    assert (found.outcome, found.reason) == ("fail", reason)


@pytest.mark.parametrize(
    "text",
    ["finance.tar: 12288 bytes\nbackup completed\n", "Server db1:\nBackup size 3\nbackup done\n",
     "sent 100 bytes\nbackup done\n", "2026/11/22 01:00:00 INFO: backup done\n",
     json.dumps({"db": {"status": "DONE"}}) + "\nbackup done\n"],
)  # fmt: skip
def test_words_that_anybody_writes_name_no_tool(text: str) -> None:
    found = log_check(text)
    assert (found.outcome, found.params) == ("pass", {})


def test_barman_is_known_by_its_own_lines() -> None:
    text = (
        "Starting backup using postgres method for server main in /var/lib/barman/main/base/1\n"
        "Backup start at LSN: 0/4000028\nBackup completed (start time: 2026-11-22, elapsed: 1 s)\n"
    )
    assert log_check(text).params == {"tool": "barman"}


def test_facts_are_taken_from_the_tool() -> None:
    assert read_log(RESTIC).facts == {
        "id": "9647443b", "bytes": 6, "files": 1, "seconds": 0.24, "added": 709,
    }  # fmt: skip
    assert read_log(BORG_CREATED).facts["bytes"] == 493
    assert read_log(pgbackrest()).facts["id"] == "20261122-010000F"


def test_without_a_known_mark_nothing_is_green() -> None:
    assert log_check("copied 5 of 5\n").outcome == "warn"
    assert log_check("copied 5 of 5\n", required=True).outcome == "fail"


def test_an_own_mark_is_required_whatever_else_is_said() -> None:
    text = "-- MySQL dump 10.13\n-- Dump completed on x\n"
    assert log_check(text, success_pattern="^all good$").reason == "no_success_mark"
    assert log_check(text + "ALL GOOD\n", success_pattern="^all good$").outcome == "pass"


def test_own_failures_count_and_harmless_lines_do_not() -> None:
    text = "error: old server, ignored\nrows skipped: 3\nbackup done\n"
    assert log_check(text, allowed_patterns="^error: old server").outcome == "pass"
    found = log_check(text, allowed_patterns="^error: old server", failure_patterns="rows skipped")
    assert (found.reason, found.measured, found.params["lines"]) == (
        "log_says_failure", 1, ["rows skipped: 3"],
    )  # fmt: skip


def test_harmless_lines_of_json_tools_are_left_out_too() -> None:
    text = RESTIC + RESTIC_ERROR
    assert log_check(text, allowed_patterns="permission denied").outcome == "pass"


def test_a_missing_log_fails_only_where_one_is_required() -> None:
    assert log_check(None).reason == "not_asked"
    assert log_check("  \n").outcome == "not_run"
    for text in (None, "", "\n"):
        found = log_check(text, required=True)
        assert (found.outcome, found.reason) == ("fail", "log_missing")


def test_a_pattern_that_is_none_is_told_and_never_passed() -> None:
    assert log_check("backup done", failure_patterns="(").outcome == "not_run"


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 50_000, "{}", "[]", "null", '{"message_type":1}']
)
def test_hostile_json_is_read_as_words(text: str) -> None:
    assert log_check(text).outcome == "warn"


def test_long_lines_are_shortened() -> None:
    found = log_check("error: " + "x" * 10_000)
    assert len(found.params["lines"][0]) == 300


def test_rules_are_one_a_line() -> None:
    rules = LogRules(failure="one\n\ntwo\n")
    assert read_log("a two b", rules).errors == ("a two b",)
