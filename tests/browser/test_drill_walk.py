"""A functional drill from its plan to the PDF of its report: run on the real screens, stopped in
the middle by a real event that was none, rated, approved; what it measured stands on the gap page.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from bia.models import Measurement, Process
from bia.services.catalogue_loading import load_catalogue
from drills.domain.readiness import SAFETY_KEYS
from drills.models import Drill, SafetyCheck
from incidents.models import Impact, Incident
from incidents.services import incidents
from lib.durations import format_duration
from reports.tasks import sweep
from tests.browser.conftest import Complaints
from tests.drills import world
from tests.drills.world import the

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SLOW_MS = 60_000
LOCAL = "%Y-%m-%dT%H:%M"


@pytest.fixture
def page_of(
    new_context: Callable[..., BrowserContext], sign_in: Callable[..., None]
) -> Iterator[Callable[[str], Page]]:
    complaints = Complaints()
    pages: dict[str, Page] = {}

    def of(name: str) -> Page:
        if name not in pages:
            pages[name] = new_context().new_page()
            pages[name].set_default_timeout(SLOW_MS)
            complaints.watch(pages[name])
            sign_in(the(name), pages[name])
        return pages[name]

    yield of
    assert complaints == []


def test_from_the_plan_to_the_pdf(page_of: Callable[[str], Page]) -> None:
    load_catalogue(at=timezone.now())
    world.people()
    scenario = world.scenario()
    scenario.systems.set([world.system()])
    scenario.processes.set([Process.objects.get(code="road-rescue")])
    version = world.plan_version()

    drill = _plan(page_of("mia"), version.pk)
    place = f"/drills/{drill.code}/"
    _prepare(page_of, drill, place)
    _step(page_of("cora"), f"{place}start/")
    _run(page_of, drill, place)
    _stop(page_of, drill, place)
    _recover(drill)
    _step(page_of("cora"), f"{place}end/", reason="Everything was played")
    _evaluate(page_of, drill, place)
    _report(page_of, drill, place)
    _look(page_of("mia"), drill)


def _plan(page: Page, version: int) -> Drill:
    page.goto("/drills/new/?scenario=db-down&type=functional")
    begins = timezone.now() + timedelta(hours=1)
    page.fill("[name=title]", "The database fails")
    page.select_option("[name=type]", "functional")
    for name, at in (("planned_start", begins), ("planned_end", begins + timedelta(hours=2))):
        page.fill(f"[name={name}]", at.strftime(LOCAL))
    page.select_option("[name=timezone]", "UTC")
    page.select_option("[name=plan_version]", str(version))
    page.select_option("[name=lead_controller]", "cora")
    page.select_option("[name=lead_evaluator]", "eva")
    page.get_by_role("button", name="Plan the drill").click()
    expect(page.locator("h1")).to_contain_text("The database fails")
    return Drill.objects.get()


def _prepare(page_of: Callable[[str], Page], drill: Drill, place: str) -> None:
    """People and safety list are written down; the list of what is missing empties."""
    page = page_of("mia")
    page.goto(place)
    expect(page.locator("main")).to_contain_text("Fresh backup")
    world.take_part(drill)
    SafetyCheck.objects.bulk_create(
        SafetyCheck(drill=drill, key=key, done=True, note="Seen", at=timezone.now())
        for key in SAFETY_KEYS
    )
    page.goto(f"{place}participants/")
    with page.expect_navigation():
        page.get_by_role("button", name="Send invitations").click()
    _step(page, f"{place}readiness/")
    drill.refresh_from_db()
    assert drill.status == "ready"


def _run(page_of: Callable[[str], Page], drill: Drill, place: str) -> None:
    drill.refresh_from_db()
    assert (drill.status, drill.incident.mode) == ("running", "drill")
    cora = page_of("cora")
    cora.goto(f"{place}run/")
    cora.locator("form[action*='/delivery/'] button").first.click()
    carl = page_of("carl")
    carl.goto(f"{place}run/")
    expect(carl.locator("main")).to_contain_text("Alarm")
    expect(carl.locator("main")).not_to_contain_text("Standby fails too")
    carl.goto(drill.incident.get_absolute_url())
    expect(carl.locator(".drill-banner")).to_contain_text(drill.code)


def _stop(page_of: Callable[[str], Page], drill: Drill, place: str) -> None:
    """Two taps of anybody who takes part; taken back, it goes on."""
    olga = page_of("olga")
    olga.goto(f"{place}real-event/")
    olga.locator("main form button.btn-danger").first.click()
    olga.wait_for_url("**/incidents/**")
    real = Incident.objects.real().get()
    drill.refresh_from_db()
    assert (drill.status, drill.real_incident) == ("interrupted", real)
    expect(olga.locator("h1")).to_contain_text(real.title)
    _step(olga, f"{place}real-event/mistaken/", reason="It was smoke of the kitchen")
    real.refresh_from_db()
    assert real.status == "cancelled"
    _step(page_of("cora"), f"{place}resumption/")
    drill.refresh_from_db()
    assert drill.status == "running"


def _recover(drill: Drill) -> None:
    """The service of the drill works again, on the screens of incidents."""
    at = timezone.now()
    incident = Incident.objects.get(pk=drill.incident_id)
    for impact in Impact.objects.filter(incident=incident, end_at=None):
        incidents.end_impact(incident, impact, by=the("cora"), at=at)


def _evaluate(page_of: Callable[[str], Page], drill: Drill, place: str) -> None:
    cora = page_of("cora")
    cora.goto(f"{place}participants/")
    drill.participants.filter(present_from=None).update(present_from=drill.started_at)
    with cora.expect_navigation():
        cora.get_by_role("button", name="Lock the attendance").click()
    eva = page_of("eva")
    eva.goto(f"{place}evaluation/")
    for form in range(eva.locator("form.evaluation-rate").count()):
        rate = eva.locator("form.evaluation-rate").nth(form)
        rate.locator("[value=achieved]").check()
        rate.get_by_role("button", name="Save").click()
        eva.wait_for_load_state()
    while eva.get_by_role("button", name="It counts").count():
        eva.get_by_role("button", name="It counts").first.click()
        eva.wait_for_load_state()
    _step(eva, f"{place}evaluation/finish/")
    drill.refresh_from_db()
    assert (drill.status, drill.verdict) == ("reporting", "excellent")


def _report(page_of: Callable[[str], Page], drill: Drill, place: str) -> None:
    eva = page_of("eva")
    eva.goto(f"{place}report/edit/")
    eva.fill("[name=too_easy_note]", "It was the first one.")
    eva.locator("main form button.btn-primary").click()
    _step(eva, f"{place}report/submission/")
    _step(page_of("mia"), f"{place}report/approval/")
    _step(page_of("cora"), f"{place}closure/")
    drill.refresh_from_db()
    assert (drill.report.state, drill.status) == ("approved", "closed")


def _look(page: Page, drill: Drill) -> None:
    measured = Measurement.objects.get(process__code="road-rescue")
    assert drill.code in measured.source
    page.goto("/gaps/")
    expect(page.locator("main")).to_contain_text("Road rescue")
    expect(page.locator("main")).to_contain_text(format_duration(measured.value_s or 0, "en"))
    page.goto(f"/reports/new/?kind=drill&drill={drill.code}")
    page.locator("main form button.btn-primary").click()
    sweep()
    answer = page.request.get(f"{page.url.split('?')[0]}file/", timeout=SLOW_MS)
    assert answer.headers["content-type"] == "application/pdf"
    words = subprocess.run(
        ["pdftotext", "-", "-"],  # noqa: S607
        input=answer.body(), capture_output=True, check=True,
    ).stdout.decode()  # fmt: skip
    assert drill.code in words
    assert "The database fails" in words


def _step(page: Page, place: str, **fields: str) -> None:
    """A page that asks, and its button."""
    page.goto(place)
    for name, value in fields.items():
        page.fill(f"main [name={name}]", value)
    button = page.locator("main form button.btn-primary, main form button.btn-danger").last
    with page.expect_navigation():
        button.click()
    assert not page.url.endswith(place), page.locator("main").inner_text()
