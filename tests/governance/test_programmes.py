"""Programmes out of a template, what is done with their tasks, and the cadence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from governance.models import Course, Duty, DutyDone, Programme, ProgrammeTask, ProgrammeTemplate
from governance.services import duties, programme_loading
from governance.services import programmes as verbs
from governance.services.occurring import duties_of
from governance.services.programme_templates import change_template, create_template
from lib.errors import GuardsUnmet, Refused, StaleVersion
from tests import factories
from tests.factories import NOON
from tests.governance.world import person, the

pytestmark = pytest.mark.django_db
START = date(2026, 1, 1)


def loaded() -> ProgrammeTemplate:
    programme_loading.load(at=NOON)
    return ProgrammeTemplate.objects.get(code="days-90")


def small(**fields: Any) -> Programme:
    """A programme with two tasks of one's own template."""
    template = create_template(
        code="short", name_en="Short", name_zh="短", by=the("mia"), at=NOON,
        tasks=[
            {"name_en": "Look", "phase": 1, "phase_en": "One", "first_day": 1, "last_day": 10},
            {"name_en": "Do", "phase": 2, "phase_en": "Two", "first_day": 11, "last_day": 20},
        ],
    )  # fmt: skip
    given: dict[str, Any] = {"template": template, "start_on": START} | fields
    return verbs.create_programme(by=the("mia"), at=NOON, **given)


def test_the_90_days_become_14_dated_tasks() -> None:
    """AT-034."""
    made = verbs.create_programme(template=loaded(), start_on=START, by=the("mia"), at=NOON)
    tasks = list(made.tasks.order_by("order"))
    assert (made.code, made.title, len(tasks)) == ("PRG-2026-0001", "Continuity in 90 days", 14)
    ends = [max(one.due_on for one in tasks if one.phase == phase) for phase in (1, 2, 3)]
    assert ends == [date(2026, 1, 30), date(2026, 3, 1), date(2026, 3, 31)]
    assert (tasks[0].code, tasks[0].starts_on) == ("PRG-2026-0001.01", START)


def test_loading_again_keeps_what_was_edited_and_reset_writes_it_anew() -> None:
    template = loaded()
    Course.objects.filter(code="cbcp").update(name_en="Ours")
    ProgrammeTemplate.objects.filter(pk=template.pk).update(name_en="Our days")
    programme_loading.load(at=NOON)
    assert Course.objects.get(code="cbcp").name_en == "Ours"
    assert (template.tasks.count(), Duty.objects.count()) == (14, 7)
    programme_loading.load(at=NOON, reset=True)
    template.refresh_from_db()
    assert (template.name_en, template.tasks.count()) == ("Continuity in 90 days", 14)
    assert Course.objects.get(code="cbcp").name_en == "CBCP"


def test_without_a_template_it_needs_a_title_and_gets_tasks_by_hand() -> None:
    with pytest.raises(Refused) as refusal:
        verbs.create_programme(start_on=START, by=the("mia"), at=NOON)
    assert refusal.value.problems[0].field == "title"
    made = verbs.create_programme(title="Ours", start_on=START, by=the("mia"), at=NOON)
    task = verbs.create_task(
        programme=made, name_en="First", starts_on=START, due_on=START, by=the("mia"), at=NOON
    )
    assert (task.code, task.name_zh) == (f"{made.code}.01", "First")


def test_another_first_day_moves_what_is_not_done() -> None:
    made = small()
    done, waits = made.tasks.order_by("order")
    verbs.complete_task(done, by=the("mia"), at=NOON)
    changed = verbs.change_programme(
        made, start_on=START + timedelta(days=7), read_version=made.version, by=the("mia"), at=NOON
    )
    assert changed == ["start_on"]
    assert [one.due_on for one in made.tasks.order_by("order")] == [
        done.due_on, waits.due_on + timedelta(days=7),
    ]  # fmt: skip


def test_somebody_elses_change_is_not_overwritten() -> None:
    made = small()
    verbs.change_programme(made, title="New", read_version=1, by=the("mia"), at=NOON)
    with pytest.raises(StaleVersion):
        verbs.change_programme(made, title="Newer", read_version=1, by=the("mia"), at=NOON)


