"""The programme of the sample company: 90 days that are nearly over, its cadence, and who was
trained. Made by the verbs, at the instants they happened."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Organisation, Person, User
from drills.domain.periods import period_of
from followup.services.outbox import in_the_app_only
from governance.models import Course, Duty, ProgrammeTemplate
from governance.services import programmes as tasks
from governance.services.training_records import create_record
from governance.services.training_sessions import create_session, hold_session, invite
from lib.days import day_in
from lib.versioning import change

# Days since the programme started; the 9 tasks of T23 that are done, and the one in work.
RUNNING_DAYS = 66
DONE, IN_WORK, LATE = (1, 2, 3, 4, 5, 6, 8, 9, 10), (11, 7), 7
OWNERS = {
    1: "zhao-liu", 2: "zhao-liu", 3: "zhang-san", 4: "zhang-san", 5: "zhao-liu", 6: "chu-wu",
    7: "zhang-san", 8: "zheng-yi", 9: "wang-wu", 10: "zhao-liu", 11: "wei-liu", 12: "jiang-qi",
    13: "wang-wu", 14: "zhao-liu",
}  # fmt: skip
DUTY_OWNERS = {
    "restore-test": "chu-wu", "exercise": "zhao-liu", "management-review": "zhao-liu",
    "full-drill": "zhang-san", "maturity-assessment": "zhao-liu", "bia-review": "zheng-yi",
    "internal-audit": "sun-ba",
}  # fmt: skip
TEXTS: dict[str, Any] = {
    "late": {"en": "Delivery of the storage is delayed.", "zh": "存储设备到货延迟。"},
    "trainer": {"en": "Zhang San", "zh": "张三"},
    "room": {"en": "Training room 2", "zh": "2号培训室"},
}


def make(*, language: str, at: datetime) -> None:
    """Within the loading's transaction; nothing leaves the house about the past."""
    people = {one.code: one for one in Person.objects.select_related("user")}
    today = day_in(at, Organisation.current().timezone)
    manager = login_of(people, "zhao-liu")
    if manager is None or not ProgrammeTemplate.objects.exists():
        return
    words = {key: one["zh" if language.startswith("zh") else "en"] for key, one in TEXTS.items()}
    with in_the_app_only():
        _programme(people, manager, words, today, at)
        _cadence(people, today)
        _training(people, manager, words, today, at)


def login_of(people: dict[str, Person], code: str) -> User | None:
    person = people.get(code)
    return person.user if person is not None else None


def _programme(
    people: dict[str, Person], by: User, words: dict[str, str], today: date, at: datetime
) -> None:
    start = today - timedelta(days=RUNNING_DAYS - 1)
    template = ProgrammeTemplate.objects.get(code="days-90")
    made = tasks.create_programme(
        template=template, start_on=start, manager=people.get("zhao-liu"), by=by,
        at=then(start, today, at),
    )  # fmt: skip
    for number, task in enumerate(made.tasks.order_by("order"), start=1):
        fields: dict[str, Any] = {"owner": people.get(OWNERS[number])}
        if number == LATE:
            fields["note"] = words["late"]
        change(task, read_version=None, **fields)
        if number in DONE:
            tasks.complete_task(task, by=by, at=then(task.due_on, today, at))
        elif number in IN_WORK:
            tasks.begin_task(task, by=by, at=then(task.starts_on, today, at))


def then(day: date, today: date, at: datetime) -> datetime:
    """The same time of that day, never later than now."""
    return at - max(today - day, timedelta(0))


def _cadence(people: dict[str, Person], today: date) -> None:
    """Asked for since the programme began to ask: exercises a quarter longer than the rest."""
    last_quarter = period_of(period_of(today, "quarter").first - timedelta(days=1), "quarter")
    for duty in Duty.objects.filter(code__in=DUTY_OWNERS):
        since = last_quarter if duty.code == "exercise" else period_of(today, duty.period)
        change(
            duty, read_version=None, owner=people.get(DUTY_OWNERS[duty.code]),
            starts_on=since.first,
        )  # fmt: skip


# course → (person, days ago, score)
RECORDS: dict[str, tuple[tuple[str, int, str], ...]] = {
    "awareness": (
        ("zhang-san", 40, ""), ("li-si", 40, ""), ("wang-wu", 40, ""), ("zhao-liu", 40, ""),
        ("qian-qi", 330, ""), ("sun-ba", 330, ""), ("zhou-jiu", 40, ""), ("wu-shi", 400, ""),
        ("zheng-yi", 40, ""), ("chu-wu", 40, ""), ("wei-liu", 40, ""), ("jiang-qi", 40, ""),
    ),
    "restore-hands-on": (("zhang-san", 75, ""), ("chu-wu", 75, "")),
    "incident-command": (("wang-wu", 200, "91"), ("jiang-qi", 200, "84"), ("shen-ba", 200, "72")),
    "bia-owner": (("li-si", 60, ""), ("zhou-jiu", 60, ""), ("wu-shi", 60, "")),
    "cbcp": (("zhao-liu", 500, ""),),
    "iso22301-la": (("sun-ba", 700, ""),),
}  # fmt: skip


def _training(
    people: dict[str, Person], by: User, words: dict[str, str], today: date, at: datetime
) -> None:
    courses = {one.code: one for one in Course.objects.filter(code__in=RECORDS)}
    for code, rows in RECORDS.items():
        if code == "restore-hands-on" or code not in courses:
            continue
        for name, ago, score in rows:
            if name in people:
                create_record(
                    course=courses[code], person=people[name], on=today - timedelta(days=ago),
                    score=Decimal(score) if score else None, by=by, at=at,
                )  # fmt: skip
    course = courses.get("restore-hands-on")
    if course is None:
        return
    came = [people[name] for name, _ago, _score in RECORDS[course.code] if name in people]
    held = today - timedelta(days=75)
    past = create_session(
        course=course, planned_on=held, people=came, trainer=words["trainer"],
        place=words["room"], by=by, at=then(held, today, at) - timedelta(days=20),
    )  # fmt: skip
    hold_session(
        past, attended=[{"person": one} for one in came], held_on=held, by=by,
        at=then(held, today, at),
    )  # fmt: skip
    next_ones = [people[name] for name in ("wei-liu", "qian-qi") if name in people]
    coming = create_session(
        course=course, planned_on=today + timedelta(days=12), people=next_ones,
        trainer=words["trainer"], place=words["room"], by=by, at=at - timedelta(days=2),
    )  # fmt: skip
    invite(coming, by=by, at=at - timedelta(days=2))
