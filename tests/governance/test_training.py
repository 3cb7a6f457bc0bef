"""Courses, sessions, records, and who lacks what."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied

from followup.models import Notification
from followup.services.readers import Reader
from governance.models import Course, TrainingRecord, TrainingSession
from governance.services import courses, training_records, training_sessions
from governance.services.competence import competence, wanting
from governance.training_messages import file_of
from lib.errors import GuardsUnmet, Refused
from plans.models import ResponseRole, RoleHolder
from tests import factories
from tests.factories import NOON
from tests.governance.world import person, the

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


def a_course(code: str = "restore", **fields: Any) -> Course:
    given: dict[str, Any] = {
        "name_en": code.capitalize(), "name_zh": code, "kind": "training", "valid_months": 12,
    } | fields  # fmt: skip
    return courses.create_course(code=code, by=the("mia"), at=NOON, **given)


def a_session(course: Course, **fields: Any) -> TrainingSession:
    given: dict[str, Any] = {"planned_on": TODAY, "people": [person("olga")]} | fields
    return training_sessions.create_session(course=course, by=the("mia"), at=NOON, **given)


def record(course: Course, name: str, on: date = TODAY, **fields: Any) -> TrainingRecord:
    return training_records.create_record(
        course=course, person=person(name), on=on, by=the("mia"), at=NOON, **fields
    )


def standing_of(name: str, course: Course) -> str:
    (line,) = competence(today=TODAY, people=[person(name)], course=course).lines
    cell = line.cells.get(course.pk)
    return "" if cell is None else f"{cell.standing} {'needed' if cell.needed else 'extra'}"


# --- who needs it -------------------------------------------------------------------------


def test_a_role_of_the_platform_a_role_in_plans_or_everybody_needs_it() -> None:
    for name in ("mia", "olga", "ivan"):
        person(name)
    lead = ResponseRole.objects.create(code="lead", name_en="Lead", name_zh="组长")
    RoleHolder.objects.create(role=lead, person=person("olga"))
    by_role = a_course("ops", roles=["it_operations"])
    in_plans = a_course("lead", response_roles=[lead])
    awareness = a_course("aware", everybody=True)
    found = {
        line.person.code: sorted(one.course.code for one in line.cells.values() if one.needed)
        for line in competence(today=TODAY).lines
    }
    assert found == {"ivan": ["aware", "ops"], "mia": ["aware"], "olga": ["aware", "lead"]}
    assert [one.code for one in wanting(in_plans, on=TODAY)] == ["olga"]
    assert [one.code for one in wanting(by_role, on=TODAY)] == ["ivan"]
    assert len(wanting(awareness, on=TODAY)) == 3


def test_who_left_and_what_is_not_given_any_more_do_not_count() -> None:
    course = a_course("aware", everybody=True)
    factories.person("gone", is_active=False)
    person("mia")
    assert [one.person.code for one in competence(today=TODAY).lines] == ["mia"]
    courses.change_course(course, is_active=False, read_version=1, by=the("mia"), at=NOON)
    assert competence(today=TODAY).needed == 0


def test_needs_are_changed_as_a_whole() -> None:
    course = a_course(roles=["auditor", "it_operations"])
    changed = courses.change_course(
        course, roles=["auditor"], everybody=False, read_version=1, by=the("mia"), at=NOON
    )
    assert (changed, course.version, course.needs.count()) == (["needs"], 2, 1)
    same = courses.change_course(course, roles=["auditor"], read_version=2, by=the("mia"), at=NOON)
    assert same == []


# --- records ------------------------------------------------------------------------------


def test_it_expires_by_the_course_unless_somebody_says_otherwise() -> None:
    course = a_course()
    assert record(course, "olga").valid_until == date(2027, 3, 2)
    assert record(course, "olga", date(2026, 3, 1), valid_until=None).valid_until is None
    with pytest.raises(Refused) as refusal:
        record(course, "olga", date(2026, 3, 3))
    assert refusal.value.problems[0].field == "on"


@pytest.mark.parametrize(
    ("given", "field"),
    [({"passed": True}, "score"), ({"score": Decimal(50), "passed": True}, "passed")],
)
def test_an_exam_is_passed_by_its_score(given: dict[str, Any], field: str) -> None:
    course = a_course(pass_score=80)
    with pytest.raises(Refused) as refusal:
        record(course, "olga", **given)
    assert refusal.value.problems[0].field == field
    assert record(course, "olga", score=Decimal(79)).passed is False
    assert record(course, "mia", score=Decimal(80)).passed is True


def test_how_somebody_stands() -> None:
    course = a_course(roles=["process_owner"])
    assert standing_of("olga", course) == "missing needed"
    row = record(course, "olga", date(2025, 2, 1))
    assert standing_of("olga", course) == "expired needed"
    training_records.change_record(row, on=date(2025, 4, 1), read_version=1, by=the("mia"), at=NOON)
    assert (row.valid_until, standing_of("olga", course)) == (
        date(2026, 4, 1), "expiring needed",
    )  # fmt: skip
    record(course, "olga")
    assert standing_of("olga", course) == "valid needed"
    record(course, "ivan")
    assert standing_of("ivan", course) == "valid extra"


# --- sessions -----------------------------------------------------------------------------


def told(session: TrainingSession) -> list[tuple[str, str]]:
    rows = Notification.objects.filter(subject_code=session.code, channel="in_app")
    return sorted(rows.values_list("kind", "person__code"))


def test_invited_moved_and_off() -> None:
    session = a_session(a_course(), planned_on=date(2026, 4, 1), place="Room 1")
    assert told(session) == []
    assert training_sessions.invite(session, by=the("mia"), at=NOON) == 1
    training_sessions.change_session(
        session, people=[person("olga"), person("ivan")], read_version=1, by=the("mia"), at=NOON
    )
    assert training_sessions.invite(session, by=the("mia"), at=NOON) == 1
    assert told(session) == [("training.invited", "ivan"), ("training.invited", "olga")]
    training_sessions.change_session(
        session, planned_on=date(2026, 4, 2), people=[person("olga")], read_version=None,
        by=the("mia"), at=NOON,
    )  # fmt: skip
    assert told(session)[:1] == [("training.cancelled", "ivan")]
    assert ("training.moved", "olga") in told(session)
    training_sessions.cancel_session(session, by=the("mia"), at=NOON)
    assert ("training.cancelled", "olga") in told(session)


def test_the_invitation_brings_the_day_for_the_calendar() -> None:
    session = a_session(a_course(), planned_on=date(2026, 4, 1), place="Room 1")
    training_sessions.invite(session, by=the("mia"), at=NOON)
    row = Notification.objects.filter(kind="training.invited").first()
    assert row is not None
    reader = Reader("Olga", "en", ZoneInfo("Asia/Shanghai"), time(22), time(7))
    file = file_of(row, reader)
    assert file is not None
    assert b"DTSTART;VALUE=DATE:20260401" in file.content
    assert b"LOCATION:Room 1" in file.content


def test_the_sheet_writes_a_record_for_each_who_came() -> None:
    course = a_course(pass_score=80)
    session = a_session(course, people=[person("olga"), person("ivan")])
    sheet: list[Any] = [
        {"person": person("olga"), "score": Decimal(90)},
        {"person": person("mia"), "score": Decimal(70)},
    ]
    held = training_sessions.hold_session(session, attended=sheet, by=the("mia"), at=NOON)
    assert (held.state, held.held_on) == ("held", TODAY)
    found = {one.person.code: one.passed for one in session.records.select_related("person")}
    assert found == {"olga": True, "mia": False}
    # Sent again it corrects, and adds who was forgotten.
    sheet[1]["score"] = Decimal(85)
    sheet.append({"person": person("ivan"), "score": Decimal(80)})
    training_sessions.hold_session(session, attended=sheet, by=the("mia"), at=NOON)
    assert session.records.filter(passed=True).count() == 3
    with pytest.raises(GuardsUnmet):
        training_sessions.cancel_session(session, by=the("mia"), at=NOON)


def test_a_wrong_line_is_named_and_nothing_is_written() -> None:
    session = a_session(a_course(pass_score=80))
    sheet: list[Any] = [
        {"person": person("olga"), "score": Decimal(90)},
        {"person": person("ivan"), "passed": True},
    ]
    with pytest.raises(Refused) as refusal:
        training_sessions.hold_session(session, attended=sheet, by=the("mia"), at=NOON)
    assert [one.field for one in refusal.value.problems] == ["attended.1.score"]
    assert TrainingRecord.objects.count() == 0
    with pytest.raises(Refused):
        training_sessions.hold_session(session, attended=[], by=the("mia"), at=NOON)


# --- who sees it --------------------------------------------------------------------------


def test_scores_are_for_who_keeps_them_and_for_oneself() -> None:
    course = a_course()
    record(course, "olga")
    record(course, "ivan")
    assert TrainingRecord.objects.visible_to(the("aida")).count() == 2
    own = TrainingRecord.objects.visible_to(the("olga"))
    assert [one.person.code for one in own] == ["olga"]
    with pytest.raises(PermissionDenied):
        training_records.create_record(
            course=course, person=person("olga"), on=TODAY, by=the("olga"), at=NOON
        )
    olga = factories.login(the("olga"))
    assert olga.get("/governance/competence/").status_code == 403
    assert olga.get("/governance/training-records/").status_code == 403
    page = olga.get("/governance/competence/mine/")
    assert [one.course for one in page.context["records"]] == [course]


def test_pages_of_who_keeps_them() -> None:
    course = a_course(roles=["process_owner"])
    session = a_session(course)
    client = factories.login(the("mia"))
    page = client.get("/governance/competence/", {"gaps": "1"})
    assert [line.person.code for line, _cells in page.context["lines"]] == ["olga"]
    fresh = client.get("/governance/training-sessions/new/", {"course": course.code})
    assert fresh.context["form"].initial["people"] == [person("olga")]
    place = f"{session.get_absolute_url()}attendance/"
    olga = person("olga").pk
    posted = {
        "version": session.version, "held_on": TODAY.isoformat(), f"person-{olga}-came": "on",
        f"person-{olga}-passed": "on",
    }  # fmt: skip
    added = client.post(place, posted | {"more": ["ivan"]})
    person("ivan")
    assert added.status_code in (200, 422)
    assert client.post(place, posted).status_code == 302
    assert standing_of("olga", course) == "valid needed"
    for page_of in (course, session):
        assert client.get(page_of.get_absolute_url()).status_code == 200


def test_the_panel_on_the_page_of_a_person() -> None:
    course = a_course(roles=["process_owner"])
    page = factories.login(the("mia")).get(person("olga").get_absolute_url())
    assert course.name in page.content.decode()


def test_the_same_by_api() -> None:
    api = factories.api(the("mia"))
    olga = person("olga")
    body = {
        "code": "exam", "name_en": "Exam", "name_zh": "考试", "kind": "exam", "valid_months": 24,
        "pass_score": "80", "roles": ["process_owner"],
    }  # fmt: skip
    made = api.post("/api/v1/courses/", body)
    assert (made.status_code, made.json()["roles"]) == (201, ["process_owner"])
    gaps = api.get("/api/v1/competence/", {"gaps": "true"}).json()["results"]
    assert [(one["person"], one["standing"]) for one in gaps] == [("olga", "missing")]
    session = api.post(
        "/api/v1/training-sessions/",
        {"course": "exam", "planned_on": "2026-04-01", "people": ["olga"]},
    )
    assert session.status_code == 201, session.content
    place = session.json()["url"]
    assert api.post(f"{place}invitation/").status_code == 200
    wrong = api.post(f"{place}holding/", {"held_on": "2026-03-01", "attended": [{"person": "x"}]})
    assert wrong.status_code == 400
    right = {"held_on": "2026-03-01", "attended": [{"person": "olga", "score": "81"}]}
    assert api.post(f"{place}holding/", right).json()["state"] == "held"
    rows = api.get("/api/v1/training-records/", {"person": "olga"}).json()["results"]
    assert [(one["passed"], one["valid_until"]) for one in rows] == [(True, "2028-03-01")]
    other = factories.api(the("ivan")).get("/api/v1/training-records/").json()
    assert other["count"] == 0
    mine = factories.api(olga.user).get("/api/v1/training-records/").json()
    assert mine["count"] == 1
