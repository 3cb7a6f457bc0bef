"""What `followup` asks about plans and their versions: who is told of them, who may see them.

The subjects of activations, paper, backfills and contacts register themselves beside their verbs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from bia.followup_sources import login_of
from followup import registry
from followup.models import TimelineEvent
from followup.registry import Recipient, Subject
from followup.roles import register_roles
from followup.services.timeline import register_timelines
from plans.models import Plan, PlanActivation, PlanVersion, VersionStatus
from plans.models.plan import OPEN
from plans.services.approvals import signers_of, steps_of_round, waiting

_TEXT: Any = CharField()
OWNER = ("owner", "owner__user", "owner__deputy", "owner__deputy__user", "deputy", "deputy__user")
OF_PLAN = tuple(f"plan__{name}" for name in OWNER)

Roles = dict[str, tuple[Recipient, ...]]


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    registry.register_subject("plan", Plans())
    registry.register_subject("plan_version", Versions())
    register_timelines("activations", timelines)
    register_roles(reader=_("reader"))


def timelines() -> Iterable[tuple[str, Iterable[TimelineEvent]]]:
    """What happened while plans were carried out, for `manage.py verify_timelines`."""
    rows = PlanActivation.objects.order_by("pk").prefetch_related("timeline")
    for activation in rows.iterator(chunk_size=200):
        yield activation.code, activation.timeline.all()


class Plans:
    """Open until it is retired."""

    label = _("Plan")

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        rows = Plan.objects.filter(code__in=codes).select_related(*OWNER)
        core = set(rows.filter(processes__critical=True).values_list("pk", flat=True))
        return {one.code: plan_subject(one, is_core=one.pk in core) for one in rows}

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        rows = Plan.objects.visible_to(user).filter(code__in=codes)
        return set(rows.values_list("code", flat=True))

    def visible_codes(self, user: User) -> QuerySet[Any]:
        return Plan.objects.visible_to(user).order_by().values("code")

    def search(self, user: User, words: Sequence[str], most: int) -> Sequence[tuple[str, str]]:
        rows = Plan.objects.visible_to(user)
        for word in words:
            rows = rows.filter(
                Q(code__icontains=word) | Q(name_en__icontains=word) | Q(name_zh__icontains=word)
            )
        return [(one.code, str(one)) for one in rows.order_by("code")[:most]]


class Versions:
    """Open until it is in force or ended."""

    label = _("Plan version")

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        rows = versions_named(PlanVersion.objects.all(), codes)
        found = rows.select_related("plan", "author", "submitted_by", "serves_grade", *OF_PLAN)
        return {one.key: version_subject(one) for one in found}

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        rows = versions_named(PlanVersion.objects.visible_to(user), codes)
        return {one.key for one in rows.select_related("plan")}

    def visible_codes(self, user: User) -> QuerySet[Any]:
        rows = PlanVersion.objects.visible_to(user).order_by()
        parts = ("plan__code", Value("@"), "major", Value("."), "minor")
        return rows.annotate(key_text=Concat(*parts, output_field=_TEXT)).values("key_text")


def versions_named(rows: Any, keys: Collection[str]) -> Any:
    """Those of `rows` that `keys` ("plan@2.1") name; what is no key names nothing."""
    wanted = Q(pk__in=[])
    for key in keys:
        code, _at, number = key.partition("@")
        major, _dot, minor = number.partition(".")
        if major.isdecimal() and minor.isdecimal():
            wanted |= Q(plan__code=code, major=int(major), minor=int(minor))
    return rows.filter(wanted)


def plan_subject(one: Plan, *, is_core: bool = False) -> Subject:
    """`one` with owner, deputy and their logins loaded."""
    return Subject(
        kind="plan",
        code=one.code,
        title=str(one),
        url=page_of("plans:plan_detail", one.code),
        is_open=one.retired_at is None,
        is_core=is_core,
        roles=plan_roles(one),
    )


def version_subject(one: PlanVersion) -> Subject:
    """`one` with its plan, owner, author loaded; the approvers are those asked just now."""
    signers: dict[str, Recipient] = {}
    if one.status == VersionStatus.IN_REVIEW:
        for step in waiting(steps_of_round(one)):
            signers |= {who.key: who for who in signers_of(step)}
    hands = {user.pk: user for user in (one.author, one.submitted_by) if user is not None}
    return Subject(
        kind="plan_version",
        code=one.key,
        title=str(one),
        url=page_of("plans:version_detail", one.plan.code, one.number),
        is_open=one.status in OPEN,
        roles=plan_roles(one.plan)
        | {
            "approvers": tuple(signers.values()),
            "author": tuple(_of_user(user) for user in hands.values() if user.is_active),
        },
    )


def page_of(name: str, *args: str) -> str:
    """ "" where the page is not there: a message without a link is better than none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def plan_roles(plan: Plan) -> Roles:
    """The owner, the plan's deputy (else the owner's), and both again as people of the plan."""
    deputy = plan.deputy or plan.owner.deputy
    owner, stands_in = _of_person(plan.owner), _of_person(deputy)
    roles = {"owner": owner or stands_in, "deputy": stands_in}
    roles["plan_owner"] = roles["owner"]
    return {name: (who,) for name, who in roles.items() if who is not None}


def _of_person(person: Person | None) -> Recipient | None:
    if person is None or not person.is_active:
        return None
    return Recipient(person=person, user=login_of(person))


def _of_user(user: User) -> Recipient:
    return Recipient(person=getattr(user, "person", None), user=user)
