"""A location that goes is no heap of missing files."""

import ctypes
import errno
import os
import resource
import shutil
import subprocess

import pytest

from backups.reading import SourceError, open_source
from tests.backups.reading.copies import in_child, known, local, put, reads

NEW_MOUNTS = 0x00020000


def code_of(work) -> str:
    try:
        work()
    except SourceError as why:
        return why.code
    return "no error"


def test_a_location_removed_before_it_is_read(tmp_path):
    put(tmp_path, {"nas/a": b"a", "nas/b": b"b"})
    source = local(tmp_path / "nas")
    wanted = known(source)
    shutil.rmtree(tmp_path / "nas")
    assert code_of(lambda: reads(source, wanted)) == "location_unreachable"
    assert code_of(lambda: local(tmp_path / "nas")) == "location_unreachable"


def test_a_file_that_is_gone_from_a_location_that_is_there_is_missing(tmp_path):
    put(tmp_path, {"nas/a": b"a"})
    source = local(tmp_path / "nas")
    wanted = known(source)
    (tmp_path / "nas" / "a").unlink()
    assert [one.verdict for one in reads(source, wanted)] == ["missing"]


def test_a_machine_without_descriptors_blames_no_file(tmp_path):
    put(tmp_path, {f"{n:03d}": b"x" for n in range(100)})
    source = local(tmp_path)
    wanted = known(source)

    def work() -> str:
        none_left = os.dup(0)
        os.close(none_left)
        resource.setrlimit(resource.RLIMIT_NOFILE, (none_left, none_left))
        return code_of(lambda: reads(source, wanted))

    assert in_child(work) == "location_unreachable"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts")
def test_an_unplugged_disk_is_not_an_empty_one(tmp_path):
    """A real file system, taken away under the location's feet."""
    disk = tmp_path / "disk"
    disk.mkdir()

    def opened():
        return open_source(f"file://{disk}?mounted=yes", {}, roots=[tmp_path], hosts=())

    def work() -> list[str]:
        if ctypes.CDLL(None, use_errno=True).unshare(NEW_MOUNTS):
            return ["no", errno.errorcode[ctypes.get_errno()]]
        subprocess.run(["mount", "--make-rprivate", "/"], check=True)
        told = [code_of(opened)]
        subprocess.run(["mount", "-t", "tmpfs", "none", str(disk)], check=True)
        put(disk, {"a": b"a"})
        source = opened()
        told.append(",".join(one.path for one in source.walk()))
        source.close()
        subprocess.run(["umount", str(disk)], check=True)
        return [*told, code_of(opened)]

    told = in_child(work)
    if told[0] == "no":
        pytest.skip(f"this machine lets nobody mount: {told[1]}")
    assert told == ["not_mounted", "a", "not_mounted"]
