"""Where else drills are seen: pages of systems, processes, plans and people, findings, exports."""

from __future__ import annotations

import pytest

from accounts.handover import Holder, holdings_of, pass_on, tell_left
from accounts.personal_parts import export_parts
from bia.models import Finding, Process
from bia.services.findings import check_findings
from drills.drill_panel import process_panel, system_panel
from drills.models import Drill, HotWashNote
from drills.person_panel import taking_part
from drills.plan_panel import practised
from drills.services import drills as verbs
from tests import factories
from tests.drills import world

pytestmark = pytest.mark.django_db


def test_a_process_shows_its_drills_to_come_and_held() -> None:
    held = world.ended_drill("functional")
    rescue = Process.objects.get(code="road-rescue")
    held.processes.add(rescue)
    planned = world.planned_drill(processes=[rescue], title="Again")
    panels = [
        process_panel(world.the("charlie"), rescue),
        system_panel(world.the("mia"), world.system()),
    ]
    assert [one is not None and one.data for one in panels] == [
        {"coming": [planned], "held": [held]},
        {"coming": [], "held": [held]},
    ]
    page = factories.login(world.the("charlie")).get("/processes/road-rescue/")
    assert held.code in page.content.decode()


def test_a_drill_without_notice_stands_on_no_page_of_who_must_not_know() -> None:
    world.planned_drill("functional", no_notice=True)
    for name, count in (("iris", 0), ("mia", 1)):
        panel = system_panel(world.the(name), world.system())
        assert panel is not None
        assert len(panel.data["coming"]) == count


def test_a_plan_shows_where_it_was_practised() -> None:
    version = world.plan_version()
    assert practised(world.the("mia"), version.plan) is None
    row = world.prepared_drill()
    page = factories.login(world.the("mia")).get(f"/plans/{version.plan.code}/")
    assert row.code in page.content.decode()


def test_a_person_shows_the_drills_they_take_part_in() -> None:
    row = world.prepared_drill()
    panel = taking_part(world.the("charlie"), world.person("carl"))
    assert panel is not None
    assert [(one.drill, one.role) for one in panel.data["rows"]] == [(row, "player")]
    assert taking_part(world.the("charlie"), world.person("mia")) is None


def test_a_critical_process_no_drill_was_about_is_a_finding() -> None:
    rescue = world.incidents.process("road-rescue")
    Process.objects.filter(pk=rescue.pk).update(critical=True)
    rows = Finding.objects.filter(rule="process_never_drilled", state="open")
    check_findings(at=world.clock("09:00"), force=True)
    assert list(rows.all()) == []  # nothing was held yet: the programme says so itself
    held = world.ended_drill()
    check_findings(at=world.clock("13:00"), force=True)
    assert [one.subject for one in rows.all()] == ["process:road-rescue"]
    held.processes.add(rescue)
    check_findings(at=world.clock("13:05"), force=True)
    assert list(rows.all()) == []
    check_findings(at=world.clock("13:00").replace(year=2027, month=3, day=4), force=True)
    assert Finding.objects.get(rule="drill_outdated", state="open").params["on"] == "2026-03-02"


def test_whoever_leaves_is_followed_by_their_deputy() -> None:
    row = world.ready_drill()
    cora, eva = world.person("cora"), world.person("eva")
    cora.deputy = eva
    cora.save()
    tell_left(cora, by=world.the("mia"), at=world.clock("09:30"))
    row.refresh_from_db()
    assert (row.lead_controller, row.status) == (eva, "preparing")
    assert not row.participants.filter(person=cora).exists()


def test_without_a_deputy_the_place_is_empty_and_the_drill_not_ready() -> None:
    row = world.ready_drill()
    tell_left(world.person("cora"), by=world.the("mia"), at=world.clock("09:30"))
    row.refresh_from_db()
    assert (row.lead_controller, row.status) == (None, "preparing")
    found = verbs.unmet(row, "make_ready", by=None, at=world.clock("09:31"))
    assert "no_controller" in {one.code for one in found}


def test_what_somebody_holds_passes_on_named() -> None:
    row = world.prepared_drill()
    carl, iris = Holder(person=world.person("carl")), Holder(person=world.person("iris"))
    assert row.code in {one.code for one in holdings_of(carl)}
    pass_on(carl, iris, by=world.the("mia"), at=world.clock("09:30"))
    assert row.code not in {one.code for one in holdings_of(carl)}
    assert Drill.objects.get(pk=row.pk).participants.filter(person=iris.person).exists()


def test_the_export_names_parts_and_no_anonymous_answer() -> None:
    row = world.ended_drill()
    for name, anonymous in (("carl", False), ("iris", True)):
        verbs.answer_hot_wash(
            row,
            went_well=f"by {name}",
            anonymous=anonymous,
            by=world.the(name),
            at=world.clock("11:40"),
        )
    assert HotWashNote.objects.count() == 2
    carl, iris = (export_parts(world.person(name))["drills"] for name in ("carl", "iris"))
    assert [(one["drill"], one["part"]) for one in carl["took_part"]] == [(row.code, "player")]
    assert [one["went_well"] for one in carl["hot_wash"]] == ["by carl"]
    assert iris["hot_wash"] == []
    assert {one["drill"] for one in export_parts(world.person("cora"))["drills"]["entries"]} == {
        row.code
    }
