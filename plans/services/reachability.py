"""Asking people whether their numbers are right, and what they answer (PLN-11).

A link of its own for every asking: its secret is worked out from the server's key, and only its
SHA-256 is stored. docs/method.md §34.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Organisation, Person, User
from followup.registry import Recipient
from followup.services.clock_batches import Wanted, cancel_clocks, start_clocks
from followup.services.clocks import cancel_clock, meet_clock
from followup.services.outbox import Message, notify_many
from lib.errors import GuardsUnmet
from plans.contact_state import RENEWED
from plans.domain.phones import hidden, judge_phones
from plans.models import PlanSettings, ReachabilityCheck
from plans.reachability_links import LINK_LIVES, LinkState, hash_of, read_link, secret_of
from plans.reachability_subject import SUBJECT, code_of, keepers_of, subject_of

CLOCK = "reachability"
AGAIN_AFTER = timedelta(minutes=10)
PERMISSION = "plan.change"


# --- asking -----------------------------------------------------------------------------


def ask_now(person: Person, *, by: User, at: datetime) -> ReachabilityCheck:
    """Ask again at once; the time they have not answered for goes on.

    Raises PermissionDenied, GuardsUnmet: left, or asked a moment ago.
    """
    require(by, PERMISSION)
    if not is_here(person):
        raise GuardsUnmet.one("left", _("%(name)s has left.") % {"name": person})
    if not ask_all([person], at=at, by=by, unless_waiting_since=at - AGAIN_AFTER):
        raise GuardsUnmet.one("asked_already", _("Asked a moment ago already."))
    return ReachabilityCheck.objects.waiting().get(person=person)


@transaction.atomic
def ask_all(
    people: Sequence[Person],
    *,
    at: datetime,
    unless_waiting_since: datetime,
    by: User | None = None,
) -> int:
    """A new link for each; one that still waits is replaced. Answers how many were asked.

    Whoever was asked after `unless_waiting_since` and has not answered yet is left alone: two
    workers, or two clicks, ask once.
    """
    rows = list(
        Person.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(pk__in=[one.pk for one in people])
        .order_by("pk")
    )
    fresh = set(
        ReachabilityCheck.objects.waiting()
        .filter(person__in=rows, asked_at__gt=unless_waiting_since)
        .values_list("person_id", flat=True)
    )
    rows = [one for one in rows if one.pk not in fresh]
    if not rows:
        return 0
    _renew(rows, at=at, by=by)
    checks = ReachabilityCheck.objects.bulk_create(
        ReachabilityCheck(person=one, token_hash=hash_of(secret_of(one.pk, at)), asked_at=at)
        for one in rows
    )
    _start_clocks(checks, at=at, by=by)
    region = PlanSettings.current().phone_region
    notify_many([_question(one, region) for one in checks], at=at)
    return len(checks)


def _renew(people: Sequence[Person], *, at: datetime, by: User | None) -> None:
    old = list(
        ReachabilityCheck.objects.waiting().select_related("person").filter(person__in=people)
    )
    for one in old:
        one.cancelled_at, one.answered_by = at, RENEWED
        one.save(update_fields=["cancelled_at", "answered_by"])
    keys = [(SUBJECT, code_of(one)) for one in old]
    cancel_clocks(CLOCK, keys, at=at, by=by, reason="asked_again")


def _start_clocks(checks: Sequence[ReachabilityCheck], *, at: datetime, by: User | None) -> None:
    """Until the person turns amber."""
    house, organisation = PlanSettings.current(), Organisation.current()
    wanted = [
        Wanted(
            subject_kind=SUBJECT,
            subject_code=code_of(one),
            title=one.person.name,
            anchor_at=one.asked_at,
            due_at=one.asked_at + timedelta(days=house.amber_days),
            zone=(one.person.user.timezone if one.person.user else "") or organisation.timezone,
            responsible=one.person,
        )
        for one in checks
    ]
    start_clocks(CLOCK, wanted, at=at, by=by)


def _question(check: ReachabilityCheck, region: str) -> Message:
    return Message(
        kind="plan.reachability",
        subject=subject_of(check),
        recipients={Recipient(person=check.person, user=check.person.user): ("contact",)},
        params={"numbers": masked_numbers(check.person, region)},
        expires_at=check.asked_at + LINK_LIVES,
    )


def masked_numbers(person: Person, region: str) -> list[str]:
    """ "139****5678" for those who know the number anyway; one masked on file stays as it is."""
    judged = judge_phones(person.phones, region)
    return [
        one.masked if one.ok or one.kind == "masked" else hidden(one.given) or "…" for one in judged
    ]


# --- answers ----------------------------------------------------------------------------


@transaction.atomic
def answer_link(secret: str, *, correct: bool, at: datetime) -> ReachabilityCheck:
    """Whoever holds the link is the person. Raises GuardsUnmet when it is used, old or wrong."""
    state, row = read_link(secret, at=at)
    if state is not LinkState.VALID or row is None:
        raise GuardsUnmet.one(state.value, _("This link is no longer of use."))
    return _answer(row, how="link", correct=correct, by=row.person.user, at=at)


@transaction.atomic
def answer_myself(*, correct: bool, by: User, at: datetime) -> ReachabilityCheck:
    """The same by the signed-in person. Raises GuardsUnmet when nobody asks."""
    row = ReachabilityCheck.objects.waiting().filter(person__user=by).first()
    if row is None:
        raise GuardsUnmet.one("not_asked", _("You are not asked at the moment."))
    return _answer(row, how="link", correct=correct, by=by, at=at)


OUTCOMES = {
    "reached": ("by_hand", True),
    "wrong": ("by_hand", False),
    "declined": ("declined", None),
}


@transaction.atomic
def record_by_hand(person: Person, *, outcome: str, by: User, at: datetime) -> ReachabilityCheck:
    """A colleague called: "reached" (the numbers are right), "wrong" or "declined".

    Nobody vouches for themselves this way. Raises PermissionDenied, GuardsUnmet.
    """
    require(by, PERMISSION)
    if not is_here(person):
        raise GuardsUnmet.one("left", _("%(name)s has left.") % {"name": person})
    if person.user_id == by.pk:
        raise GuardsUnmet.one("oneself", _("Answer your own check with your link."))
    how, correct = OUTCOMES[outcome]
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    row = ReachabilityCheck.objects.waiting().filter(person=person).first()
    if row is None:
        row = ReachabilityCheck.objects.create(
            person=person, token_hash=hash_of(secrets.token_urlsafe(32)), asked_at=at
        )
    return _answer(row, how=how, correct=correct, by=by, at=at)


@transaction.atomic
def stop_asking(person: Person, *, by: User | None, at: datetime) -> None:
    """They left: nobody waits for an answer."""
    row = ReachabilityCheck.objects.waiting().select_related("person").filter(person=person).first()
    if row is None:
        return
    row.cancelled_at = at
    row.save(update_fields=["cancelled_at"])
    cancel_clock(
        kind=CLOCK, subject_kind=SUBJECT, subject_code=code_of(row), at=at, by=by, reason="left"
    )


def is_here(person: Person) -> bool:
    """Neither their entry nor their login was closed."""
    return person.is_active and (person.user is None or person.user.is_active)


def _answer(
    row: ReachabilityCheck, *, how: str, correct: bool | None, by: User | None, at: datetime
) -> ReachabilityCheck:
    locked: ReachabilityCheck = (
        ReachabilityCheck.objects.select_for_update(of=("self",))
        .select_related("person__user")
        .get(pk=row.pk)
    )
    if locked.answered_at is not None or locked.cancelled_at is not None:
        raise GuardsUnmet.one(LinkState.ANSWERED.value, _("This was answered already."))
    locked.answered_at, locked.correct, locked.answered_by = at, correct, how
    locked.save(update_fields=["answered_at", "correct", "answered_by"])
    meet_clock(kind=CLOCK, subject_kind=SUBJECT, subject_code=code_of(locked), at=at, by=by)
    if correct is False:
        _tell_wrong(locked, at=at, by=by)
    return locked


def _tell_wrong(check: ReachabilityCheck, *, at: datetime, by: User | None) -> None:
    """Owners of the plans that name them, else the continuity managers, put the number right."""
    people = keepers_of(check)
    message = Message(
        kind="plan.reachability_wrong",
        subject=subject_of(check),
        recipients=people,
        url=check.person.get_absolute_url(),
    )
    notify_many([message], at=at, but=by)
