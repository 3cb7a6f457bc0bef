"""An interpreter may live beneath a folder that the wall covers: it alone is shown there."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from backups.restoring.walls import isolation, sandbox_uid, walled, write_accounts

LOOKS = """
import os, sys
prefix, above, covered = sys.prefix, os.path.dirname(sys.prefix), sys.argv[1]
def refused(act):
    try:
        act()
    except OSError:
        return True
own = ("work", "sources", "code", "shown-")  # of the wall itself, where it covers /mnt
found = [one for one in os.listdir(covered) if covered != "/mnt" or not one.startswith(own)]
print(found == [os.path.basename(above)], os.listdir(above))
source = [one for one in ("/restore-sources/0", "/mnt/sources/0") if os.path.exists(one)]
print(open(*source).read())
print(refused(lambda: open(prefix + "/x", "w")), refused(lambda: open(above + "/x", "w")),
      refused(lambda: os.rename(above, above + "x")), refused(lambda: os.chmod(above, 0o777)))
open("/tmp/mine", "w").write("x")
"""


@pytest.fixture(params=["/tmp", "/var/tmp", "/mnt"])  # noqa: S108
def place(request: pytest.FixtureRequest) -> Iterator[Path]:
    with TemporaryDirectory(prefix="bcm-place-", dir=request.param) as name:
        folder = Path(name)
        venv.create(folder / "venv", symlinks=True)
        (folder / "beside").write_text("only as a source")
        yield folder


@pytest.mark.parametrize("kind", ["bwrap", "unshare"])
def test_an_interpreter_beneath_a_covered_folder_runs(
    kind: str, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = isolation((kind,))  # type: ignore[arg-type]
    if found.kind == "none":
        pytest.skip(found.reason)
    uid, work = sandbox_uid(), tmp_path / "work"
    (work / "tmp").mkdir(parents=True)
    for folder in (work, work / "tmp"):
        os.chown(folder, -1 if uid is None else uid, -1)
    write_accounts(tmp_path, uid)
    monkeypatch.setattr(sys, "prefix", str(place / "venv"))
    child = (str(place / "venv/bin/python"), "-I", "-c", LOOKS, str(place.parent))
    wall = walled(found.kind, child, work=work, uid=uid, accounts=tmp_path,
                  sources=[place / "beside"], hidden=[place])  # fmt: skip

    done = subprocess.run(wall.argv, capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ["True ['venv']", "only as a source", "True True True True"]
    assert sorted(os.listdir(place)) == ["beside", "venv"]
    assert not Path("/tmp/mine").exists()  # noqa: S108
