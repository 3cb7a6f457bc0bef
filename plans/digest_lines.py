"""The plans' lines of the morning's digest: to review, to sign, to publish, to read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from accounts.models import Person
from followup import registry
from followup.registry import DigestItem
from plans.followup_sources import OF_PLAN, page_of
from plans.models import ApprovalStep, Plan, PlanVersion, Reading, VersionStatus
from plans.services.approvals import Signers, waiting

WEEK = timedelta(days=7)
AHEAD = timedelta(days=30)

Lines = dict[int, list[DigestItem]]


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    registry.register_digest("plans", Digest())


class Digest:
    """A constant number of queries, whatever the number of people and plans."""

    def items(self, people: Sequence[Person], today: date) -> Mapping[int, Sequence[DigestItem]]:
        lines: Lines = defaultdict(list)
        ids = {one.pk for one in people}
        _reviews(ids, today, lines)
        _signatures(ids, lines)
        _to_publish(ids, lines)
        _readings(ids, today, lines)
        return lines


def _reviews(people: set[int], today: date, lines: Lines) -> None:
    due = Plan.objects.filter(owner__in=people, review_due__lte=today + AHEAD, retired_at=None)
    for one in due.order_by("review_due", "code"):
        lines[one.owner_id].append(
            DigestItem(
                section=_section(one.review_due, today),
                title=_("Review of the plan: %(plan)s") % {"plan": one.name},
                url=page_of("plans:plan_detail", one.code),
                due_on=one.review_due,
            )
        )


def _signatures(people: set[int], lines: Lines) -> None:
    rows = ApprovalStep.objects.filter(
        plan_version__status=VersionStatus.IN_REVIEW.value
    ).select_related(
        "person__user", "person__deputy__user", "delegate__user", "plan_version__serves_grade",
        *(f"plan_version__{name}" for name in ("plan", *OF_PLAN)),
    )  # fmt: skip
    rounds: dict[int, list[ApprovalStep]] = defaultdict(list)
    for step in rows.order_by("plan_version__submitted_at", "round", "position", "id"):
        rounds[step.plan_version_id].append(step)
    signers = Signers()
    for steps in rounds.values():
        version = steps[0].plan_version
        last = max(one.round for one in steps)
        asked = {
            who.person.pk
            for step in waiting(one for one in steps if one.round == last)
            for who in signers.of(step)
            if who.person is not None
        }
        for pk in sorted(asked & people):
            lines[pk].append(_line("to_approve", _("Plan to sign: %(plan)s"), version))


def _to_publish(people: set[int], lines: Lines) -> None:
    rows = PlanVersion.objects.filter(
        status=VersionStatus.APPROVED.value, plan__owner__in=people
    ).select_related("plan")
    for one in rows.order_by("approved_at"):
        line = _line("to_approve", _("Approved, to be published: %(plan)s"), one)
        lines[one.plan.owner_id].append(line)


def _readings(people: set[int], today: date, lines: Lines) -> None:
    rows = Reading.objects.filter(
        person__in=people,
        read_at=None,
        plan_version__status__in=[VersionStatus.APPROVED, VersionStatus.EFFECTIVE],
    ).select_related("plan_version__plan")
    for one in rows.order_by("due_on", "pk"):
        version = one.plan_version
        lines[one.person_id].append(
            DigestItem(
                section=_section(one.due_on, today),
                title=_("To read: %(plan)s") % {"plan": version},
                url=page_of("plans:version_detail", version.plan.code, version.number),
                due_on=one.due_on,
            )
        )


def _line(section: str, words: str, version: PlanVersion) -> DigestItem:
    url = page_of("plans:version_detail", version.plan.code, version.number)
    return DigestItem(section=section, title=words % {"plan": version}, url=url)


def _section(due_on: date | None, today: date) -> str:
    if due_on is None:
        return "reviews"
    if due_on < today:
        return "overdue"
    return "this_week" if due_on <= today + WEEK else "reviews"
