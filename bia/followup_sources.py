"""What `followup` asks about the things of this app: who is told of them, who may see them.

Four kinds of subject: a process, a system (and whatever else stands in its table), an assessment
and a request of a campaign, "<campaign>/<process>". Each loads in a constant number of queries.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from bia.models import Assessment, AssessmentStatus, CampaignItem, Process, System
from followup import registry
from followup.registry import Recipient, Subject
from followup.services.people import holders_of

APPROVERS = "continuity_manager"  # the role that holds "assessment.approve" (accounts/roles.py)

OWNER = ("owner", "owner__user", "owner__deputy", "owner__deputy__user")
OF_PROCESS = tuple(f"process__{name}" for name in OWNER)

Roles = dict[str, tuple[Recipient, ...]]


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    registry.register_subject("process", Processes())
    registry.register_subject("system", Systems())
    registry.register_subject("assessment", Assessments())
    registry.register_subject("campaign_request", CampaignRequests())


class Processes:
    label = _("Process")

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        rows = Process.objects.filter(code__in=codes).select_related(*OWNER)
        return {
            one.code: Subject(
                kind="process",
                code=one.code,
                title=one.name,
                url=reverse("bia:process_detail", args=[one.code]),
                is_core=one.critical,
                roles=roles_of(one.owner),
            )
            for one in rows
        }

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        return _codes(Process.objects.visible_to(user), codes)

    def visible_codes(self, user: User) -> QuerySet[Any]:
        return Process.objects.visible_to(user).order_by().values("code")

    def search(self, user: User, words: Sequence[str], most: int) -> Sequence[tuple[str, str]]:
        return _found(Process.objects.visible_to(user), words, most)


class Systems:
    label = _("System")

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        rows = list(System.objects.filter(code__in=codes).select_related(*OWNER))
        core = core_systems() if rows else frozenset()
        return {
            one.code: Subject(
                kind="system",
                code=one.code,
                title=one.name,
                url=reverse("bia:system_detail", args=[one.code]),
                is_core=one.pk in core,
                roles=roles_of(one.owner),
            )
            for one in rows
        }

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        return _codes(System.objects.visible_to(user), codes)

    def visible_codes(self, user: User) -> QuerySet[Any]:
        return System.objects.visible_to(user).order_by().values("code")

    def search(self, user: User, words: Sequence[str], most: int) -> Sequence[tuple[str, str]]:
        return _found(System.objects.visible_to(user), words, most)


class Assessments:
    """Open until it is approved or discarded."""

    label = _("Assessment")

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        rows = list(
            Assessment.objects.filter(code__in=codes).select_related(
                "process", "author", "submitted_by", *OF_PROCESS
            )
        )
        approvers = holders_of(APPROVERS) if rows else ()
        return {one.code: assessment_subject(one, approvers) for one in rows}

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        return _codes(Assessment.objects.visible_to(user), codes)

    def visible_codes(self, user: User) -> QuerySet[Any]:
        return Assessment.objects.visible_to(user).order_by().values("code")


def assessment_subject(one: Assessment, approvers: Iterable[Recipient]) -> Subject:
    """`one` with its process, owner, author and submitter loaded."""
    hands = {one.author_id, one.submitted_by_id}
    allowed = tuple(who for who in approvers if who.user is not None and who.user.pk not in hands)
    return Subject(
        kind="assessment",
        code=one.code,
        title=one.process.name,
        url=reverse("bia:assessment_detail", args=[one.code]),
        is_open=one.status
        in (AssessmentStatus.DRAFT, AssessmentStatus.SUBMITTED, AssessmentStatus.RETURNED),
        is_core=one.process.critical,
        roles=roles_of(one.process.owner) | {"approvers": allowed},
    )


class CampaignRequests:
    """Open until it is answered or the campaign is closed."""

    label = _("Request of a campaign")

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        return {request_code(one): request_subject(one) for one in _asked(codes)}

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        visible = Process.objects.visible_to(user)
        processes = {code.partition("/")[2] for code in codes}
        seen = set(visible.filter(code__in=processes).values_list("code", flat=True))
        return {code for code in codes if code.partition("/")[2] in seen}


def request_code(item: CampaignItem) -> str:
    """Codes hold no slash, so it parts the two."""
    return f"{item.campaign.code}/{item.process.code}"


def request_subject(one: CampaignItem) -> Subject:
    """`one` with its campaign, process and owner loaded."""
    return Subject(
        kind="campaign_request",
        code=request_code(one),
        title=one.process.name,
        url=reverse("bia:process_detail", args=[one.process.code]),
        is_open=one.answered_at is None and one.campaign.closed_at is None,
        is_core=one.process.critical,
        roles=roles_of(one.process.owner),
    )


def _asked(codes: Collection[str]) -> list[CampaignItem]:
    pairs = [code.partition("/")[::2] for code in codes]
    rows = CampaignItem.objects.filter(
        campaign__code__in={pair[0] for pair in pairs},
        process__code__in={pair[1] for pair in pairs},
    ).select_related("campaign", "process", *OF_PROCESS)
    wanted = set(codes)
    return [one for one in rows if request_code(one) in wanted]


def roles_of(owner: Person | None) -> Roles:
    """Owner and deputy with their logins (loaded by the caller); nobody who has left."""
    deputy = owner.deputy if owner is not None else None
    named = {"owner": owner, "deputy": deputy}
    return {
        role: (Recipient(person=who, user=login_of(who)),)
        for role, who in named.items()
        if who is not None and who.is_active
    }


def login_of(person: Person) -> User | None:
    user = person.user
    return user if user is not None and user.is_active else None


def core_systems() -> frozenset[int]:
    """Ids of the systems a critical process cannot do without, over hard needs (one query).

    A need that is one of a group of alternatives names no single thing that is indispensable.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE hard AS (
                SELECT dependent_process_id AS of_process, dependent_system_id AS of_system,
                       needs_process_id AS to_process, needs_system_id AS to_system
                FROM bia_dependency WHERE strength = 'hard' AND "group" = ''
            ), needed(process, system) AS (
                SELECT id, NULL::bigint FROM bia_process WHERE critical
                UNION
                SELECT hard.to_process, hard.to_system FROM hard JOIN needed
                    ON hard.of_process = needed.process OR hard.of_system = needed.system
                WHERE hard.to_process IS NOT NULL OR hard.to_system IS NOT NULL
            )
            SELECT DISTINCT system FROM needed WHERE system IS NOT NULL
            """
        )
        return frozenset(row[0] for row in cursor.fetchall())


def visible_processes(user: User, personal: bool) -> Any:
    """All the user may see, or only those they own."""
    seen = Process.objects.visible_to(user)
    return seen.filter(Q(owner__user_id=user.pk)) if personal else seen


def _codes(rows: Any, codes: Collection[str]) -> set[str]:
    return set(rows.filter(code__in=codes).values_list("code", flat=True))


def _found(rows: QuerySet[Any], words: Sequence[str], most: int) -> list[tuple[str, str]]:
    """Code and name of what matches every word."""
    for word in words:
        rows = rows.filter(Q(code__icontains=word) | Q(name__icontains=word))
    return list(rows.order_by("code").values_list("code", "name")[:most])
