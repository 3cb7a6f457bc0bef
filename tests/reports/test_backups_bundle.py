"""The evidence bundle as a report: asked for, built in the background, handed out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import User
from backups.models import EvidenceBundle, SigningKey
from lib.errors import Refused
from reports.models import Report, ReportState
from reports.services import queue
from reports.services.building import build
from tests import factories
from tests.backups.bundles import lines, opened, verdict
from tests.backups.story import story
from tests.factories import api
from tests.reports.builders import asked, built

pytestmark = pytest.mark.django_db


def zipped(by: User, **wishes: object) -> Report:
    report = built(by, at=timezone.now(), kind="backups", format="zip", **wishes)
    assert report.state == "done", report.error
    return report


def saved(report: Report, folder: Path) -> Path:
    path = folder / f"{report.code}.zip"
    path.write_bytes(bytes(report.file.content))
    return path


@pytest.mark.parametrize(
    ("language", "words"), [("en", "What it does not prove"), ("zh-hans", "verify_bundle.py")]
)
def test_a_zip_is_a_bundle_that_verifies(
    auditor: User, tmp_path: Path, language: str, words: str
) -> None:
    story(timezone.now())
    report = zipped(auditor, language=language)
    path = saved(report, tmp_path)
    assert verdict(path, SigningKey.objects.get().public) == "intact"
    assert EvidenceBundle.objects.get().report == report.code
    assert (report.file.content_type, report.size_bytes) == ("application/zip", path.stat().st_size)
    assert words in opened(path)[1]["README.txt"].decode()


def test_the_period_and_the_systems_are_those_asked_for(auditor: User, tmp_path: Path) -> None:
    told = story(timezone.now())
    today = timezone.now().date().isoformat()
    narrow = {"systems": ["orders"], "since": today}
    files = opened(saved(zipped(auditor, filters=narrow), tmp_path))[1]
    assert [one["code"] for one in lines(files, "systems")] == ["orders"]
    assert told.test.code not in [one["code"] for one in lines(files, "restore_tests")]


def test_a_report_taken_away_leaves_no_number_in_the_chain(auditor: User) -> None:
    """The worker was too slow and another one took over: neither file nor link is kept."""
    story(timezone.now())
    report = asked(auditor, kind="backups", format="zip")
    claimed = queue.claim(at=timezone.now())
    assert claimed == report
    Report.objects.filter(pk=report.pk).update(leased_until=timezone.now() + timedelta(hours=9))
    build(claimed)
    assert (EvidenceBundle.objects.count(), Report.objects.get().state) == (0, ReportState.RUNNING)


@pytest.mark.parametrize(
    ("wishes", "code", "field"),
    [
        ({"kind": "bia", "format": "zip"}, "not_available", "format"),
        ({"filters": {"systems": ["gone"]}}, "does_not_exist", "filters.systems"),
        ({"filters": {"systems": "orders"}}, "invalid", "filters.systems"),
        ({"filters": {"since": "yesterday"}}, "invalid", "filters.since"),
        ({"filters": {"since": "2999-01-01"}}, "after_end", "filters.since"),
        ({"filters": {"department": "ops"}}, "unknown_filter", "filters.department"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    auditor: User, wishes: dict[str, object], code: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        asked(auditor, **({"kind": "backups"} | wishes))  # type: ignore[arg-type]
    assert [(one.code, one.field) for one in refused.value.problems][:1] == [(code, field)]


def test_the_api_takes_and_gives_the_filters(auditor: User) -> None:
    factories.system("orders")
    body = {
        "kind": "backups", "format": "zip", "language": "en",
        "filters": {"systems": ["orders"], "since": "2026-01-01"},
    }  # fmt: skip
    answer = api(auditor).post("/api/v1/reports/", body, format="json")
    assert answer.status_code == 202, answer.json()
    assert answer.json()["filters"] == body["filters"]
