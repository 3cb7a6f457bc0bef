"""What the child sees and may do: a command of the administrator looks around from inside."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest

from backups.restoring import (
    Assertion,
    Isolation,
    Phase,
    RestoreRequest,
    RestoreResult,
    restore,
)
from backups.restoring.walls import FIRST_UID, LAST_UID, isolation
from tests.backups.restoring.conftest import SMALL, Restore

DONE = (Assertion("done", "exists", path="done"),)
KINDS = ["bwrap", "unshare"]


def run_inside(restored: Restore, sources: Path, script: str, **fields: object) -> RestoreResult:
    """The script's output is the result's; it must leave a file `done` to count as restored."""
    copy = sources / "copy"
    copy.write_text("the backup")
    copy.chmod(0o644)
    command = ("/bin/sh", "-c", f"{{ {script}\n}} 2>&1; echo x > done")
    fields = {"assertions": DONE, "command": command} | fields
    return restored(copy, format="command", **fields)


def only(kind: str) -> Isolation:
    found = isolation((kind,))  # type: ignore[arg-type]
    if found.kind == "none":
        pytest.skip(found.reason)
    return found


@pytest.mark.parametrize("kind", KINDS)
class TestFromInside:
    def test_there_is_no_network(self, kind: str, restored: Restore, sources: Path) -> None:
        result = run_inside(restored, sources, "cat /proc/net/dev", isolation=only(kind))

        devices = [line.split(":")[0].strip() for line in result.output.splitlines()[2:]]
        assert (result.outcome, result.isolation, devices) == ("pass", kind, ["lo"])

    def test_there_are_no_other_processes(
        self, kind: str, restored: Restore, sources: Path
    ) -> None:
        result = run_inside(restored, sources, "ls /proc | grep -c '^[0-9]'", isolation=only(kind))

        assert int(result.output) < 10

    def test_the_user_owns_nothing(self, kind: str, restored: Restore, sources: Path) -> None:
        script = "id -u; id -G; grep Cap /proc/self/status"
        result = run_inside(restored, sources, script, isolation=only(kind))

        uid, groups, *capabilities = result.output.splitlines()
        assert uid == groups
        assert FIRST_UID <= int(uid) <= LAST_UID or os.geteuid() == int(uid) != 0
        assert {line.split()[1] for line in capabilities} == {"0000000000000000"}

    def test_nothing_outside_can_be_written(
        self, kind: str, restored: Restore, sources: Path, canary: Path
    ) -> None:
        attempts = " ; ".join(
            f"echo dead > {place}" for place in (canary, "/etc/x", "/usr/x", sources / "copy", "/x")
        )
        result = run_inside(restored, sources, f"{attempts}; true", isolation=only(kind))

        assert result.outcome == "pass"
        assert (sources / "copy").read_text() == "the backup"
        assert not any(Path(place).exists() for place in ("/etc/x", "/usr/x", "/x"))

    def test_the_environment_is_bare(
        self, kind: str, restored: Restore, sources: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SECRET_KEY", "of the platform")
        result = run_inside(restored, sources, "env; cat /proc/1/environ", isolation=only(kind))

        assert "of the platform" not in result.output

    def test_homes_and_data_of_the_machine_are_not_there(
        self, kind: str, restored: Restore, sources: Path, tmp_path: Path
    ) -> None:
        script = f"for d in /root /home /var /srv {tmp_path}/production; do ls -A $d; done"
        (tmp_path / "production").mkdir()
        (tmp_path / "production" / "orders.db").touch()
        result = run_inside(
            restored,
            sources,
            script,
            isolation=only(kind),
            protected=(tmp_path / "production", Path("/var/log")),
        )

        seen = [line for line in result.output.splitlines() if "No such file" not in line]
        assert [line for line in seen if line not in (".pyenv", ".local", "")] == []


class TestBehindBwrap:
    def test_the_rest_of_the_file_system_is_not_there(
        self, restored: Restore, sources: Path, canary: Path
    ) -> None:
        script = f"ls / ; ls {canary} ; ls /home ; ls {Path(__file__).parent} ; ls /var"
        result = run_inside(restored, sources, script, isolation=only("bwrap"))

        refused = [line for line in result.output.splitlines() if "No such file" in line]
        assert len(refused) == 4

    def test_memory_files_and_cores_are_limited(self, restored: Restore, sources: Path) -> None:
        result = run_inside(restored, sources, "ulimit -v; ulimit -c; ulimit -f")

        memory, cores, file_size = (int(line) for line in result.output.splitlines())
        assert memory * 1024 == SMALL.memory_bytes
        assert cores == 0
        assert file_size in (SMALL.file_bytes // 512, SMALL.file_bytes // 1024)


def test_a_restore_that_takes_too_long_is_ended_with_all_it_started(
    restored: Restore, sources: Path
) -> None:
    begun = time.monotonic()
    script = "setsid sleep 98761 & sleep 98761"
    result = run_inside(restored, sources, script, limits=replace(SMALL, seconds=0.7))

    assert (result.outcome, result.reason, result.params) == ("fail", "timeout", {"limit_s": 0.7})
    assert time.monotonic() - begun < 10
    assert "98761" not in subprocess.run(["ps", "ax"], capture_output=True, text=True).stdout


def test_a_person_may_stop_it(restored: Restore, sources: Path) -> None:
    result = run_inside(restored, sources, "sleep 98762", stop=lambda: True)

    assert (result.outcome, result.reason) == ("not_run", "cancelled")


def test_what_fills_the_disk_is_ended(restored: Restore, sources: Path) -> None:
    script = "for n in 1 2 3 4 5 6 7 8; do head -c 20000000 /dev/urandom > x$n; done; sleep 60"
    limits = replace(SMALL, output_bytes=60_000_000)
    result = run_inside(restored, sources, script, limits=limits)

    assert (result.outcome, result.reason) == ("fail", "too_many_bytes")


def test_a_file_above_the_limit_cannot_be_written(restored: Restore, sources: Path) -> None:
    script = "head -c 5000000 /dev/zero > big; ls -l big | cut -d' ' -f5"
    limits = replace(SMALL, file_bytes=2**20)
    result = run_inside(restored, sources, script, limits=limits)

    assert result.output.splitlines()[-1] == str(2**20)


def test_output_is_kept_up_to_a_limit(restored: Restore, sources: Path) -> None:
    result = run_inside(restored, sources, "head -c 3000000 /dev/zero | tr '\\0' x")

    assert result.outcome == "pass"
    assert len(result.output) <= 20_000


def test_a_command_that_fails_is_told(restored: Restore, sources: Path) -> None:
    result = run_inside(restored, sources, "echo broken tape; exit 7")

    assert (result.outcome, result.reason) == ("fail", "command_failed")
    assert result.params == {"exit": 7, "error": "broken tape"}


@pytest.mark.slow
def test_folders_within_folders_by_the_thousand_are_removed(
    restored: Restore, sources: Path
) -> None:
    script = 'python3 -c \'import os\nfor n in range(3000): os.mkdir("d"); os.chdir("d")\''

    assert run_inside(restored, sources, script).outcome == "pass"


def test_whoever_listens_may_go_away(scratch: Path, sources: Path) -> None:
    class Gone(Exception):
        pass

    def report(phase: Phase) -> None:
        raise Gone

    copy = sources / "copy"
    copy.touch()
    request = RestoreRequest("command", (copy,), scratch, command=("/bin/sleep", "98767"))
    with pytest.raises(Gone):
        restore(request, report=report, stop=lambda: False)

    assert os.listdir(scratch) == []


def test_it_goes_before_the_platform_where_memory_runs_out(
    restored: Restore, sources: Path
) -> None:
    result = run_inside(restored, sources, "cat /proc/self/oom_score_adj")

    assert result.output.strip() == "1000"
