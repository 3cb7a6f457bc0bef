"""The chain of signatures of a submission: who has to sign, and who may (PLN-2).

Who may sign is asked when it is signed, so an approver who left blocks nothing: the deputy
stands in, then the continuity managers. A delegate may always sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import Person, User
from followup.registry import Recipient
from followup.services.people import holders_of
from lib.errors import Refused
from plans.access import MANAGER, login_of
from plans.models import ApprovalStep, ApproverKind, PlanVersion, RoleHolder, Verdict

OWNER, CONTINUITY, DECISION, PERSON = (
    ApproverKind.OWNER, ApproverKind.MANAGER, ApproverKind.DECISION, ApproverKind.PERSON,
)  # fmt: skip
Delegates = Mapping[str, Person]  # kind of approver → who may sign as well


def chain_of(
    version: PlanVersion, *, reviewers: Sequence[Person] = (), delegates: Delegates | None = None
) -> list[ApprovalStep]:
    """The steps of the next round, not saved: owner → continuity manager → decision level.

    Contacts alone need the owner only. `reviewers` sign beside the owner. Where the author would
    sign alone, a continuity manager is added.
    """
    kinds = [OWNER]
    if not version.contacts_only:
        kinds.append(CONTINUITY)
        if version.serves_grade is not None:
            kinds.append(DECISION)
    for person in (*reviewers, *(delegates or {}).values()):
        _check_signer(person)
    steps = [_step(version, kind, number) for number, kind in enumerate(kinds, start=1)]
    steps += [_step(version, PERSON, 1, person=person) for person in reviewers]
    if len(steps) == 1 and {one.user.pk for one in signers_of(steps[0]) if one.user} <= {
        version.author_id
    }:
        steps.append(_step(version, CONTINUITY, 2))
    last = version.approvals.order_by("-round").values_list("round", flat=True).first() or 0
    for one in steps:
        one.round = last + 1
        one.delegate = (delegates or {}).get(one.kind)
    return steps


def _step(
    version: PlanVersion, kind: str, position: int, *, person: Person | None = None
) -> ApprovalStep:
    return ApprovalStep(plan_version=version, kind=kind, position=position, person=person)


def _check_signer(person: Person) -> None:
    if not may(login_of(person), "plan.approve"):
        words = _("%(name)s has no login that may approve plans.")
        raise Refused("may_not_approve", words % {"name": person.name}, "delegates")


def steps_of_round(version: PlanVersion) -> list[ApprovalStep]:
    """The steps of the last submission, in order."""
    rows = list(
        version.approvals.select_related(
            "person__user", "person__deputy__user", "delegate__user", "decided_by"
        ).order_by("-round", "position", "id")
    )
    return [one for one in rows if one.round == rows[0].round]


def waiting(steps: Iterable[ApprovalStep]) -> list[ApprovalStep]:
    """The steps whose turn it is: all open ones of the first position that has any."""
    open_ones = [one for one in steps if one.verdict == Verdict.WAITING]
    first = min((one.position for one in open_ones), default=None)
    return [one for one in open_ones if one.position == first]


class Signers:
    """Who may sign now, each with a login; asks once for what many steps share."""

    def __init__(self) -> None:
        self._managers: tuple[Recipient, ...] | None = None
        self._holders: dict[int, list[Recipient]] | None = None

    def of(self, step: ApprovalStep) -> tuple[Recipient, ...]:
        found = self._named(step) or list(self.managers())
        delegate = login_of(step.delegate)
        if delegate is not None and all(one.user != delegate for one in found):
            found.append(Recipient(person=step.delegate, user=delegate))
        return tuple(found)

    def managers(self) -> tuple[Recipient, ...]:
        if self._managers is None:
            self._managers = holders_of(MANAGER)
        return self._managers

    def _named(self, step: ApprovalStep) -> list[Recipient]:
        """Those the step itself means; none when all of them have left."""
        version = step.plan_version
        if step.kind == OWNER:
            return _first(version.plan.owner, version.plan.deputy)
        if step.kind == PERSON:
            assert step.person is not None
            return _first(step.person, step.person.deputy)
        if step.kind == DECISION and version.serves_grade is not None:
            return self._holders_of(version.serves_grade.decision_role_id)
        return []

    def _holders_of(self, role_id: int) -> list[Recipient]:
        if self._holders is None:
            self._holders = {}
            deciding = RoleHolder.objects.filter(role__grades__isnull=False).distinct()
            for one in deciding.select_related("person__user"):
                if (login := login_of(one.person)) is not None:
                    who = Recipient(person=one.person, user=login)
                    self._holders.setdefault(one.role_id, []).append(who)
        return list(self._holders.get(role_id, ()))


def signers_of(step: ApprovalStep) -> tuple[Recipient, ...]:
    return Signers().of(step)


def _first(*people: Person | None) -> list[Recipient]:
    for one in people:
        if (login := login_of(one)) is not None:
            return [Recipient(person=one, user=login)]
    return []


def may_sign(step: ApprovalStep, user: User) -> bool:
    return any(one.user is not None and one.user.pk == user.pk for one in signers_of(step))


def require_signer(version: PlanVersion, user: User) -> None:
    """Whoever holds the right, or is one of those asked, whether or not it is their turn."""
    if may(user, "plan.approve"):
        return
    if not any(may_sign(one, user) for one in steps_of_round(version)):
        raise PermissionDenied("plan.approve")


def own_steps(version: PlanVersion, user: User) -> list[ApprovalStep]:
    """What `user` could sign right now; [] when nothing waits for them."""
    return [one for one in waiting(steps_of_round(version)) if may_sign(one, user)]
