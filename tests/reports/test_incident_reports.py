"""Reports of incidents: in full, the situation on one page, the running card, the metrics."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.models import User
from incidents.models import Incident
from incidents.services import incidents as verbs
from lib.errors import Refused
from reports.models import Report
from reports.services.building import build
from reports.services.queue import claim
from reports.services.requests import request_report
from tests.incidents import world
from tests.incidents.conftest import _untouched, cast  # noqa: F401 - the cast made once
from tests.incidents.world import clock

pytestmark = pytest.mark.django_db
AT = clock("13:00")


def built(
    kind: str, by: User, *, format: str = "pdf", language: str = "en", **filters: str
) -> Report:
    report = request_report(
        kind=kind, format=format, language=language, filters=filters, by=by, at=AT
    )
    claimed = claim(at=AT)
    assert claimed is not None
    assert build(claimed, clock=lambda: AT) is True
    report.refresh_from_db()
    assert (report.state, report.error) == ("done", "")
    return report


def pages(report: Report) -> list[str]:
    reader = PdfReader(io.BytesIO(bytes(report.file.content)))
    return [page.extract_text() for page in reader.pages]


def told() -> Incident:
    """Restored and reviewed, with a report, a decision and a note."""
    incident = world.responding("I")
    carl = world.the("carl")
    verbs.submit_report(
        incident, happened="调度系统无响应", done="Failover begun", next_steps="Verify",
        by=carl, at=clock("10:22"),
    )  # fmt: skip
    verbs.log(incident, text="Standby promoted", by=carl, at=clock("10:40"))
    return incident


def test_the_whole_incident_with_its_chain() -> None:
    incident = told()
    mia = world.the("mia")
    english = "".join(pages(built("incident", mia, incident=incident.number)))
    assert incident.number in english
    assert "Standby promoted" in english
    incident.refresh_from_db()
    assert "The chain of all" in english.replace("\n", " ")
    assert incident.last_digest in english.replace("\n", "").replace(" ", "")


@pytest.mark.slow
def test_the_whole_incident_in_chinese() -> None:
    incident = told()
    mia = world.the("mia")
    chinese = pages(built("incident", mia, language="zh-hans", incident=incident.number))
    assert "调度系统无响应" in "".join(chinese)


def test_the_workbook_has_a_sheet_for_each_table() -> None:
    report = built("incident", world.the("mia"), format="xlsx", incident=told().number)
    names = load_workbook(io.BytesIO(bytes(report.file.content))).sheetnames
    assert {"Impacts", "Clocks", "Timeline", "Situation reports"} <= set(names)


def test_the_situation_is_one_page() -> None:
    number = told().number
    report = built("situation", world.the("mia"), language="zh-hans", incident=number)
    [page] = pages(report)
    assert "Failover begun" in page
    assert "调度系统无响应" in page


def test_the_card_shows_what_is_ticked() -> None:
    incident = told()
    words = "".join(pages(built("card", world.the("mia"), incident=incident.number)))
    assert incident.number in words
    assert "☐" in words


@pytest.mark.slow
def test_the_metrics_as_paper() -> None:
    world.reviewing("I")
    words = "".join(pages(built("metrics", world.the("mia"), since="2026-03-01")))
    assert "Rescue dispatch" in words


def test_the_metrics_as_spreadsheet() -> None:
    world.reviewing("I")
    mia = world.the("mia")
    report = built("metrics", mia, format="xlsx", since="2026-03-01")
    book = load_workbook(io.BytesIO(bytes(report.file.content)))
    assert {"Durations", "Availability", "Shares", "Incidents"} <= set(book.sheetnames)


def test_a_restricted_incident_is_not_printed_for_who_may_not_see_it() -> None:
    incident = world.declared(confidentiality="restricted")
    with pytest.raises(Refused) as refusal:
        request_report(
            kind="incident", language="en", filters={"incident": incident.number},
            by=world.the("ida"), at=AT,
        )  # fmt: skip
    assert refusal.value.problems[0].field == "filters.incident"


def test_a_report_of_a_restricted_incident_is_hidden_from_administrators() -> None:
    from tests import factories

    incident = world.declared(confidentiality="restricted")
    report = request_report(
        kind="situation", language="en", filters={"incident": incident.number},
        by=world.the("mia"), at=AT,
    )  # fmt: skip
    admin = factories.user("root", "administrator")
    assert not Report.objects.visible_to(admin).filter(pk=report.pk).exists()
    assert Report.objects.visible_to(world.the("mia")).filter(pk=report.pk).exists()


@pytest.mark.slow
def test_a_long_timeline_does_not_break() -> None:
    incident = told()
    carl = world.the("carl")
    for n in range(400):
        at = clock("10:41") + timedelta(seconds=n)
        verbs.log(incident, text=f"Entry {n}: " + "长文本 long words " * 12, by=carl, at=at)
    report = built("incident", world.the("mia"), incident=incident.number)
    assert "Entry 399" in "".join(pages(report))
