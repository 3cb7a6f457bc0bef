"""Reports that make themselves: when, for whom, and when they stop."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from accounts.access import forget_access
from accounts.models import User
from followup.models import IN_APP, Notification
from governance.models import Framework
from lib.errors import Refused
from reports.domain.schedule_times import end_of_last_month, next_due
from reports.followup_sources import file_of
from reports.models import Report, ReportSchedule
from reports.services import queue, scheduled
from reports.services.building import build
from reports.services.schedules import change_schedule, create_schedule
from tests import factories
from tests.factories import NOON, api, login

ZONE = "Asia/Shanghai"
SEVEN = time(7)
QUARTER = "2026-03-31T23:00:00+00:00"


def due(every: str, starts: date, after: datetime, zone: str = ZONE) -> str:
    found = next_due(every=every, starts_on=starts, at_time=SEVEN, zone=zone, after=after)
    return found.isoformat() if found else ""


@pytest.mark.parametrize(
    ("every", "starts", "after", "expected"),
    [
        ("week", date(2026, 3, 2), datetime(2026, 3, 10, tzinfo=UTC), "2026-03-15T23:00:00+00:00"),
        ("month", date(2026, 1, 31), datetime(2026, 2, 1, tzinfo=UTC), "2026-02-27T23:00:00+00:00"),
        ("month", date(2026, 1, 31), datetime(2026, 3, 1, tzinfo=UTC), "2026-03-30T23:00:00+00:00"),
        ("quarter", date(2026, 1, 1), datetime(2026, 2, 1, tzinfo=UTC), QUARTER),
        ("year", date(2024, 2, 29), datetime(2026, 1, 1, tzinfo=UTC), "2026-02-27T23:00:00+00:00"),
        ("month", date(2030, 5, 1), datetime(2026, 1, 1, tzinfo=UTC), "2030-04-30T23:00:00+00:00"),
    ],
)  # fmt: skip
def test_the_next_time(every: str, starts: date, after: datetime, expected: str) -> None:
    assert due(every, starts, after) == expected


def test_the_local_hour_stays_when_clocks_change() -> None:
    before = due("week", date(2026, 3, 23), datetime(2026, 3, 22, tzinfo=UTC), "Europe/Berlin")
    after = due("week", date(2026, 3, 23), datetime(2026, 3, 24, tzinfo=UTC), "Europe/Berlin")
    assert (before, after) == ("2026-03-23T06:00:00+00:00", "2026-03-30T05:00:00+00:00")


def test_last_month_ends_where_the_organisation_is() -> None:
    first = datetime(2026, 2, 28, 17, tzinfo=UTC)  # March already in Shanghai
    assert end_of_last_month(first, ZONE).isoformat() == "2026-02-28T15:59:59.999999+00:00"
    assert end_of_last_month(first, "UTC").isoformat() == "2026-01-31T23:59:59.999999+00:00"


def made(by: User, **wishes: Any) -> ReportSchedule:
    defaults: dict[str, Any] = {
        "name": "Monthly", "kind": "gaps", "format": "xlsx", "every": "month",
        "starts_on": date(2026, 3, 3), "at_time": SEVEN, "language": "en",
    }  # fmt: skip
    return create_schedule(**(defaults | wishes), by=by, at=NOON)


def build_all(at: datetime) -> None:
    while (report := queue.claim(at=at)) is not None:
        build(report, clock=lambda: at)


@pytest.mark.django_db
def test_one_that_is_refused_pauses_and_the_others_go_on(manager: User) -> None:
    Framework.objects.create(code="iso22301-2019", kind="clauses", name_en="ISO", name_zh="标准")
    young = made(manager, kind="iso22301", as_of_rule="month_end", name="Young")
    good = made(manager, name="Good", starts_on=date(2026, 3, 4))
    assert scheduled.run_due(at=NOON + timedelta(days=3)) == 1
    young.refresh_from_db()
    good.refresh_from_db()
    assert (young.active, young.paused_because) == (False, scheduled.NOT_AVAILABLE)
    assert good.last_run_at is not None


@pytest.mark.django_db
def test_what_is_due_is_asked_for_once_however_many_nights_were_missed(manager: User) -> None:
    schedule = made(manager)
    assert scheduled.run_due(at=NOON) == 0
    late = NOON + timedelta(days=200)
    assert [scheduled.run_due(at=late), scheduled.run_due(at=late)] == [1, 0]
    schedule.refresh_from_db()
    assert schedule.last_run_at == late
    assert late < schedule.next_due_at < late + timedelta(days=32)
    report = Report.objects.get()
    assert (report.kind, report.requested_by, report.schedule) == ("gaps", manager, schedule)


@pytest.mark.django_db
def test_readers_get_it_in_their_language_with_the_file(manager: User) -> None:
    first, second = (
        factories.user(name, "continuity_manager", language=language)
        for name, language in (("ann", "en"), ("bao", "zh-hans"))
    )
    made(manager, language="", recipients=[first, second])
    later = NOON + timedelta(days=2)
    assert scheduled.run_due(at=later) == 2
    assert scheduled.deliver_done(at=later) == 0
    build_all(later)
    assert [scheduled.deliver_done(at=later), scheduled.deliver_done(at=later)] == [2, 0]
    told = Notification.objects.filter(kind="report.ready", channel=IN_APP)
    spoken = {
        one.user.username: Report.objects.get(code=one.subject_code).language
        for one in told
        if one.user
    }
    assert spoken == {"ann": "en", "bao": "zh-hans"}
    row = told.filter(user=first).get()
    file = file_of(row, None)  # type: ignore[arg-type]
    report = Report.objects.get(code=row.subject_code)
    assert file is not None
    assert file.content == bytes(report.file.content)
    assert login(first).get(f"/reports/{report.code}/").status_code == 200


@pytest.mark.django_db
def test_who_sees_less_than_the_owner_gets_nothing(
    manager: User, alice: User, auditor: User
) -> None:
    gone = factories.user("gone", "continuity_manager", is_active=False)
    schedule = made(manager, recipients=[alice, auditor, gone])
    assert scheduled.readers_of(schedule, at=NOON) == [auditor]
    later = NOON + timedelta(days=2)
    scheduled.run_due(at=later)
    build_all(later)
    assert scheduled.deliver_done(at=later) == 1
    code = Report.objects.get().code
    assert login(alice).get(f"/reports/{code}/").status_code == 404


@pytest.mark.django_db
def test_without_its_owner_it_pauses_and_says_so(manager: User) -> None:
    schedule = made(manager)
    manager.is_active = False
    manager.save()
    assert scheduled.run_due(at=NOON + timedelta(days=2)) == 0
    schedule.refresh_from_db()
    assert (schedule.active, schedule.paused_because) == (False, scheduled.OWNER_GONE)


@pytest.mark.django_db
def test_an_owner_without_the_right_is_told_of_the_pause(manager: User) -> None:
    schedule = made(manager)
    manager.grants.all().delete()
    forget_access(manager)
    later = NOON + timedelta(days=2)
    scheduled.run_due(at=later)
    schedule.refresh_from_db()
    assert schedule.paused_because == scheduled.OWNER_MAY_NOT
    assert Notification.objects.filter(kind="report.schedule_paused", user=manager).exists()


@pytest.mark.django_db
def test_going_on_skips_what_was_missed(manager: User) -> None:
    schedule = made(manager)
    change_schedule(schedule, active=False, read_version=None, by=manager, at=NOON)
    later = NOON + timedelta(days=100)
    assert scheduled.run_due(at=later) == 0
    change_schedule(schedule, active=True, read_version=None, by=manager, at=later)
    schedule.refresh_from_db()
    assert schedule.next_due_at > later


@pytest.mark.django_db
def test_one_short_moment_is_not_scheduled(manager: User) -> None:
    with pytest.raises(Refused):
        made(manager, kind="situation")


@pytest.mark.django_db
def test_api_and_rights(manager: User, auditor: User, alice: User) -> None:
    url = "/api/v1/report-schedules/"
    body = {
        "name": "Quarterly", "kind": "gaps", "every": "quarter", "starts_on": "2026-04-01",
        "at_time": "07:00", "recipients": ["manager"],
    }  # fmt: skip
    assert api(alice).post(url, body).status_code == 403
    answer = api(auditor).post(url, body)
    assert answer.status_code == 201
    mine = answer.json()
    assert (mine["owned_by"], mine["active"], mine["recipients"]) == ("auditor", True, ["manager"])
    theirs = made(manager)
    assert (
        api(auditor).patch(f"{url}{theirs.code}/", {"version": 1, "name": "x"}).status_code == 403
    )
    changed = api(manager).patch(f"{url}{mine['code']}/", {"version": 1, "active": False})
    assert (changed.status_code, changed.json()["active"]) == (200, False)
    assert api(auditor).delete(f"{url}{mine['code']}/").status_code == 204
    assert api(manager).post(url, body | {"kind": "card"}).status_code == 400


@pytest.mark.django_db
def test_pages_make_change_pause_and_delete(manager: User) -> None:
    client = login(manager)
    assert "No schedules yet" in client.get("/reports/schedules/").text
    assert client.get("/reports/schedules/new/").status_code == 200
    wishes = {
        "kind": "gaps", "name": "Gaps", "format": "pdf", "variant": "archive", "every": "week",
        "starts_on": "2026-03-02", "at_time": "07:00", "as_of_rule": "now", "language": "",
        "recipients": ["manager"], "active": "on", "critical": "yes",
    }  # fmt: skip
    assert client.get("/reports/schedules/new/?kind=gaps").status_code == 200
    where = client.post("/reports/schedules/new/", wishes)["Location"]
    schedule = ReportSchedule.objects.get()
    assert (schedule.variant, schedule.filters) == ("archive", {"critical": True})
    assert "Gaps" in client.get(where).text
    assert client.get(f"{where}edit/").status_code == 200
    saved = client.post(f"{where}edit/", wishes | {"version": 1, "name": "Gaps weekly"})
    assert saved.status_code == 302
    assert client.post(f"{where}edit/", wishes | {"version": 1}).status_code == 409
    client.post(f"{where}pause/")
    schedule.refresh_from_db()
    assert (schedule.active, schedule.name) == (False, "Gaps weekly")
    assert "Gaps weekly" in client.get("/reports/schedules/").text
    assert client.post(f"{where}delete/")["Location"] == "/reports/schedules/"
    assert ReportSchedule.objects.count() == 0
