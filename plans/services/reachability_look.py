"""What the look does for reachability: asks who is due, and tells the plans of who is red."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Max

from accounts.models import Person, User
from plans.contact_plans import Named, contact_ids, plans_naming
from plans.contact_state import states_of
from plans.domain.reachability import RED, ContactState
from plans.models import ChangeRequest, PlanSettings, ReachabilityCheck, Trigger
from plans.services.reachability import ask_all, stop_asking
from plans.services.reviews import raise_change

# Asked at once; the next look asks the rest.
MOST = 200
# Reasons to be red that a new version of the plan removes; a missing number needs none.
RAISED_FOR = ("left", "not_answered")


def look(*, at: datetime) -> int:
    """Safe to run twice; how many were asked."""
    ids = contact_ids()
    asked = ask_due(ids, at=at)
    raise_for_red(ids, at=at)
    return asked


def ask_due(ids: set[int], *, at: datetime) -> int:
    """Who was never asked, or not for so many days; a link nobody answered is replaced then."""
    before = at - timedelta(days=PlanSettings.current().reachability_days)
    people = Person.objects.filter(pk__in=ids, is_active=True).exclude(user__is_active=False)
    last = dict(
        ReachabilityCheck.objects.filter(person__in=ids)
        .order_by()
        .values_list("person")
        .annotate(last=Max("asked_at"))
    )
    due = [one for one in people.order_by("pk") if one.pk not in last or last[one.pk] <= before]
    return ask_all(due[:MOST], at=at, unless_waiting_since=before) if due else 0


def raise_for_red(ids: set[int], *, at: datetime, by: User | None = None) -> int:
    """One change request for every plan in force that names somebody who left or was silent for
    too long: once for that version and that silence, whatever was decided about it."""
    red = {
        pk: found
        for pk, state in states_of(ids, at).items()
        if (found := _red_since(state)) is not None
    }
    if not red:
        return 0
    people = Person.objects.in_bulk(red)
    known = _known(people[pk] for pk in red)
    raised = 0
    for pk, named in plans_naming(red).items():
        code, since = red[pk]
        for one in named:
            if not _is_told(one, people[pk], since, known):
                _raise(one, people[pk], code, by=by, at=at)
                raised += 1
    return raised


def tell_plans_of(person: Person, *, by: User | None, at: datetime) -> None:
    """They left (E31): nobody waits for an answer, and every plan that names them is told."""
    stop_asking(person, by=by, at=at)
    raise_for_red({person.pk}, by=by, at=at)


Since = tuple[str, datetime | None]


def _red_since(state: ContactState) -> Since | None:
    if state.level != RED:
        return None
    for one in state.because:
        if one.code in RAISED_FOR:
            return one.code, one.since
    return None


def _known(people: Iterable[Person]) -> dict[tuple[int, str], datetime]:
    """(plan, source) → when it was last told of."""
    refs = [source_ref(one) for one in people]
    rows = ChangeRequest.objects.filter(trigger=Trigger.CONTACT, source_ref__in=refs)
    latest = rows.order_by().values_list("plan_id", "source_ref").annotate(last=Max("raised_at"))
    return {(plan, ref): last for plan, ref, last in latest}


def _is_told(
    named: Named, person: Person, since: datetime | None, known: dict[tuple[int, str], datetime]
) -> bool:
    last = known.get((named.version.plan_id, source_ref(person)))
    if last is None:
        return False
    begun = [one for one in (named.version.effective_at, since) if one is not None]
    return not begun or last >= max(begun)


def _raise(named: Named, person: Person, why: str, *, by: User | None, at: datetime) -> None:
    raise_change(
        named.version.plan,
        trigger=Trigger.CONTACT,
        source_ref=source_ref(person),
        params={"person": person.code, "why": why, "roles": list(named.roles)},
        by=by,
        at=at,
    )


def source_ref(person: Person) -> str:
    return f"person:{person.code}"
