"""Scripts: copied, changed, and who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from drills.models import Drill, DrillScenario, DrillStatus, Expectation, Inject, Objective
from drills.script_page import may_read_script
from drills.services import drills as verbs
from drills.services.criteria_templates import apply_template
from drills.services.inject_files import add_file
from drills.services.inject_preview import send_to_me
from drills.services.script_parts import add_part, change_part, remove_part
from drills.services.script_table import change_rows, move_inject
from drills.services.scripting import copy_script, script_of
from followup.models import Notification
from lib.errors import GuardsUnmet, Refused, StaleVersion
from tests.drills import world
from tests.drills.world import clock, the

pytestmark = pytest.mark.django_db
NOW = clock("09:00", day=1)


@pytest.fixture
def call() -> dict[str, Any]:
    return {"by": the("mia"), "at": NOW}


@pytest.fixture
def scenario(call: Any) -> DrillScenario:
    return world.scenario()


@pytest.fixture
def drill(scenario: DrillScenario) -> Drill:
    return world.planned_drill(scenario=scenario)


def injects(owner: Any) -> dict[str, Inject]:
    return {one.key: one for one in Inject.objects.filter(script=script_of(owner))}


def test_a_drill_gets_a_copy_of_its_scenario(scenario: DrillScenario, drill: Drill) -> None:
    assert injects(drill).keys() == injects(scenario).keys()
    own = Expectation.objects.get(script=drill.script)
    assert (own.inject.script, own.criterion and own.criterion.script) == (drill.script,) * 2
    Inject.objects.filter(script=scenario.script).update(title_en="Changed later")
    assert injects(drill)["1"].title_en == "Alarm"


def test_the_course_of_a_drill_is_not_copied(drill: Drill, call: Any) -> None:
    inject = injects(drill)["1"]
    inject.to_people.add(world.person("carl"))
    add_file(inject, name="map.txt", content=b"north", **call)
    rows = Inject.objects.filter(pk=inject.pk)
    rows.update(status="skipped", skip_reason="Later", due_at=NOW, late_s=4)
    new = world.planned_drill()
    copy_script(drill, new, replace=True, **call)
    copied = injects(new)["1"]
    assert (copied.status, copied.skip_reason, copied.due_at, copied.late_s) == (
        "pending", "", None, None,
    )  # fmt: skip
    assert [one.code for one in copied.to_people.all()] == ["carl"]
    assert [bytes(one.content) for one in copied.files.all()] == [b"north"]


def test_a_script_is_not_overwritten_by_accident(scenario: Any, drill: Drill, call: Any) -> None:
    with pytest.raises(GuardsUnmet):
        copy_script(scenario, drill, **call)


def test_copying_takes_a_constant_number_of_queries(
    scenario: DrillScenario, call: Any, django_assert_max_num_queries: Any
) -> None:
    script = script_of(scenario)
    Inject.objects.bulk_create(
        Inject(script=script, key=f"x{n}", offset_s=n, title_en="x") for n in range(300)
    )
    target = world.planned_drill()
    with django_assert_max_num_queries(40):
        copy_script(scenario, target, replace=True, **call)
    assert target.script.injects.count() == 304


def test_a_planned_drill_is_being_prepared_once_its_script_changes(drill: Drill, call: Any) -> None:
    assert drill.status == DrillStatus.PLANNED
    add_part(drill.script, Objective, text_en="Decide in time", **call)
    drill.refresh_from_db()
    assert drill.status == DrillStatus.PREPARING


def test_a_drill_that_was_ready_is_looked_at_again(call: Any) -> None:
    drill = world.prepared_drill()
    Drill.objects.filter(pk=drill.pk).update(status="ready", ready_at=NOW)
    add_part(drill.script, Inject, offset_s=60, title_en="More", **call)
    assert Drill.objects.get(pk=drill.pk).status == DrillStatus.READY
    add_part(drill.script, Objective, text_en="Decide in time", **call)
    assert Drill.objects.get(pk=drill.pk).status == DrillStatus.PREPARING


def test_numbers_go_on(drill: Drill, call: Any) -> None:
    inject = add_part(drill.script, Inject, offset_s=60, title_en="More", **call)
    expected = add_part(drill.script, Expectation, inject=inject, text_en="Reacts", **call)
    second = add_part(drill.script, Expectation, inject=inject, text_en="Reports", **call)
    assert (inject.key, expected.key, second.key) == ("5", "5.1", "5.2")
    with pytest.raises(Refused) as refused:
        add_part(drill.script, Inject, key="5", offset_s=0, title_en="Again", **call)
    assert str(refused.value.problems[0].message) == "There is one with this number already."


def test_somebody_was_faster(drill: Drill, call: Any) -> None:
    inject = injects(drill)["1"]
    assert change_part(inject, read_version=1, title_en="One", **call) == ["title_en"]
    with pytest.raises(StaleVersion):
        change_part(inject, read_version=1, title_en="Two", **call)


def test_a_condition_asks_for_what_comes_earlier(drill: Drill, call: Any) -> None:
    fourth, first = injects(drill)["4"], injects(drill)["1"]
    later = {"all": [{"expectation": "1.1", "is": "unmet"}]}
    assert change_part(fourth, read_version=None, condition=later, **call) == ["condition"]
    with pytest.raises(Refused) as refused:
        change_part(first, read_version=None, condition=later, **call)
    assert refused.value.problems[0].code == "own"
    with pytest.raises(Refused) as moved:
        change_part(first, read_version=None, offset_s=7200, **call)
    assert str(moved.value.problems[0].message).startswith("Inject 4: Expectation 1.1 belongs")


def test_what_an_inject_waits_for_is_not_removed(drill: Drill, call: Any) -> None:
    with pytest.raises(GuardsUnmet):
        remove_part(Expectation.objects.get(script=drill.script), **call)
    remove_part(injects(drill)["4"], **call)
    remove_part(injects(drill)["1"], **call)
    assert sorted(injects(drill)) == ["2", "3"]


def test_nothing_of_another_script_is_pointed_at(
    scenario: DrillScenario, drill: Drill, call: Any
) -> None:
    with pytest.raises(Refused) as refused:
        add_part(drill.script, Expectation, inject=injects(scenario)["1"], text_en="Reacts", **call)
    assert refused.value.problems[0].field == "inject"


def test_many_at_once_or_none(drill: Drill, call: Any) -> None:
    rows = injects(drill)
    # Both move behind each other: looked at when all of them have moved.
    wanted = {rows["1"].pk: (1, {"offset_s": 3600}), rows["4"].pk: (1, {"offset_s": 7200})}
    assert change_rows(drill.script, wanted, **call) == 2
    with pytest.raises(StaleVersion):
        change_rows(
            drill.script, {rows["2"].pk: (1, {"offset_s": 5}), rows["4"].pk: (1, {})}, **call
        )
    assert injects(drill)["2"].offset_s == 600


def test_order_among_injects_of_one_moment(drill: Drill, call: Any) -> None:
    for key in ("a", "b"):
        add_part(drill.script, Inject, key=key, offset_s=600, title_en=key, **call)
    assert list(injects(drill)) == ["1", "2", "a", "b", "3", "4"]
    assert move_inject(injects(drill)["b"], "up", **call)
    assert list(injects(drill)) == ["1", "2", "b", "a", "3", "4"]
    assert not move_inject(injects(drill)["1"], "down", **call)


def test_criteria_out_of_a_template(call: Any) -> None:
    drill = world.planned_drill("functional")
    script = script_of(drill)
    before = script.criterions.count()
    made = apply_template(script, "source", type="functional", **call)
    assert before + len(made) == 12
    assert apply_template(script, "source", type="functional", **call) == []
    assert script.criterions.filter(gate=True).count() == 2


def test_while_it_runs_only_what_is_to_come_changes() -> None:
    drill = world.running_drill()
    call: dict[str, Any] = {"by": the("cora"), "at": clock("10:05")}
    rows = injects(drill)
    verbs.deliver(drill, inject=rows["1"], **call)
    new = add_part(drill.script, Inject, offset_s=900, title_en="Improvised", **call)
    new.refresh_from_db()
    assert new.due_at == clock("10:15")
    assert drill.timeline.filter(type="script_added").count() == 1
    with pytest.raises(GuardsUnmet):
        change_part(injects(drill)["1"], read_version=None, title_en="Otherwise", **call)
    with pytest.raises(GuardsUnmet):
        add_part(drill.script, Objective, text_en="Late", **call)
    with pytest.raises(PermissionDenied):
        add_part(drill.script, Inject, offset_s=0, title_en="Mine", by=the("carl"), at=call["at"])


def test_whoever_plays_reads_no_script(scenario: DrillScenario) -> None:
    drill = world.prepared_drill(scenario=scenario)
    readers = ("mia", "cora", "eva", "carl")
    assert [name for name in readers if may_read_script(drill, the(name))] == ["mia", "cora", "eva"]
    assert may_read_script(scenario, the("mia"))
    drill.participants.create(person=world.person("mia"), role="player")
    assert not may_read_script(drill, the("mia"))
    assert not may_read_script(scenario, the("mia"))
    Drill.objects.filter(pk=drill.pk).update(status="cancelled", reason="Storm")
    assert may_read_script(scenario, the("mia"))


def test_files_are_of_harmless_kinds(drill: Drill, call: Any) -> None:
    inject = injects(drill)["1"]
    first = add_file(inject, name="../../plan.txt", content=b"to the left", **call)
    assert (first.name, first.content_type) == ("plan.txt", "text/plain")
    assert add_file(inject, name="again.txt", content=b"to the left", **call) == first
    for content in (b"MZ\x90\x00\x03", b"<html><script>", b""):
        with pytest.raises(Refused):
            add_file(inject, name="map.txt", content=content, **call)


def test_send_to_me_reaches_nobody_else(drill: Drill, call: Any) -> None:
    send_to_me(injects(drill)["2"], **call)
    rows = Notification.objects.filter(kind="drill.inject_preview")
    assert {one.person_id for one in rows} == {the("mia").person.pk}
    assert drill.timeline.filter(type="inject_delivered").count() == 0
    drill.participants.create(person=world.person("carl"), role="player")
    with pytest.raises(PermissionDenied):
        send_to_me(injects(drill)["2"], by=the("carl"), at=NOW)
