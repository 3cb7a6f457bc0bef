"""What a stranger does with an evidence pack: unpack, check sums and signature, notice a change."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone, translation

from accounts.models import User
from bia.models import Measurement
from reports.evidence import closing, data_register, snapshots, tables
from reports.evidence.approvals import APPROVALS
from reports.evidence.archive import Archive, safe
from reports.evidence.pack import pack_of
from reports.evidence.words import OPENSSL
from reports.kinds.evidence import DATASETS
from reports.models import Report
from tests import factories
from tests.reports.builders import approved

pytestmark = pytest.mark.django_db


def asked(by: User, **filters: Any) -> Report:
    now = timezone.now()
    return Report(
        code="evidence-20260101-AAAAAA", kind="evidence", format="zip", language="en",
        filters=filters, requested_by=by, created_at=now,
    )  # fmt: skip


def packed(by: User, folder: Path, **filters: Any) -> Path:
    """A pack without reports, closed and unpacked."""
    pack = pack_of(asked(by, **filters))
    out = io.BytesIO()
    made = Archive(out, pack.name)
    for dataset in (*data_register.DATASETS, APPROVALS):
        tables.write(made, pack, dataset)
    snapshots.write(made, pack)
    closing.close(made, pack, at=timezone.now())
    with zipfile.ZipFile(out) as archive:
        archive.extractall(folder)
    return folder / pack.name


def ran(folder: Path, *command: str) -> tuple[int, str]:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    lines = (folder / "data" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def codes(found: Sequence[dict[str, Any]], name: str = "code") -> list[str]:
    return [one[name] for one in found]


@pytest.fixture
def register() -> dict[str, Any]:
    sales, orders = factories.department("sales"), factories.department("orders")
    at = timezone.now() - timedelta(minutes=5)
    mine = factories.process("mine", department=sales, name="=Mine")
    other = factories.process("other", department=orders)
    assessment = approved(mine, at=at)
    for process in (mine, other):
        Measurement.objects.create(
            code=f"M-{process.code}", process=process, kind="rto", value_s=60, target_s=120,
            source="drill", at=at, confidence="measured", note="+86 called", created_at=at,
            created_by=factories.user(f"by-{process.code}", "continuity_manager"),
        )  # fmt: skip
    return {"assessment": assessment, "sales": sales}


@pytest.fixture
def auditor() -> User:
    return factories.user("audrey", "auditor")


def test_standard_tools_check_a_pack(
    register: dict[str, Any], auditor: User, tmp_path: Path
) -> None:
    folder = packed(auditor, tmp_path)
    assert ran(folder, "sha256sum", "-c", "--strict", "--quiet", "SHA256SUMS") == (0, "")
    recorded = ran(folder / "snapshots", "sha256sum", "-c", "--strict", "recorded.sha256")
    code = register["assessment"].code
    assert recorded == (0, f"assessments/{code}.json: OK\n")
    assert ran(folder, sys.executable, "verify_pack.py", ".")[0] == 0
    if shutil.which("openssl"):
        assert ran(folder, *OPENSSL.split()) == (0, "Signature Verified Successfully\n")
    listed = {one["path"] for one in json.loads((folder / "manifest.json").read_bytes())["files"]}
    there = {str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()}
    assert there - listed == {"manifest.json", "SHA256SUMS", "SHA256SUMS.sig"}


def test_a_changed_byte_is_noticed(register: dict[str, Any], auditor: User, tmp_path: Path) -> None:
    folder = packed(auditor, tmp_path)
    file = folder / "data" / "measurements.csv"
    file.write_bytes(file.read_bytes().replace(b"60", b"61", 1))
    assert ran(folder, "sha256sum", "-c", "--quiet", "SHA256SUMS")[0] == 1
    assert ran(folder, sys.executable, "verify_pack.py", ".") == (
        1, "changed: data/measurements.csv\n",
    )  # fmt: skip
    sums = folder / "SHA256SUMS"
    sums.write_bytes(sums.read_bytes().replace(b"a", b"b", 1))
    if shutil.which("openssl"):
        assert ran(folder, *OPENSSL.split())[0] == 1


def test_who_sees_less_gets_less(register: dict[str, Any], tmp_path: Path) -> None:
    owner = factories.user("olga", "process_owner", department=register["sales"])
    auditor = factories.user("audrey", "auditor")
    every, some = packed(auditor, tmp_path / "all"), packed(owner, tmp_path / "some")
    assert codes(rows(every, "measurements")) == ["M-mine", "M-other"]
    assert codes(rows(some, "measurements")) == ["M-mine"]
    assert codes(rows(every, "processes")) == ["mine", "other"]
    assert codes(rows(some, "processes")) == ["mine"]


def test_only_what_was_asked_for(register: dict[str, Any], auditor: User, tmp_path: Path) -> None:
    folder = packed(auditor, tmp_path, processes=["other"])
    assert codes(rows(folder, "measurements")) == ["M-other"]
    assert rows(folder, "approvals") == []


def test_approvals_say_who_when_and_of_which_content(
    register: dict[str, Any], auditor: User, tmp_path: Path
) -> None:
    found = rows(packed(auditor, tmp_path), "approvals")
    digest = register["assessment"].snapshot.digest
    assert [(one["step"], one["by"], one["digest"]) for one in found] == [
        ("approved", "Approver", digest), ("submitted", "Author", digest),
    ]  # fmt: skip


def test_spreadsheets_carry_nothing_out(
    register: dict[str, Any], auditor: User, tmp_path: Path
) -> None:
    folder = packed(auditor, tmp_path)
    content = (folder / "data" / "processes.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    [mine, _other] = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert (mine["name"], rows(folder, "processes")[0]["name"]) == ("'=Mine", "=Mine")


def test_the_same_content_gives_the_same_bytes(register: dict[str, Any], auditor: User) -> None:
    pack = pack_of(asked(auditor))
    made = []
    for _time in range(2):
        out = io.BytesIO()
        archive = Archive(out, pack.name)
        tables.write(archive, pack, data_register.MEASUREMENTS)
        closing.close(archive, pack, at=pack.at)
        made.append(out.getvalue())
    assert made[0] == made[1]


def test_names_are_safe_everywhere() -> None:
    assert [safe(one) for one in ("INC-2026-0001", "a/b c", "../x", "con", "救援", "LPT1.txt")] == [
        "INC-2026-0001", "a-b-c", "x", "_con", "x", "_LPT1.txt",
    ]  # fmt: skip


def test_every_table_can_be_read(auditor: User) -> None:
    """Empty or not: columns exist, and no address or number of a person is one."""
    pack = pack_of(asked(auditor))
    out = io.BytesIO()
    archive = Archive(out, pack.name)
    for dataset in DATASETS:
        assert tables.write(archive, pack, dataset) >= 0
        assert not {"email", "phone", "phones", "token", "password"} & set(dataset.columns)
    names = [one.path for one in archive.files]
    assert len(names) == len(set(names)) == 2 * len(DATASETS)


def test_the_readme_speaks_the_language_of_the_pack(auditor: User, tmp_path: Path) -> None:
    with translation.override("zh-hans"):
        folder = packed(auditor, tmp_path)
    assert (folder / "说明.txt").exists()
    assert 'lang="zh-Hans"' in (folder / "index.html").read_text(encoding="utf-8")
    assert "<script" not in (folder / "index.html").read_text(encoding="utf-8")
