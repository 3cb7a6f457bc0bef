"""Verbs on systems, infrastructure, data sets, services and teams with their members."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Person, User
from bia.models import System, SystemKind, TeamMember
from bia.services.register import add, edit, remove
from lib.errors import Refused

PERMISSION = "infrastructure.change"
# What the system itself needs goes with it; what needs the system stands in the way.
USED_IN = ("needed_by", "measurements")


def create_system(*, by: User, at: datetime, **fields: Any) -> System:
    return add(System, permission=PERMISSION, by=by, fields=fields)


def change_system(
    system: System, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """Raises Refused when a team with members would become something else."""
    kind = fields.get("kind", system.kind)
    if kind != SystemKind.TEAM and system.kind == SystemKind.TEAM and system.members.exists():
        message = _("The team still has members; remove them first.")
        raise Refused("team_has_members", message, "kind")
    return edit(system, permission=PERMISSION, by=by, read_version=read_version, fields=fields)


def delete_system(system: System, *, by: User, at: datetime) -> None:
    remove(system, permission=PERMISSION, by=by, used_in=USED_IN)


def set_members(
    team: System,
    *,
    members: Sequence[tuple[Person, str]],
    read_version: int | None,
    by: User,
    at: datetime,
) -> None:
    """The members (person, duty) of a team in calling order; counts as one edit of the team."""
    require(by, PERMISSION, team)
    if team.kind != SystemKind.TEAM:
        raise Refused("not_a_team", _("Only a team has members."), "members")
    if len({person.pk for person, _duty in members}) != len(members):
        raise Refused("duplicate", _("A person stands twice in the team."), "members")
    with transaction.atomic():
        current = System.objects.select_for_update().get(pk=team.pk)
        edit(current, permission=PERMISSION, by=by, read_version=read_version, fields={})
        before = list(team.members.values_list("person_id", "duty").order_by("order", "id"))
        if before == [(person.pk, duty) for person, duty in members]:
            return
        team.members.all().delete()
        TeamMember.objects.bulk_create(
            TeamMember(team=team, person=person, duty=duty, order=order)
            for order, (person, duty) in enumerate(members, start=1)
        )
        current.version += 1
        current.save(update_fields=["version", "updated_at"])
        team.version = current.version
