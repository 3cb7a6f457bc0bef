"""What `followup` asks about backup policies and sets: who is told of them, who may see them.

Told are the owner of the system and the deputy, whoever runs it (IT operations) and, of what
endangers the business, the continuity managers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import User
from backups.models import BackupPolicy, BackupSet
from bia.followup_sources import core_systems, roles_of
from followup import registry
from followup.registry import Recipient, Subject
from followup.services.people import holders_of

OPERATORS = "it_operations"
MANAGERS = "continuity_manager"
OWNER = tuple(
    f"system__{name}" for name in ("owner", "owner__user", "owner__deputy", "owner__deputy__user")
)

Roles = dict[str, tuple[Recipient, ...]]


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    registry.register_subject("backup_policy", Policies())
    registry.register_subject("backup_set", Sets())


class Policies:
    """Open while it is active."""

    label = _("Backup policy")

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        rows = list(BackupPolicy.objects.filter(code__in=codes).select_related("system", *OWNER))
        core, standing = _around(bool(rows))
        return {one.code: _policy(one, core, standing) for one in rows}

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        return set(codes) if may(user, "backup.view") else set()

    def visible_codes(self, user: User) -> QuerySet[Any]:
        return BackupPolicy.objects.visible_to(user).order_by().values("code")

    def search(self, user: User, words: Sequence[str], most: int) -> Sequence[tuple[str, str]]:
        rows = BackupPolicy.objects.visible_to(user)
        for word in words:
            rows = rows.filter(
                Q(code__icontains=word)
                | Q(data_class__icontains=word)
                | Q(system__name__icontains=word)
            )
        found = rows.order_by("code").values_list("code", "system__name", "data_class")[:most]
        return [(code, f"{system} · {data}") for code, system, data in found]


class Sets:
    """Open until it has expired."""

    label = _("Backup set")

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        owner = tuple(f"policy__{name}" for name in OWNER)
        rows = list(
            BackupSet.objects.filter(code__in=codes)
            .select_related("policy__system", *owner)
            .defer("log")
        )
        core, standing = _around(bool(rows))
        return {one.code: _set(one, core, standing) for one in rows}

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        return set(codes) if may(user, "backup.view") else set()


def policy_subject(pk: int) -> Subject:
    """One policy with everybody around it."""
    row = BackupPolicy.objects.select_related("system", *OWNER).get(pk=pk)
    core, standing = _around(True)
    return _policy(row, core, standing)


def _around(any_rows: bool) -> tuple[frozenset[int], Roles]:
    if not any_rows:
        return frozenset(), {}
    standing = {"operators": holders_of(OPERATORS), "bcm_managers": holders_of(MANAGERS)}
    return core_systems(), standing


def _policy(one: BackupPolicy, core: frozenset[int], standing: Roles) -> Subject:
    return Subject(
        kind="backup_policy",
        code=one.code,
        title=one.system.name,
        url=_page(one),
        is_open=one.active,
        is_core=one.system_id in core,
        roles=roles_of(one.system.owner) | standing,
    )


def _set(one: BackupSet, core: frozenset[int], standing: Roles) -> Subject:
    return Subject(
        kind="backup_set",
        code=one.code,
        title=one.policy.system.name,
        url=_page(one),
        is_open=one.state != "expired",
        is_core=one.policy.system_id in core,
        roles=roles_of(one.policy.system.owner) | standing,
    )


def _page(one: BackupPolicy | BackupSet) -> str:
    """Messages are told where there are no pages (workers of an API-only installation) too."""
    try:
        return one.get_absolute_url()
    except NoReverseMatch:
        return ""
