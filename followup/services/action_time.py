"""What time does to actions: an accepted risk ends, and who left is succeeded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q

from accounts.models import Person, User
from followup.models import CorrectiveAction
from followup.registry import Fired, Recipient
from followup.services import action_telling as telling
from followup.services.action_clocks import keep_clocks
from followup.services.action_editing import default_due_on
from followup.services.action_facts import today_of
from followup.services.action_step import begin_by_clock, finish, lock, write
from followup.services.action_verdicts import OPEN_AGAIN
from followup.services.people import holders_of, manager_of, recipient_of
from lib.claimed_time import Claimed
from lib.versioning import change

# Somebody still answers for them.
HELD = ("draft", "open", "in_progress", "done", "accepted_risk")


def expire_risks(fired: Sequence[Fired]) -> None:
    """The hook of the clock "risk_expiry": what was accepted until now opens again.

    The tick holds the clocks' rows. Whoever acts on such an action at this moment holds its row
    and waits for its clock: waiting for them here would be a deadlock, so those come after.
    """
    past = {one.clock.subject_code: one.at for one in fired if one.clock.due_at <= one.at}
    rows = CorrectiveAction.objects.filter(code__in=past).order_by("pk")
    free = {one.pk for one in rows.select_for_update(skip_locked=True, of=("self",))}
    for action in rows:
        if action.pk in free:
            expire_risk(action, at=past[action.code])
        else:
            later = partial(expire_risk, action, at=past[action.code])
            transaction.on_commit(later, robust=True)


def expire_overdue_risks(*, at: datetime) -> int:
    """Accepted risks whose last day is over in every zone, whatever the clocks did (run daily)."""
    past = CorrectiveAction.objects.filter(
        state="accepted_risk", risk_expires_on__lt=at.date() - timedelta(days=1)
    )
    rows = list(past.order_by("pk"))
    for action in rows:
        expire_risk(action, at=at)
    return len(rows)


@transaction.atomic
def expire_risk(action: CorrectiveAction, *, at: datetime) -> None:
    """Open again with a new due date; everybody concerned is told. Nothing when it is no risk."""
    step = begin_by_clock(action, "expire_risk", at)
    if step is None:
        return
    accepted_by = recipient_of(action.risk_accepted_by)
    due_on = default_due_on(action.priority, today_of(action, at))
    fields = OPEN_AGAIN | {"due_on": due_on}
    entry = finish(step, "risk_expired", event="risk_expired", fields=fields)
    told: list[tuple[str, Sequence[Recipient]]] = [
        telling.owner(action),
        telling.verifier(action),
        telling.manager(manager_of(action.owner) if action.owner else None),
        telling.bcm_managers(),
        ("approver", (accepted_by,) if accepted_by else ()),
    ]
    telling.tell(action, "action.risk_expired", told, entry=entry, at=at)


def succeed(person: Person, *, by: User | None, at: datetime) -> int:
    """`person` left without a successor: somebody else answers for each of their actions.

    The manager, else the deputy, else a continuity manager; answers how many changed hands.
    """
    heirs = heirs_of(person)
    held = CorrectiveAction.objects.filter(state__in=HELD)
    rows = held.filter(Q(owner=person) | Q(verifier=person)).order_by("pk")
    return sum(_inherit(action, person, heirs, by=by, at=at) for action in rows)


def sweep_leavers(*, at: datetime) -> int:
    """Owners and verifiers that became inactive by whatever way (run daily)."""
    held = CorrectiveAction.objects.filter(state__in=HELD)
    gone = Person.objects.filter(is_active=False).filter(
        Q(actions_owned__in=held) | Q(actions_verified__in=held)
    )
    return sum(succeed(person, by=None, at=at) for person in gone.distinct().order_by("pk"))


def keep_actions(*, at: datetime) -> int:
    """The daily look: who left in whatever way, risks whose time is over."""
    return sweep_leavers(at=at) + expire_overdue_risks(at=at)


def heirs_of(person: Person) -> list[Person]:
    """Who is next in line: manager, deputy, continuity managers; nobody who has left."""
    manager = manager_of(person)
    managers = [one.person for one in holders_of("continuity_manager")]
    wanted = [manager, person.deputy, *managers]
    found = [one for one in wanted if one is not None and one.is_active and one.pk != person.pk]
    return list(dict.fromkeys(found))


@transaction.atomic
def _inherit(
    action: CorrectiveAction,
    person: Person,
    heirs: Sequence[Person],
    *,
    by: User | None,
    at: datetime,
) -> bool:
    lock(action, None)
    if action.state not in HELD or person.pk not in (action.owner_id, action.verifier_id):
        return False
    role = "owner" if action.owner_id == person.pk else "verifier"
    other = action.verifier_id if role == "owner" else action.owner_id
    # Whoever does the work never judges it.
    heir = next((one for one in heirs if one.pk != other), None)
    return hand_to(action, role, heir, by=by, at=at)


def hand_to(
    action: CorrectiveAction, role: str, heir: Person | None, *, by: User | None, at: datetime
) -> bool:
    """`heir` becomes owner or verifier of the locked action and is told; None: nobody is there.

    Then the continuity managers are told, and the daily sweep tries again.
    """
    when = Claimed(at, at)
    if heir is None:
        told = [telling.bcm_managers()]
        last = action.timeline.last()
        if last is not None:
            telling.tell(action, "action.left_alone", told, entry=last, at=at, role=role)
        return False
    leaving = getattr(action, role)
    change(action, read_version=None, **{role: heir})
    payload = {"role": role, "old": leaving.code if leaving else None, "new": heir.code}
    entry = write(action, "inherited", when=when, by=by, payload=payload)
    keep_clocks(action, before=action.state, verb="inherit", when=when, by=by)
    recipient = telling.owner(action) if role == "owner" else telling.verifier(action)
    left = leaving.name if leaving else ""
    telling.tell(action, "action.inherited", [recipient], entry=entry, at=at, but=by, left=left)
    return True
