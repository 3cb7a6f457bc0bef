"""Who can be reached now: the one answer for call trees, cards, pages, packs and the API.

`states_of(ids, at)` asks three questions of the database, however many people there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from accounts.models import Person
from plans.domain.phones import Phone, judge_phones
from plans.domain.reachability import Asked, ContactState, state_of
from plans.models import PlanSettings, ReachabilityCheck

__all__ = ["ContactState", "Phone", "phones_of", "state_of_person", "states_of"]

RENEWED = "renewed"
# Older askings say nothing about today.
LOOKS_BACK = timedelta(days=3 * 366)


def states_of(person_ids: Collection[int], at: datetime) -> dict[int, ContactState]:
    """Person id → state; ids nobody has are left out."""
    wanted = set(person_ids)
    if not wanted:
        return {}
    house = PlanSettings.current()
    people = Person.objects.filter(pk__in=wanted).values_list(
        "pk", "phones", "is_active", "user__is_active"
    )
    asked = asked_of(wanted, at)
    return {
        pk: state_of(
            # A login that was closed means the same as an entry that was: they are gone (E31).
            is_active=is_active and login is not False,
            phones=judge_phones(phones, house.phone_region),
            asked=asked.get(pk, []),
            at=at,
            amber_days=house.amber_days,
            red_days=house.red_days,
        )
        for pk, phones, is_active, login in people
    }


def state_of_person(person: Person, at: datetime) -> ContactState:
    return states_of([person.pk], at)[person.pk]


def phones_of(people: Iterable[Person]) -> dict[int, tuple[Phone, ...]]:
    """Person id → judged numbers, without their reachability (one question)."""
    region = PlanSettings.current().phone_region
    return {one.pk: judge_phones(one.phones, region) for one in people}


def asked_of(person_ids: Collection[int], at: datetime) -> dict[int, list[Asked]]:
    rows = ReachabilityCheck.objects.filter(
        person__in=person_ids, asked_at__gt=at - LOOKS_BACK, asked_at__lte=at
    ).order_by("asked_at")
    found: dict[int, list[Asked]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(
            Asked(
                asked_at=row.asked_at,
                answered_at=row.answered_at,
                correct=row.correct,
                answered_by=row.answered_by if row.answered_at else "",
                is_waiting=row.answered_at is None and row.cancelled_at is None,
                renewed=row.cancelled_at is not None and row.answered_by == RENEWED,
            )
        )
    return found
