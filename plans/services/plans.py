"""Plans themselves: made with a first draft, changed, deleted before anything was approved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Person, User
from bia.models import Process, Site, System
from bia.services.register import RESERVED, reserved_code
from followup.services.numbers import next_number
from lib.errors import GuardsUnmet, StaleVersion
from lib.versioning import change, create
from plans.access import require_edit
from plans.models import Plan
from plans.services.clocks import review_moved
from plans.services.versions import lock_plan, new_draft

SCOPE = ("processes", "systems", "sites")
EDITABLE = (
    "code", "kind", "level", "name_en", "name_zh", "owner", "deputy", "confidentiality",
    "languages", "review_months",
)  # fmt: skip
TAKEN = RESERVED | {"activations", "reviews", "roles", "forms", "backfills", "settings"}


@transaction.atomic
def create_plan(
    *,
    kind: str,
    owner: Person,
    by: User,
    at: datetime,
    code: str = "",
    processes: Iterable[Process] = (),
    systems: Iterable[System] = (),
    sites: Iterable[Site] = (),
    template: str = "",
    **fields: Any,
) -> Plan:
    """A plan with its empty draft 1.0 (`plan.versions.get()`); without a code it gets a number.

    Raises Refused, one problem per wrong field.
    """
    require(by, "plan.change")
    if code in TAKEN:
        raise reserved_code()
    plan = create(
        Plan,
        code=code or next_number("PLAN", at=at),
        kind=kind,
        owner=owner,
        template=template,
        **fields,
    )
    for name, rows in zip(SCOPE, (processes, systems, sites), strict=True):
        getattr(plan, name).set(rows)
    new_draft(plan, by=by, at=at)
    return plan


@transaction.atomic
def change_plan(
    plan: Plan, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """What is the same for all versions; `processes`, `systems`, `sites` as whole lists.

    Raises StaleVersion, Refused. Scope and name are part of what is signed: a version that is
    in review meanwhile must be submitted again.
    """
    locked = lock_plan(plan)
    require_edit(by, locked)
    if read_version is not None and locked.version != read_version:
        raise StaleVersion(locked, read_version)
    if fields.get("code", locked.code) in TAKEN - {locked.code}:
        raise reserved_code()
    scope = {name: list(fields.pop(name)) for name in SCOPE if name in fields}
    if unknown := fields.keys() - set(EDITABLE):
        raise TypeError(f"{sorted(unknown)} cannot be changed")
    if locked.retired_at is not None:
        raise GuardsUnmet.one("retired", _("A retired plan is not changed."))
    if fields.get("code", locked.code) != locked.code and not _never_left(locked):
        words = _("The code stands on paper and in signatures; it stays as it is.")
        raise GuardsUnmet.one("code_used", words, "code")
    changed = change(plan, read_version=read_version, **fields)
    moved = [name for name, rows in scope.items() if _set(plan, name, rows)]
    if moved and not changed:
        plan.version += 1
        plan.save(update_fields=["version", "updated_at"])
    if {"owner", "name_en", "name_zh", "review_months"} & set(changed):
        review_moved(plan, at=at, by=by)
    return changed + moved


def _never_left(plan: Plan) -> bool:
    """Nothing of it was ever handed in: nobody else refers to it yet."""
    return not plan.versions.exclude(status="draft", approvals=None).exists()


def _set(plan: Plan, name: str, rows: list[Any]) -> bool:
    links = getattr(plan, name)
    before = set(links.values_list("pk", flat=True))
    links.set(rows)
    return before != {one.pk for one in rows}


@transaction.atomic
def delete_plan(plan: Plan, *, by: User, at: datetime) -> None:
    """Only a plan of which nothing was ever approved. Raises GuardsUnmet."""
    locked = lock_plan(plan)
    require_edit(by, locked)
    used = locked.used_in_tasks.exists() or locked.paper_forms.exists()
    if not _never_left(locked) or used:
        words = _("Plans that were approved or are used elsewhere are retired, not deleted.")
        raise GuardsUnmet.one("in_use", words)
    for one in locked.change_requests.all():
        one.delete()
    locked.reviews.all().delete()
    locked.versions.all().delete()
    locked.delete()
