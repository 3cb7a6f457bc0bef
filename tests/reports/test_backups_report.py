"""The report on backups: figures of the pages, as of any moment, and what it leaves out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from accounts.models import User
from backups.models import BackupPolicy, BackupSet, CopyPart
from backups.recovery_points import recovery_points
from bia.models import System
from reports.backups.document import evidence_document
from reports.document.blocks import Document, Facts, Items, Table, Tiles, Words
from reports.models import Report
from tests import factories
from tests.backups import made
from tests.backups.story import story
from tests.reports.builders import asked

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def document(by: User, **wishes: Any) -> Document:
    report: Report = asked(by, at=timezone.now(), kind="backups", **wishes)
    with translation.override(report.language):
        return evidence_document(report)


def chapter(one: Document, anchor: str) -> list[Any]:
    return next((list(c.blocks) for c in one.chapters if c.anchor == anchor), [])


def sheet(one: Document, name: str) -> list[dict[str, Any]]:
    tables = [b for c in one.chapters for b in c.blocks if isinstance(b, Table) and b.sheet == name]
    return [
        dict(zip([c.title for c in table.columns], row, strict=True))
        for table in tables
        for row in table.rows
    ]


def words_of(one: Document, anchor: str) -> str:
    found = []
    for block in chapter(one, anchor):
        found += [block.text] if isinstance(block, Words) else []
        found += list(block.items) if isinstance(block, Items) else []
        found += [value for _label, value in block.rows] if isinstance(block, Facts) else []
    return "\n".join(found)


def test_chapters_stand_in_the_order_a_reader_asks(auditor: User) -> None:
    story(timezone.now())
    assert [one.anchor for one in document(auditor).chapters] == [
        "summary", "uncovered", "systems", "checks", "problems", "restores", "rhythm",
        "quarantine", "proofs", "policies", "method", "closing",
    ]  # fmt: skip


def test_the_figures_are_those_of_the_pages(auditor: User) -> None:
    at = timezone.now()
    story(at)
    points = recovery_points(at)
    rows = {row["System"]: row for row in sheet(document(auditor), "Systems")}
    assert len(rows) == len(points) == 2
    for system in System.objects.filter(pk__in=points):
        row, point = rows[system.name], points[system.pk]
        assert (row["RPO state"], row["RPO required"]) == (point.status, system.rpo_s)
        assert 0 <= row["Achieved"] - point.age_s <= 3_602  # whole hours, and a moment later


def test_the_summary_says_what_is_covered_instead_of_passed(auditor: User) -> None:
    at = timezone.now()
    policy = made.policy(verify_every_s=30 * 86_400)
    backup = made.backup_set(policy, at=at - 3 * DAY, size_bytes=3_072)
    run, place = made.verification(backup), made.location()
    made.reading(made.copy(backup, place), run)
    CopyPart.objects.update(files=3, bytes=3_072, read_at=at - 2 * DAY)
    made.copy(backup, made.location("vault"), state="registered", verified_at=None)
    BackupSet.objects.update(file_count=3)
    told = words_of(document(auditor), "summary")
    assert told == (
        "3.0 kB of 6.0 kB in all copies (50.0\u00a0%; 3 of 6 files) were read completely, and "
        "every byte was as expected at its last reading. There is no guaranteed maximum age: "
        "3.0 kB (3 files) were never read, or could not be read at the last attempt. 50.0\u00a0% "
        "of the bytes (3.0 kB) are overdue: unread for longer than their policy promises."
    )


def test_a_read_copy_has_a_guaranteed_maximum_age(auditor: User) -> None:
    at = timezone.now()
    backup = made.backup_set(made.policy(), at=at - 3 * DAY)
    made.reading(made.copy(backup, made.location()), made.verification(backup))
    CopyPart.objects.update(read_at=at - 2 * DAY)
    told = words_of(document(auditor), "summary")
    assert "No byte has gone unread for longer than 48 h" in told


def test_what_was_not_covered_is_named(auditor: User) -> None:
    told = story(timezone.now())
    factories.system("crm", name="Customers")
    told.nas.paused = True
    told.nas.save()
    words = words_of(document(auditor), "uncovered")
    assert "Without any backup policy: Customers, Wiki." in words
    assert (
        "Policies that promise no maximum age, so that nothing is ever overdue: portal-hourly."
        in words
    )  # noqa: E501
    assert "Locations at which reading is paused: Backup NAS." in words
    assert "1 restore test could not run" in words


def test_problems_name_verdict_evidence_and_the_good_source(auditor: User) -> None:
    story(timezone.now())
    rows = sheet(document(auditor), "Problems")
    assert len(rows) == 4
    repairable = [row for row in rows if row["Repair from"]]
    assert [row["Repair from"] for row in repairable] == ["Tape vault (2 copies agree)"]
    assert repairable[0]["Verdict"] == "Other bytes, same size"
    assert "<script>" in repairable[0]["File"]


def test_restores_stand_against_the_rto(auditor: User) -> None:
    story(timezone.now())
    rows = sheet(document(auditor), "Restore tests")
    late = next(row for row in rows if row["RTO"] == 1_200)
    assert (late["Restored within"], late["Why"]) == (
        1_740, "The restore took 9 min longer than the RTO.",
    )  # fmt: skip
    by = {row["System"]: row for row in sheet(document(auditor), "Systems")}
    assert by["Customer portal"]["Restore measured"] == 1_740


def test_quarantine_names_who_released_it_and_why(auditor: User, manager: User) -> None:
    at = timezone.now()
    told = story(at)
    told.suspicious.quarantined_at = None
    told.suspicious.released_at = at
    told.suspicious.released_by = manager
    told.suspicious.release_reason = "The archive was recompressed."
    told.suspicious.save()
    rows = sheet(document(auditor), "Quarantine")
    assert [(row["What"], row["By"], row["Reason"]) for row in rows] == [
        ("Released", "manager", "The archive was recompressed."),
        ("Set apart", "the platform", "It looks suspicious."),
    ]


def test_changes_of_policies_name_what_was_changed(auditor: User) -> None:
    told = story(timezone.now())
    BackupPolicy.objects.filter(pk=told.full.pk).update(retention_s=30 * 86_400)
    rows = sheet(document(auditor), "Changes of policies")
    changed = [row for row in rows if row["What"] == "Changed"]
    assert [(row["Policy"], row["Changed"]) for row in changed] == [
        ("orders-full", "kept for: 90 d → 30 d")
    ]


def test_schedules_are_told_as_the_pages_tell_them(auditor: User) -> None:
    made.policy(schedule="FREQ=WEEKLY;BYDAY=SU;BYHOUR=2;BYMINUTE=0", timezone="UTC")
    made.policy("orders-copy", schedule="", timezone="UTC")
    rows = sheet(document(auditor), "Policies")
    assert [row["Schedule"] for row in rows] == ["no schedule", "every Sunday at 02:00 (UTC)"]


def test_only_the_systems_and_the_period_asked_for(auditor: User) -> None:
    at = timezone.now()
    story(at)
    made.proof(at=at - 40 * DAY)
    one = document(
        auditor, filters={"systems": ["portal"], "since": (at - 3 * DAY).date().isoformat()}
    )  # noqa: E501
    assert [row["System"] for row in sheet(one, "Systems")] == ["Customer portal"]
    assert len(sheet(one, "Detection proofs")) == 1
    assert "Without any backup policy" not in words_of(one, "uncovered")


@pytest.mark.django_db(transaction=True)
def test_as_of_the_past_everything_stands_as_it_stood(auditor: User) -> None:
    """What is damaged today was restorable yesterday, and the report of yesterday says so."""
    story(timezone.now())
    then = timezone.now()
    before = sheet(document(auditor), "Systems")
    BackupSet.objects.filter(restorable=True).update(
        restorable=False, obstacle="failed", state="failed"
    )
    CopyPart.objects.update(result="fail")
    past = document(auditor, as_of=then)
    assert [row["RPO state"] for row in sheet(past, "Systems")] == ["missed", "missed"]
    assert [row["RPO required"] for row in sheet(past, "Systems")] == [
        row["RPO required"] for row in before
    ]
    assert [row["RPO state"] for row in sheet(document(auditor), "Systems")] == [
        "nothing", "nothing",
    ]  # fmt: skip
    assert "cannot be told any more" in words_of(past, "closing")


def test_the_digest_is_the_same_in_every_language(auditor: User) -> None:
    story(timezone.now())
    at = timezone.now()
    digests = {document(auditor, language=name, as_of=at).digest for name in ("en", "zh-hans")}
    assert len(digests) == 1


def test_an_empty_platform_says_so(auditor: User) -> None:
    one = document(auditor)
    assert "There is no copy of any backup: nothing could be verified." in words_of(one, "summary")
    tiles = [b for b in chapter(one, "summary") if isinstance(b, Tiles)][0].tiles
    assert (tiles[0].value, tiles[5].value) == (0, None)
