"""What storage does to a run from end to end: rights that were lost, a bad cable, a bucket."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from blake3 import blake3
from botocore.session import Session

# Imported late otherwise, by somebody who may not read the interpreter's folder.
import accounts.services.invitation_mail  # noqa: F401
from backups.models import CopyFile
from backups.services import slices_work
from backups.services.copies import open_copy
from followup.services.secrets import seal
from tests.backups import disk, made
from tests.backups.disk import HOUR, Clock, outcome
from tests.backups.reading.bucket_server import buckets_served
from tests.backups.reading.test_second_read import BadPath, cached_only

pytestmark = pytest.mark.django_db
NOBODY = 65_534


@pytest.fixture
def policy() -> Any:
    return made.policy(smallest_bytes=1)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Where others may go, which pytest's own folders do not let them."""
    folder = Path(tempfile.mkdtemp(prefix="bcm-storage-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@contextmanager
def as_nobody() -> Iterator[None]:
    """This thread and those it starts, in the eyes of file systems only."""
    libc = ctypes.CDLL(None)
    libc.setfsuid(NOBODY)
    try:
        yield
    finally:
        libc.setfsuid(0)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another one")
def test_lost_rights_are_told_as_such_and_nothing_is_called_missing(
    settings: Any, policy: Any, open_folder: Path
) -> None:
    nas = disk.place(settings, open_folder)
    files = {"a.dat": b"a" * 5_000, "b.dat": b"b" * 100_000, "in/c.dat": b"c", "d.dat": b"d"}
    one = disk.registered(policy, nas, files=files)
    folder = disk.folder_of(one.copies.get())
    clock = Clock()
    disk.verified(one, clock)
    assert (one.state, one.restorable) == ("verified", True)
    (folder / "a.dat").chmod(0)
    (folder / "b.dat").chmod(0)
    (folder / "in").chmod(0o700)
    clock.go(HOUR)
    with as_nobody():
        run = disk.verified(one, clock)
    assert disk.told(run) == {
        "a.dat": "unreadable", "b.dat": "unreadable", "in/": "unreadable", "in/c.dat": "unreadable",
    }  # fmt: skip
    reasons = {row.path: row.evidence["reason"] for row in run.problems.all()}
    assert (reasons["a.dat"], reasons["in/c.dat"]) == ("permission_denied", "folder_not_listed")
    assert (run.outcome, one.restorable) == ("fail", False)

    for path, mode in (("a.dat", 0o644), ("b.dat", 0o644), ("in", 0o755)):
        (folder / path).chmod(mode)
    clock.go(HOUR)
    with as_nobody():
        again = disk.verified(one, clock)
    assert (disk.told(again), one.state, one.restorable) == ({}, "verified", True)


def test_good_bytes_over_a_bad_cable_warn_and_verify(
    settings: Any, policy: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = disk.registered(policy, disk.place(settings, tmp_path), declared="sha256")
    monkeypatch.setattr(
        slices_work, "open_copy", lambda copy: BadPath(open_copy(copy), cached_only)
    )
    run = disk.verified(one)
    assert set(disk.told(run).values()) == {"flaky_read"}
    assert outcome(run, "checksum")[0] == "warn"
    assert (one.state, CopyFile.objects.filter(bad=True).count()) == ("verified", 0)


@pytest.fixture
def bucket() -> Iterator[tuple[Any, str]]:
    with buckets_served() as port:
        endpoint = f"http://127.0.0.1:{port}"
        client = Session().create_client(
            "s3", region_name="us-east-1", endpoint_url=endpoint, aws_access_key_id="x",
            aws_secret_access_key="y",
        )  # fmt: skip
        client.create_bucket(Bucket="copies")
        yield client, endpoint
        client.close()


def test_a_copy_in_a_bucket_is_verified_and_its_damage_found(
    settings: Any, policy: Any, bucket: tuple[Any, str]
) -> None:
    client, endpoint = bucket
    settings.BACKUP_HOSTS = ["127.0.0.1"]
    keys = seal(json.dumps({"access_key": "AKIAIOSFODNN7EXAMPLE", "secret_key": "not-a-secret"}))
    place = made.location(
        "bucket", url=f"s3://copies/nightly?endpoint={endpoint}", medium="object",
        credentials=keys,
    )  # fmt: skip
    files = disk.contents(3, 70_000)
    one = disk.registered(policy, files=files, declared="sha256")
    made.copy(one, place, path=one.code, arrived_at=disk.NOON)
    for path, content in files.items():
        client.put_object(Bucket="copies", Key=f"nightly/{one.code}/{path}", Body=content)
    clock = Clock()
    run = disk.verified(one, clock)
    assert (disk.told(run), one.state, one.restorable) == ({}, "verified", True)

    spoilt = bytes([files["f00001.dat"][0] ^ 1]) + files["f00001.dat"][1:]
    client.put_object(Bucket="copies", Key=f"nightly/{one.code}/f00001.dat", Body=spoilt)
    client.delete_object(Bucket="copies", Key=f"nightly/{one.code}/f00002.dat")
    clock.go(HOUR)
    run = disk.verified(one, clock)
    verdicts = disk.told(run)
    assert verdicts["f00001.dat"] in ("corrupt", "rewritten")
    assert verdicts["f00002.dat"] == "missing"
    assert len(verdicts) == 2
    found = run.problems.get(path="f00001.dat").evidence["second_read"]
    assert found["blake3"] == blake3(spoilt).hexdigest()
    assert (one.state, one.restorable) == ("failed", False)
