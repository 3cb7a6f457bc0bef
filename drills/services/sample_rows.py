"""The drills of the sample company: `drills/catalog/samples/aftersales.yaml`.

A year's programme, held step by step through the verbs with the instants at which it happened:
slots, scores and reports are the platform's own. What is still to come is planned.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet

from accounts.models import Organisation, Person
from drills.models import UNINFORMED, Answer, Drill, DrillPolicy, DrillStatus, Participant
from drills.services.programme import keep
from drills.services.sample_days import begins, period_before
from drills.services.sample_drill import Sampled
from drills.services.scenario_files import read
from followup.models import Notification
from followup.services.ticking import replay
from lib.days import day_in
from lib.versioning import change


def make_rows(*, language: str, at: datetime) -> None:
    """Oldest first; within the loading's transaction."""
    story = read("samples/aftersales")
    people = {one.code: one for one in Person.objects.select_related("user")}
    zone = Organisation.current().timezone
    told = Notification.objects.aggregate(last=Max("pk"))["last"] or 0
    _begin_programme(story["policies"], at=at, zone=zone)
    drills = [(begins(row["when"], at, zone), row) for row in story["drills"]]
    for start, row in sorted(drills, key=lambda one: one[0]):
        Sampled(row, language, start, at, people).make()
    keep(at)
    replay(until=at)
    _read(Notification.objects.filter(pk__gt=told, read_at__isnull=True), at=at)


def _read(news: QuerySet[Notification], *, at: datetime) -> None:
    """What was told of the year that is over was read; of the drill that is ready it is new to
    who has not answered yet."""
    ready = Drill.objects.filter(status=DrillStatus.READY)
    asked = Participant.objects.filter(drill__in=ready)
    led = Q(answer=Answer.CONFIRMED) | ~Q(role__in=UNINFORMED)
    knows = asked.filter(led).values("person")
    about = Q(subject_kind="drill", subject_code__in=ready.values("code"))
    news.filter(~about | Q(person__in=knows) | Q(user__person__in=knows)).update(read_at=at)


def _begin_programme(policies: Mapping[str, Any], *, at: datetime, zone: str) -> None:
    """Each policy in force since so many whole periods before this one; its slots are made."""
    today = day_in(at, zone)
    for row in DrillPolicy.objects.filter(code__in=policies).order_by("code"):
        since = period_before(today, row.period, policies[row.code]).first
        change(row, read_version=None, starts_on=since)
    keep(at)
