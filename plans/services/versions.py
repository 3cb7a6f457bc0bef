"""Drafts: opened from what is in force, their head edited, thrown away; copying of content."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.errors import GuardsUnmet, StaleVersion
from lib.versioning import change, create
from plans.access import require_edit
from plans.models import (
    ActivationCriterion,
    CallAlternate,
    CallNode,
    CardContact,
    CardItem,
    CardStep,
    CommsTemplate,
    Plan,
    PlanResource,
    PlanTask,
    PlanVersion,
    RequestState,
    Section,
    TaskNeed,
    VersionStatus,
)
from plans.models.plan import OPEN

# What a new draft takes over of the head, and what of it is edited.
HEAD = (
    "serves_grade", "pre_authorised", "authorisation_en", "authorisation_zh",
    "group_name", "group_url",
)  # fmt: skip
EDITABLE = (*HEAD, "change_summary")
FLAT = (Section, ActivationCriterion, PlanTask, PlanResource, CommsTemplate, CardStep, CardContact)


def lock_plan(plan: Plan) -> Plan:
    """The plan's row, locked: every step of the life cycle takes it first."""
    return Plan.objects.select_for_update(of=("self",)).select_related(
        "owner__user", "deputy__user"
    ).get(pk=plan.pk)  # fmt: skip


def lock_version(version: PlanVersion, *, read_version: int | None = None) -> PlanVersion:
    """The version's row, locked, as it is now. Raises StaleVersion.

    It comes with its plan, which is not locked.
    """
    locked = (
        PlanVersion.objects.select_for_update(of=("self",))
        .select_related("plan", "plan__owner__user", "plan__deputy__user", "serves_grade")
        .get(pk=version.pk)
    )
    if read_version is not None and locked.version != read_version:
        raise StaleVersion(locked, read_version)
    return locked


def require_draft(version: PlanVersion) -> None:
    if version.status != VersionStatus.DRAFT:
        raise GuardsUnmet.one("not_a_draft", _("Only a draft can be changed."))


def refresh(version: PlanVersion, current: PlanVersion) -> None:
    """Bring the caller's object up to what was written."""
    for column in PlanVersion._meta.concrete_fields:
        setattr(version, column.attname, getattr(current, column.attname))
    version._state.fields_cache.clear()


def save_step(version: PlanVersion, *names: str) -> None:
    """Write `names` of a locked row, one version further."""
    version.version += 1
    version.save(update_fields=[*names, "version", "updated_at"])


def open_draft_of(plan: Plan) -> PlanVersion | None:
    """The version that is not yet in force: draft, in review or approved."""
    return plan.versions.filter(status__in=OPEN).first()


def effective_of(plan: Plan) -> PlanVersion | None:
    return plan.versions.effective().first()


@transaction.atomic
def new_draft(
    plan: Plan, *, by: User, at: datetime, contacts_only: bool = False, change_summary: str = ""
) -> PlanVersion:
    """The next version with the content of the effective one, else of the last, else empty.

    Raises GuardsUnmet while another one is open, for contacts only without an effective version,
    and for a retired plan.
    """
    locked = lock_plan(plan)
    require_edit(by, locked)
    if locked.retired_at is not None:
        raise GuardsUnmet.one("retired", _("A retired plan has no new versions."))
    if (one := open_draft_of(locked)) is not None:
        words = _("Version %(number)s is open already; finish or discard it first.")
        raise GuardsUnmet.one("draft_open", words % {"number": one.number})
    effective = effective_of(locked)
    if contacts_only and effective is None:
        words = _("Contacts alone change only where a version is in force.")
        raise GuardsUnmet.one("nothing_effective", words)
    last = locked.versions.order_by("-major", "-minor").first()
    base = effective or last
    version = create(
        PlanVersion,
        plan=locked,
        **_next_number(last, effective if contacts_only else None),
        based_on=base,
        contacts_only=contacts_only,
        change_summary=change_summary.strip(),
        author=by,
        **({name: getattr(base, name) for name in HEAD} if base else {}),
    )
    if base is not None:
        copy_content(base, version)
    return version


def _next_number(last: PlanVersion | None, minor_of: PlanVersion | None) -> dict[str, int]:
    """Numbers go up even when an approved version was never published."""
    if last is None:
        return {"major": 1, "minor": 0}
    if minor_of is not None:
        taken = minor_of.plan.versions.filter(major=minor_of.major)
        highest = taken.aggregate(most=models.Max("minor"))["most"]
        return {"major": minor_of.major, "minor": highest + 1}
    return {"major": last.major + 1, "minor": 0}


@transaction.atomic
def change_version(
    version: PlanVersion, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """Edit the head of a draft: authorisation, grade, chat group, what changed."""
    if unknown := fields.keys() - set(EDITABLE):
        raise TypeError(f"{sorted(unknown)} cannot be changed")
    locked = lock_version(version, read_version=read_version)
    require_edit(by, locked.plan, locked)
    require_draft(locked)
    changed = [name for name, value in fields.items() if getattr(locked, name) != value]
    if changed:
        change(locked, read_version=None, **fields)
    refresh(version, locked)
    return changed


@transaction.atomic
def discard_draft(version: PlanVersion, *, by: User, at: datetime) -> None:
    """Delete a draft with its content. Raises GuardsUnmet for anything else.

    Change requests that were to be adopted in it stand open again.
    """
    lock_plan(version.plan)
    locked = lock_version(version)
    require_edit(by, locked.plan, locked)
    require_draft(locked)
    for one in locked.adopted_requests.all():
        one.state, one.decision, one.adopted_in = RequestState.OPEN, "", None
        one.decided_by, one.decided_at = None, None
        one.save()
    locked.delete()


def copy_content(source: PlanVersion, target: PlanVersion) -> None:
    """All content of `source` into the empty draft `target`; a constant number of questions."""
    copies: dict[type[models.Model], dict[int, Any]] = {}
    for model in FLAT:
        copies[model] = _copied(model._base_manager.filter(plan_version=source), target)
    needs = TaskNeed.objects.filter(task__plan_version=source)
    tasks = copies[PlanTask]
    TaskNeed.objects.bulk_create(
        TaskNeed(task=tasks[one.task_id], needs=tasks[one.needs_id]) for one in needs
    )
    steps = copies[CardStep]
    _copied(CardItem.objects.filter(plan_version=source), target, step=steps)
    _copy_tree(source, target)


def _copy_tree(source: PlanVersion, target: PlanVersion) -> None:
    """Callers before those they call: a level of the tree at a time."""
    rows = list(CallNode.objects.filter(plan_version=source))
    done: dict[int, Any] = {}
    level = [one for one in rows if one.parent_id is None]
    while level:
        done |= _copied(level, target, parent=done)
        keys = {one.pk for one in level}
        level = [one for one in rows if one.parent_id in keys]
    _copied(CallAlternate.objects.filter(plan_version=source), target, node=done)


def _copied(rows: Iterable[Any], target: PlanVersion, **links: dict[int, Any]) -> dict[int, Any]:
    """Copies of `rows` in `target` by the id of their original; `links` lead to other copies."""
    made: dict[int, Any] = {}
    for one in rows:
        columns = {
            field.attname: getattr(one, field.attname)
            for field in one._meta.concrete_fields
            if field.name not in ("id", "plan_version", "version", "updated_at", *links)
        }
        for name, found in links.items():
            key = getattr(one, f"{name}_id")
            columns[name] = found[key] if key is not None else None
        made[one.pk] = type(one)(plan_version=target, **columns)
    if made:
        type(next(iter(made.values())))._base_manager.bulk_create(made.values())
    return made
