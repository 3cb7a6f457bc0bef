"""Commands that hooks and monitoring call, on real files."""

from __future__ import annotations

import hashlib
import io
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from backups.domain.tool_output import NoOutput, read_tool
from backups.models import BackupSet
from tests.backups import made

RESTIC = (
    '{"message_type":"status","percent_done":1}\n'
    '{"message_type":"summary","files_new":2,"data_added":100,"total_files_processed":3,'
    '"total_bytes_processed":4096,"total_duration":61.5,"snapshot_id":"abc123",'
    '"backup_start":"2026-03-02T02:00:00.123456789+08:00",'
    '"backup_end":"2026-03-02T02:01:01.623456789+08:00"}\n'
)
BORG = json.dumps(
    {
        "archive": {
            "name": "orders-1",
            "id": "ff",
            "start": "2026-03-02T02:00:00.000000",
            "end": "2026-03-02T02:05:00.000000",
            "stats": {"original_size": 10, "nfiles": 2, "deduplicated_size": 1},
        },
        "repository": {"id": "1"},
    }
)
PGBACKREST = json.dumps(
    [
        {
            "name": "main",
            "status": {"code": 0, "message": "ok"},
            "backup": [
                {"label": "20260301F", "type": "full", "prior": None,
                 "timestamp": {"start": 1772323200, "stop": 1772323260}, "info": {"size": 5}},
                {"label": "20260301F_20260302I", "type": "incr", "prior": "20260301F",
                 "timestamp": {"start": 1772409600, "stop": 1772409660}, "info": {"size": 7}},
            ],
        }
    ]
)  # fmt: skip


@pytest.fixture
def root(tmp_path: Path, settings: Any) -> Path:
    settings.BACKUP_ROOTS = [tmp_path]
    (tmp_path / "nas").mkdir()
    return tmp_path / "nas"


@pytest.fixture
def policy(db: None, root: Path) -> Any:
    nas = made.location("nas", url=f"file://{root}")
    return made.policy("orders", locations=(nas,), schedule="", smallest_bytes=0)


def run(*words: str, **options: Any) -> tuple[str, int]:
    """What a command prints, and how it exits."""
    out = io.StringIO()
    try:
        call_command(*words, stdout=out, stderr=out, **options)
    except SystemExit as end:
        return out.getvalue(), int(end.code or 0)
    return out.getvalue(), 0


def test_a_dump_is_registered_with_digest_and_log(policy: Any, tmp_path: Path) -> None:
    (tmp_path / "log").write_text("dump complete")
    out, code = run(
        "register_backup", "orders", "--copy", "nas=a/orders.dump", "--size", "6",
        "--digest", "sha256:" + "a" * 64, "--log", str(tmp_path / "log"),
        "--started", "2026-03-02T02:00:00+08:00", "--finished", "2026-03-02T02:01:00Z",
    )  # fmt: skip
    row = BackupSet.objects.get()
    assert (out.strip(), code, row.log, row.size_bytes) == (row.code, 0, "dump complete", 6)
    assert row.files.get().path == "orders.dump"


def test_a_manifest_of_coreutils_is_taken(policy: Any, tmp_path: Path) -> None:
    sums = tmp_path / "SHA256SUMS"
    sums.write_text(f"{'a' * 64}  base/1\n{'b' * 64} *base/2\n")
    run("register_backup", "orders", "--copy", "nas=base", "--manifest", str(sums))
    assert list(BackupSet.objects.get().files.order_by("path").values_list("path", "sha256")) == [
        ("base/1", "a" * 64), ("base/2", "b" * 64),
    ]  # fmt: skip
    sums.write_text(f"{'a' * 64}  ../../etc/passwd\n")
    with pytest.raises(CommandError, match="path_outside"):
        run("register_backup", "orders", "--copy", "nas=base", "--manifest", str(sums))