def test_whoever_a_task_is_given_to_may_do_it_and_nobody_else() -> None:
    made = small()
    task = made.tasks.order_by("order")[0]
    with pytest.raises(PermissionDenied):
        verbs.complete_task(task, by=the("olga"), at=NOON)
    verbs.change_task(task, owner=person("olga"), read_version=None, by=the("mia"), at=NOON)
    done = verbs.complete_task(task, note="All rated", by=the("olga"), at=NOON)
    assert (done.state, done.done_by, done.note) == ("done", the("olga"), "All rated")
    assert verbs.complete_task(task, by=the("olga"), at=NOON).version == done.version
    opened = verbs.reopen_task(task, by=the("olga"), at=NOON)
    assert (opened.state, opened.done_at) == ("open", None)
    with pytest.raises(PermissionDenied):
        verbs.drop_task(task, note="No", by=the("olga"), at=NOON)


def test_dropping_takes_a_note() -> None:
    task = small().tasks.order_by("order")[0]
    with pytest.raises(Refused):
        verbs.drop_task(task, note=" ", by=the("mia"), at=NOON)
    assert verbs.drop_task(task, note="Bought", by=the("mia"), at=NOON).state == "dropped"


def test_a_programme_is_closed_when_its_tasks_are_done() -> None:
    made = small()
    with pytest.raises(GuardsUnmet) as refusal:
        verbs.close_programme(made, by=the("mia"), at=NOON)
    assert [one.code for one in refusal.value.problems] == ["task_open", "task_open"]
    first, second = made.tasks.order_by("order")
    verbs.complete_task(first, by=the("mia"), at=NOON)
    verbs.drop_task(second, note="Not needed", by=the("mia"), at=NOON)
    closed = verbs.close_programme(made, note="Done", by=the("mia"), at=NOON)
    assert (closed.state, closed.closing_note) == ("closed", "Done")
    with pytest.raises(GuardsUnmet):
        verbs.reopen_task(first, by=the("mia"), at=NOON)


def test_programmes_keep_their_tasks_when_the_template_changes() -> None:
    made = small()
    template = ProgrammeTemplate.objects.get(code="short")
    tasks = [{"name_en": "Only", "phase": 1, "first_day": 1, "last_day": 2}]
    changed = change_template(template, tasks=tasks, read_version=1, by=the("mia"), at=NOON)
    assert (changed, template.version) == (["tasks"], 2)
    assert (made.tasks.count(), template.tasks.count()) == (2, 1)
    assert change_template(template, tasks=tasks, read_version=2, by=the("mia"), at=NOON) == []


# --- duties -------------------------------------------------------------------------------


def a_duty(**fields: Any) -> Duty:
    given = {
        "code": "walk", "name_en": "Walk", "name_zh": "走", "period": "month",
        "starts_on": date(2026, 1, 1), "by": the("mia"), "at": NOON,
    } | fields  # fmt: skip
    return duties.create_duty(**given)


def stands(duty: Duty) -> list[str]:
    (found,) = duties_of(at=NOON, duties=[duty])
    return [one.stand.value for one in found.cadence.periods]


def test_a_duty_without_evidence_is_marked_by_people() -> None:
    duty = a_duty(owner=person("olga"))
    assert stands(duty) == ["late", "late", "open"]
    duties.complete_duty(duty, on=date(2026, 2, 27), note="Late", by=the("olga"), at=NOON)
    duties.complete_duty(duty, on=date(2026, 2, 27), by=the("olga"), at=NOON)
    assert (stands(duty), DutyDone.objects.count()) == (["late", "done", "open"], 1)
    assert duties.take_back(duty, on=date(2026, 2, 27), by=the("olga"), at=NOON)
    assert stands(duty) == ["late", "late", "open"]


def test_a_day_to_come_and_a_stranger_are_refused() -> None:
    duty = a_duty()
    with pytest.raises(Refused):
        duties.complete_duty(duty, on=date(2026, 3, 3), by=the("mia"), at=NOON)
    with pytest.raises(PermissionDenied):
        duties.complete_duty(duty, by=the("olga"), at=NOON)
    with pytest.raises(Refused):
        a_duty(code="other", evidence="no_such")


