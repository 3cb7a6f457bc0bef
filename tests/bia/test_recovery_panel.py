"""The panel "Recovery" on the pages of processes and systems, and the findings beside it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import User
from bia.models import Dependency, Finding, Process, System
from tests import factories

pytestmark = pytest.mark.django_db

MIN = 60


@pytest.fixture
def rescue(db: None) -> Process:
    """rescue (RTO 15 min) → dispatch 10 → database 30; badly without the radio."""
    process = factories.process(
        "rescue", department="sales", critical=True, rto_s=15 * MIN, mtd_s=60 * MIN
    )
    dispatch = factories.system("dispatch", restore_s=10 * MIN)
    database = factories.system("database", restore_s=30 * MIN)
    Dependency.objects.create(code="e1", dependent_process=process, needs_system=dispatch)
    Dependency.objects.create(code="e2", dependent_system=dispatch, needs_system=database)
    Dependency.objects.create(
        code="e3", dependent_process=process, needs_system=factories.system("radio"),
        strength="degrading",
    )  # fmt: skip
    return process


def text(user: User, address: str) -> str:
    answer = factories.login(user).get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def finding(**fields: object) -> Finding:
    return Finding.objects.create(
        code="FND-1", rule="x", subject="process:rescue", severity="high",
        raised_at=timezone.now(), **fields,
    )  # fmt: skip


def test_a_process_shows_when_it_is_back_and_why(rescue: Process, manager: User) -> None:
    page = text(manager, "/processes/rescue/")
    assert "Back: Database 30 min + Dispatch 10 min = 40 min." in page
    path = page[page.index("Critical path") :]
    assert path.index('href="/systems/database/"') < path.index('href="/systems/dispatch/"')
    assert 'Runs badly without: <a href="/systems/radio/">Radio</a>' in page


def test_a_system_shows_what_it_alone_stops(rescue: Process, manager: User) -> None:
    page = text(manager, "/systems/database/")
    assert "Required: Rescue 15 min − Dispatch 10 min restore = 5 min." in page
    assert 'Its failure alone stops: <a href="/processes/rescue/">Rescue</a>' in page


def test_a_workaround_that_bridges_is_named(rescue: Process, manager: User) -> None:
    Dependency.objects.filter(code="e1").update(
        workaround_activation_s=5 * MIN, workaround_endurance_s=240 * MIN, workaround_capacity=1
    )
    page = text(manager, "/processes/rescue/")
    assert 'Bridged by a workaround: <a href="/systems/dispatch/">Dispatch</a>' in page
    assert "<strong>5 min</strong>" in page
    assert "(without workarounds 40 min)" in page


def test_a_circle_is_told(rescue: Process, manager: User) -> None:
    dispatch, database = (System.objects.get(code=code) for code in ("dispatch", "database"))
    Dependency.objects.create(code="e4", dependent_system=database, needs_system=dispatch)
    assert "Needs itself in a circle" in text(manager, "/systems/database/")


def test_open_findings_stand_beside_it_and_are_counted(rescue: Process, manager: User) -> None:
    finding(process=rescue)
    assert "FND-1" in text(manager, "/processes/rescue/")
    assert "1 of them high" in text(manager, "/")
    assert "FND-1" not in text(manager, "/systems/database/")


def test_nobody_counts_findings_of_processes_they_do_not_see(
    rescue: Process, charlie: User
) -> None:
    finding(process=rescue)
    page = text(charlie, "/")
    assert "Open findings" in page
    assert "of them high" not in page


def test_who_may_not_read_the_analysis_sees_no_panel(rescue: Process, db: None) -> None:
    nobody = factories.user("nobody")
    assert factories.login(nobody).get("/systems/database/").status_code in (403, 404)


def test_what_states_no_duration_is_linked(rescue: Process, manager: User) -> None:
    System.objects.filter(code="database").update(restore_s=None)
    link = 'Without a stated duration: <a href="/systems/database/">Database</a>'
    assert link in text(manager, "/processes/rescue/")
    assert link in text(manager, "/systems/dispatch/")