@pytest.mark.parametrize(
    ("tool", "text", "expected"),
    [
        ("restic", RESTIC, ("abc123", "", datetime(2026, 3, 1, 18, 0, 0, 123456, UTC), 4096, 3)),
        ("borg", BORG, ("orders-1", "", datetime(2026, 3, 1, 18, 0, tzinfo=UTC), 10, 2)),
        (
            "pgbackrest",
            PGBACKREST,
            ("20260301F_20260302I", "20260301F", datetime(2026, 3, 2, tzinfo=UTC), 7, None),
        ),
    ],
)
def test_what_tools_print_is_read(tool: str, text: str, expected: tuple[Any, ...]) -> None:
    told = read_tool(tool, text, zone="Asia/Shanghai")
    assert (
        told.label, told.parent_label, told.started_at, told.size_bytes, told.files,
    ) == expected  # fmt: skip


@pytest.mark.parametrize("tool", ["restic", "borg", "pgbackrest"])
@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "no JSON", '{"message_type":"error"}'])
def test_what_is_no_end_of_a_backup_is_refused(tool: str, text: str) -> None:
    with pytest.raises(NoOutput):
        read_tool(tool, text)


def test_pgbackrest_names_the_set_it_builds_on(policy: Any, tmp_path: Path) -> None:
    log = tmp_path / "info.json"
    full = json.loads(PGBACKREST)
    full[0]["backup"].pop()
    log.write_text(json.dumps(full))
    first, _code = run("register_backup", "orders", "--from", "pgbackrest", "--log", str(log))
    log.write_text(PGBACKREST)
    out, _code = run(
        "register_backup", "orders", "--from", "pgbackrest", "--log", str(log), "--json"
    )
    assert json.loads(out)["parent"] == first.strip()
    assert BackupSet.objects.get(parent__isnull=False).kind == "incremental"


def test_a_wrong_call_says_what_is_wrong(policy: Any) -> None:
    for words in (
        ["nobody"],
        ["orders", "--copy", "nas"],
        ["orders", "--copy", "nas=../x"],
        ["orders", "--copy", "elsewhere=x"],
        ["orders", "--digest", "md5:00"],
        ["orders", "--log", "/no/such/file"],
        ["orders", "--from", "restic"],
    ):
        with pytest.raises(CommandError):
            run("register_backup", *words)
    assert not BackupSet.objects.exists()


def test_a_scan_by_hand_tells_what_it_found(policy: Any, root: Path) -> None:
    policy.places.update(folder="")
    policy.naming_pattern = r"^orders-(?P<date>\d{8})\.dump$"
    policy.save()
    path = root / "orders-20260301.dump"
    path.write_bytes(b"backup")
    os.utime(path, (1, 1))
    out, code = run("scan_location", "nas", "--json")
    assert (json.loads(out)["sets_new"], code) == (1, 0)
    path.unlink()
    assert run("scan_location", "nas")[1] == 1
    root.rename(root.with_name("gone"))
    assert run("scan_location", "nas")[1] == 2


def test_verifying_waits_for_the_result(policy: Any, root: Path) -> None:
    (root / "orders.dump").write_bytes(b"backup")
    digest = hashlib.sha256(b"backup").hexdigest()
    words = ["register_backup", "orders", "--copy", "nas=orders.dump", "--size", "6"]
    run(*words, "--digest", f"sha256:{digest}", "--started", "2026-03-02T02:00:00+08:00")
    out, _code = run("verify_backup", "--policy", "orders", "--json", timeout=30.0)
    found = {one["name"]: one["outcome"] for one in json.loads(out)["checks"]}
    assert (found["checksum"], found["completeness"]) == ("pass", "pass")
    (root / "orders.dump").write_bytes(b"bitrot")
    out, code = run("verify_backup", "--policy", "orders", "--json", timeout=30.0)
    assert (json.loads(out)["outcome"], code) == ("fail", 1)


def test_the_status_names_what_could_not_be_restored(policy: Any, tmp_path: Path) -> None:
    out, code = run("backup_status")
    [one] = json.loads(out)["data"]
    assert (one["system"], one["status"], one["age_s"], code) == ("orders", "nothing", None, 1)
    file = tmp_path / "backups.prom"
    assert run("backup_status", "--prometheus", str(file))[1] == 1
    assert 'bcm_backup_rpo_met{system="orders",data="database"} 0\n' in file.read_text()
    assert "bcm_backup_restorable_age_seconds{" not in file.read_text()