def test_what_happened_is_read_from_the_data() -> None:
    """A management review that was held counts for its quarter without anybody saying so."""
    from governance.services import reviews

    duty = a_duty(period="quarter", evidence="management_review")
    assert stands(duty) == ["open"]
    review = reviews.create_review(
        title="Q1", period_from=START, period_until=NOON.date(), planned_on=NOON.date(),
        by=the("mia"), at=NOON,
    )  # fmt: skip
    reviews.hold_review(review, by=the("mia"), at=NOON)
    assert stands(duty) == ["done"]


# --- pages and API ------------------------------------------------------------------------


def test_the_page_shows_what_the_data_say_and_a_picture() -> None:
    made = verbs.create_programme(template=loaded(), start_on=START, by=the("mia"), at=NOON)
    page = factories.login(the("mia")).get(made.get_absolute_url())
    assert page.status_code == 200
    assert len(page.context["page"].phases) == 3
    assert page.context["page"].chart["data"]["values"][0]["from"]
    lines = [line for phase in page.context["page"].phases for line in phase.lines]
    assert all(line.hint for line in lines if line.task.evidence)


def test_a_task_is_done_from_the_page_by_its_owner() -> None:
    made = small()
    task = made.tasks.order_by("order")[0]
    ProgrammeTask.objects.filter(pk=task.pk).update(owner=person("olga"))
    place = f"/governance/programmes/tasks/{task.code}/completion/"
    assert factories.login(the("aida")).post(place).status_code == 403
    assert factories.login(the("olga")).post(place, {"note": ""}).status_code == 302
    task.refresh_from_db()
    assert task.state == "done"


@pytest.mark.slow
def test_a_template_is_edited_line_by_line() -> None:
    client = factories.login(the("mia"))
    posted = {
        "code": "ours", "name_en": "Ours", "name_zh": "我们的", "is_active": "on",
        "line-0-name_en": "First", "line-0-phase": "1", "line-0-first_day": "3",
        "line-0-last_day": "2", "line-1-name_en": "",
    }  # fmt: skip
    refused = client.post("/governance/programmes/templates/new/", posted)
    assert (refused.status_code, ProgrammeTemplate.objects.count()) == (422, 0)
    saved = client.post("/governance/programmes/templates/new/", posted | {"line-0-last_day": "4"})
    assert saved.status_code == 302
    (task,) = ProgrammeTemplate.objects.get(code="ours").tasks.all()
    assert (task.name_zh, task.first_day, task.last_day) == ("First", 3, 4)


def test_the_same_by_api() -> None:
    api = factories.api(the("mia"))
    loaded()
    body = {"template": "days-90", "start_on": "2026-01-01", "manager": "mia"}
    made = api.post("/api/v1/programmes/", body)
    assert made.status_code == 201, made.content
    code = made.json()["code"]
    tasks = api.get("/api/v1/programme-tasks/", {"programme": code}).json()
    assert tasks["count"] == 14
    first = tasks["results"][0]["url"]
    assert api.post(f"{first}completion/", {"note": "x"}).json()["state"] == "done"
    assert factories.api(the("aida")).post(f"{first}reopening/").status_code == 403
    assert api.post(f"/api/v1/programmes/{code}/closure/").status_code == 409
    duty = api.get("/api/v1/duties/restore-test/").json()
    assert (duty["next_due"], duty["late"], len(duty["periods"])) != (None, None, 0)
    done = api.post("/api/v1/duties/restore-test/completion/", {"note": "by hand"})
    assert done.json()["periods"][-1]["stand"] == "done"


@pytest.mark.slow
@pytest.mark.parametrize("place", ["programmes", "duties"])
def test_lists_ask_the_same_for_one_and_three(
    place: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        a_duty(code=f"walk-{number}")
        verbs.create_programme(title=f"P{number}", start_on=START, by=the("mia"), at=NOON)
    client = factories.login(the("mia"))
    client.get(f"/governance/{place}/")
    with django_assert_max_num_queries(16):
        client.get(f"/governance/{place}/")
