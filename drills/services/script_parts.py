"""The parts of a script: objectives, criteria, injects and expectations, one row each.

The same verbs for all of them, for pages and API. Injects, and what is expected after them, may
also be added and changed while the drill runs, as long as they were not delivered: a controller
improvises. All of it stands in the history; what changes in a running drill in its timeline too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from drills.models import (
    LIVE,
    Criterion,
    Drill,
    Expectation,
    Inject,
    InjectStatus,
    Objective,
    Script,
)
from drills.services.pacing import reschedule
from drills.services.part_rules import check_condition, check_conditions, next_key
from drills.services.scripting import MOST, open_script, owner_of, touch
from drills.services.step import locked, write
from lib.claimed_time import Claimed
from lib.errors import GuardsUnmet, Refused, StaleVersion
from lib.versioning import change, create

Part = Objective | Criterion | Inject | Expectation
# May be written while the drill runs.
LIVE_KINDS = (Inject, Expectation)
COMING = (InjectStatus.PENDING.value, InjectStatus.DUE.value)


@transaction.atomic
def add_part(
    script: Script,
    model: type[Any],
    *,
    by: User,
    at: datetime,
    people: Iterable[Person] = (),
    **fields: Any,
) -> Any:
    """A new row; without `key` it gets the next number. `people`: to whom an inject goes.

    Raises PermissionDenied, Refused at the field, GuardsUnmet.
    """
    script = _open(script, model, by=by, at=at)
    rows = model.objects.filter(script=script)
    if rows.count() >= MOST:
        words = _("A script holds at most %(most)s of them.")
        raise GuardsUnmet.one("too_many", words % {"most": MOST})
    _check_own(script, fields)
    check_coming(fields.get("inject"))
    last = rows.aggregate(last=Max("position"))["last"] or 0
    fields["key"] = fields.get("key") or next_key(script, model, fields.get("inject"))
    fields.setdefault("position", last + 1)
    if model is Inject:
        check_condition(script, fields["key"], fields)
    row = create(model, script=script, **fields)
    if model is Inject:
        row.to_people.set(people)
    finish(script, row, "script_added", by=by, at=at)
    return row


@transaction.atomic
def change_part(
    part: Any,
    *,
    read_version: int | None,
    by: User,
    at: datetime,
    people: Iterable[Person] | None = None,
    **fields: Any,
) -> list[str]:
    """Answers the names that changed. Raises StaleVersion, PermissionDenied, Refused, GuardsUnmet.

    An inject that was delivered stays as it was told.
    """
    model = type(part)
    script = _open(part.script, model, by=by, at=at)
    current = model.objects.get(pk=part.pk)
    if read_version is not None and current.version != read_version:
        raise StaleVersion(current, read_version)
    _check_own(script, fields)
    check_coming(current if model is Inject else getattr(current, "inject", None))
    if model is Inject:
        check_condition(script, fields.get("key", current.key), fields, current)
    changed = change(part, read_version=None, **fields)
    if people is not None and model is Inject:
        changed += _to_people(part, people, already=bool(changed))
    if model is Inject and {"key", "offset_s"} & set(changed):
        check_conditions(script)
    if model is Expectation and {"key", "inject"} & set(changed):
        check_conditions(script)
    if changed:
        finish(script, part, "script_changed", by=by, at=at)
    return changed


@transaction.atomic
def remove_part(part: Any, *, by: User, at: datetime) -> None:
    """Raises PermissionDenied; GuardsUnmet where an inject waits for it, and after delivery."""
    model = type(part)
    script = _open(part.script, model, by=by, at=at)
    check_coming(part if model is Inject else getattr(part, "inject", None))
    if model is Objective and part.criteria.exists():
        words = _("Criteria belong to this objective. Remove or move them first.")
        raise GuardsUnmet.one("has_criteria", words)
    key = part.key
    try:
        part.delete()
    except ProtectedError as kept:
        words = _("Somebody wrote down an observation of it: it stays.")
        raise GuardsUnmet.one("observed", words) from kept
    try:
        check_conditions(script)
    except Refused as refusal:
        raise GuardsUnmet(refusal.problems) from refusal
    part.key = key
    finish(script, part, "script_removed", by=by, at=at)


@transaction.atomic
def reorder_parts(
    script: Script, model: type[Any], keys: Sequence[str], *, by: User, at: datetime
) -> int:
    """Put the rows of `keys` in this order; those not named come after them as they were.

    Injects are in the order of their times: this orders those of the same moment. Answers how many
    moved. Raises Refused for a key that is not there.
    """
    script = _open(script, model, by=by, at=at)
    rows = {one.key: one for one in model.objects.filter(script=script).order_by("position", "id")}
    unknown = [key for key in keys if key not in rows]
    if unknown:
        words = _("There is no %(key)s in this script.") % {"key": unknown[0]}
        raise Refused("unknown", words, "keys")
    ordered = [rows.pop(key) for key in dict.fromkeys(keys)] + list(rows.values())
    moved = []
    for place, row in enumerate(ordered, start=1):
        if row.position != place:
            row.position, row.version, row.updated_at = place, row.version + 1, at
            moved.append(row)
    if moved:
        model.objects.bulk_update(moved, ["position", "version", "updated_at"], batch_size=500)
        touch(script)
    return len(moved)


def _open(script: Script, model: type[Any], *, by: User, at: datetime) -> Script:
    return open_script(owner_of(script), by=by, at=at, live=model in LIVE_KINDS)


def _check_own(script: Script, fields: dict[str, Any]) -> None:
    """Nothing of another script is pointed at."""
    for name in ("objective", "criterion", "inject"):
        other = fields.get(name)
        if other is not None and other.script_id != script.pk:
            raise Refused("of_another_script", _("This belongs to another script."), name)


def check_coming(inject: Inject | None) -> None:
    if inject is not None and inject.status not in COMING:
        words = _("Inject %(key)s is “%(status)s”: it stays as it is.")
        text = words % {"key": inject.key, "status": inject.get_status_display()}
        raise GuardsUnmet.one("inject_is_over", text, "status")


def _to_people(inject: Inject, people: Iterable[Person], *, already: bool) -> list[str]:
    wanted = {person.pk for person in people}
    if wanted == set(inject.to_people.values_list("pk", flat=True)):
        return []
    inject.to_people.set(wanted)
    if not already:
        inject.version += 1
        inject.save(update_fields=["version", "updated_at"])
    return ["to_people"]


def finish(script: Script, row: Any, type: str, *, by: User, at: datetime) -> None:
    """The script is one version further; a running drill learns of it and reckons anew."""
    touch(script)
    owner = owner_of(script)
    if not isinstance(owner, Drill) or owner.status not in LIVE:
        return
    drill = locked(owner)
    payload = {"kind": row._meta.model_name, "key": row.key}
    write(drill, type, when=Claimed(at, at), by=by, payload=payload)
    reschedule(drill, at)
