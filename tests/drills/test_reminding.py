"""What reminds of a drill: who is told when, and the file for the calendar."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from drills.invite import file_of
from drills.models import Drill, HotWashTicket, Rating
from drills.services import drills as verbs
from drills.services.reminding import remind, who_has_not_rated
from followup.models import Notification
from followup.services.readers import Reader
from tests.drills.world import ended_drill, person, prepared_drill, running_drill, the
from tests.incidents.world import clock

pytestmark = pytest.mark.django_db


def planned(**fields: object) -> Drill:
    """On 30 March at 10:00, invited on the 1st."""
    start = clock("10:00", day=30)
    return prepared_drill(planned_start=start, planned_end=start + timedelta(hours=2), **fields)


def told(kind: str = "drill.reminder") -> list[tuple[str, str]]:
    """(mark, code of the person) of the messages in the app, in order."""
    rows = Notification.objects.filter(kind=kind, channel="in_app").order_by("pk")
    pairs = rows.values_list("mark", "person__code")
    return [(mark.partition(":")[0], code) for mark, code in pairs]


EVERYBODY = {"cora", "eva", "carl", "iris", "olga"}


def test_everybody_is_reminded_at_each_mark_once() -> None:
    planned()
    start = clock("10:00", day=30)
    for before in (timedelta(days=14), timedelta(days=3), timedelta(days=1), timedelta(hours=2)):
        remind(start - before - timedelta(minutes=1))
        remind(start - before)
        remind(start - before + timedelta(minutes=1))
    marks = told()
    assert {mark for mark, _code in marks} == {"14d", "3d", "1d", "2h"}
    assert len(marks) == len(set(marks)) == 4 * len(EVERYBODY)


def test_after_an_outage_only_the_last_mark_is_told() -> None:
    planned()
    remind(clock("09:00", day=30))
    assert {mark for mark, _code in told()} == {"2h"}


def test_who_declined_is_left_alone_and_who_was_just_invited_too() -> None:
    drill = planned()
    drill.participants.filter(person__code="iris").update(answer="declined")
    drill.participants.filter(person__code="olga").update(invited_at=clock("10:00", day=29))
    remind(clock("10:00", day=27))
    assert {code for _mark, code in told()} == EVERYBODY - {"iris", "olga"}


def test_before_a_drill_without_notice_only_its_staff_hears_of_it() -> None:
    planned(no_notice=True)
    remind(clock("10:00", day=29))
    assert {code for _mark, code in told()} == {"cora", "eva"}


@pytest.mark.slow
def test_moved_it_is_told_anew() -> None:
    drill = planned()
    remind(clock("10:00", day=29))
    Drill.objects.filter(pk=drill.pk).update(planned_start=clock("11:00", day=30))
    remind(clock("11:00", day=29))
    assert len(told()) == 2 * len(EVERYBODY)


@pytest.mark.slow
def test_called_off_nobody_is_reminded() -> None:
    drill = planned()
    verbs.cancel(drill, reason="Freeze", by=the("mia"), at=clock("10:00", day=20))
    remind(clock("10:00", day=29))
    assert told() == []


def test_evaluators_are_asked_for_what_they_have_not_rated() -> None:
    drill = ended_drill(ended_at=clock("11:30"))
    assert who_has_not_rated({drill.code}) == {(drill.code, person("eva").pk)}
    remind(clock("13:30"))
    remind(clock("13:31"))
    for one in drill.script.criterions.filter(rule=""):
        Rating.objects.create(
            criterion=one, evaluator=the("eva"), level="mostly", at=clock("14:00")
        )
    remind(clock("11:30", day=3))
    assert told("drill.evaluator_form") == [("2h", "eva")]


def test_the_hot_wash_asks_who_has_not_answered_and_tells_when_it_closes() -> None:
    drill = ended_drill(ended_at=clock("11:30"))
    HotWashTicket.objects.create(drill=drill, person=person("iris"))
    remind(clock("13:30"))
    assert {code for _mark, code in told("drill.hot_wash")} == EVERYBODY - {"iris"}
    remind(clock("11:30", day=4))
    assert sorted(told("drill.hot_wash_closed")) == [("closed", "cora"), ("closed", "eva")]
    row = Notification.objects.filter(kind="drill.hot_wash_closed").first()
    assert row is not None
    assert (row.params["answers"], row.params["asked"]) == (1, 5)


def test_the_invitation_is_one_event_in_the_readers_zone() -> None:
    drill = planned(place="Room 4; ground floor")
    row = Notification.objects.filter(kind="drill.invited", person__code="carl").first()
    assert row is not None
    reader = Reader(
        name="Carl",
        language="en",
        zone=ZoneInfo("Asia/Shanghai"),
        quiet_from=TIME,
        quiet_until=TIME,
    )
    file = file_of(row, reader)
    assert file is not None
    lines = file.content.decode().replace("\r\n ", "").split("\r\n")
    wanted = {
        "DTSTART;TZID=Asia/Shanghai:20260330T100000",
        "DTEND;TZID=Asia/Shanghai:20260330T120000",
        f"SUMMARY:[DRILL 演练] {drill.code} Database down",
        "LOCATION:Room 4\\; ground floor",
        "TRANSP:OPAQUE",
    }
    assert (file.name, wanted - set(lines)) == (f"{drill.code}.ics", set())


TIME = datetime(2026, 1, 1).time()


@pytest.mark.slow
def test_a_cancelled_drill_leaves_the_calendar() -> None:
    drill = planned()
    verbs.cancel(drill, reason="Freeze", by=the("mia"), at=clock("10:00", day=20))
    row = Notification.objects.filter(kind="drill.cancelled", person__code="carl").first()
    assert row is not None
    reader = Reader("Carl", "zh-hans", ZoneInfo("UTC"), TIME, TIME)
    file = file_of(row, reader)
    assert file is not None
    assert f"UID:drill-{drill.code}@" in file.content.decode()
    assert "STATUS:CANCELLED" in file.content.decode()


@pytest.mark.slow
def test_a_running_drill_reminds_nobody() -> None:
    running_drill()
    remind(clock("10:05"))
    assert told() == []
