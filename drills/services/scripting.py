"""The script of a drill or of a scenario: found, opened for changing, copied as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from drills.models import (
    BEFORE,
    LIVE,
    Criterion,
    Drill,
    DrillScenario,
    DrillStatus,
    Expectation,
    Inject,
    InjectFile,
    Objective,
    Script,
)
from drills.services.preparing import back_to_preparing, prepared
from drills.services.rights import require_right
from drills.services.step import locked
from followup.services.verb import Call
from lib.claimed_time import Claimed
from lib.errors import GuardsUnmet

Owner = Drill | DrillScenario

LIBRARY = "scenario_library.change"
MOST = 5_000  # parts of one kind in a script
# What a copy begins with again: the course of a drill stays with that drill.
FRESH: dict[type[Any], frozenset[str]] = {
    Objective: frozenset(),
    Criterion: frozenset(),
    Inject: frozenset(
        {"status", "due_at", "delivered_at", "delivered_by_id", "late_s", "skip_reason"}
    ),
    Expectation: frozenset(
        {"due_at", "result", "observed_at", "evaluator_id", "comment", "evidence"}
    ),
    InjectFile: frozenset(),
}
NEVER_COPIED = frozenset({"id", "version", "updated_at"})


def script_of(owner: Owner) -> Script:
    """Its script, made when it has none yet."""
    if isinstance(owner, Drill):
        return Script.objects.get_or_create(drill=owner)[0]
    return Script.objects.get_or_create(scenario=owner)[0]


def owner_of(script: Script) -> Owner:
    """The drill or the scenario it belongs to."""
    owner: Owner | None = script.drill if script.drill_id else script.scenario
    assert owner is not None  # script_belongs_to_a_scenario_or_a_drill
    return owner


def open_script(owner: Owner, *, by: User, at: datetime, live: bool = False) -> Script:
    """The script, to be changed: its owner's row is held until the transaction ends.

    That of a drill may be changed until it starts; with `live` also while it runs, for injects
    that are still to come. A planned drill is being prepared from then on; one that was ready is
    in preparation again where more than an inject changes. Raises PermissionDenied,
    GuardsUnmet.
    """
    if isinstance(owner, DrillScenario):
        require(by, LIBRARY, owner)
        DrillScenario.objects.select_for_update(of=("self",)).get(pk=owner.pk)
        return script_of(owner)
    row = locked(owner)
    allowed = (*BEFORE, *LIVE) if live else BEFORE
    require_right(row, by, "inject" if row.status in LIVE else "prepare")
    if row.status not in allowed:
        words = _("The script cannot be changed any more: the drill is “%(status)s”.")
        text = words % {"status": row.get_status_display()}
        raise GuardsUnmet.one("script_is_fixed", text, "status")
    call: Call = {"by": by, "at": at}
    prepared(row, when=Claimed(at, at), call=call)
    if row.status == DrillStatus.READY and not live:
        why = gettext("Its objectives, criteria or script were changed.")
        back_to_preparing(row, when=Claimed(at, at), call=call, text=why)
    return script_of(row)


def touch(script: Script) -> None:
    """One version further: whoever looks at the script sees that it has changed."""
    script.version += 1
    script.save(update_fields=["version", "updated_at"])


@transaction.atomic
def copy_script(
    source: Owner, target: Owner, *, by: User, at: datetime, replace: bool = False
) -> Script:
    """Everything of the script of `source` into `target`, keys and all, in a constant number of
    statements; what went on in a drill is not copied. The caller answers for the rights.

    Raises GuardsUnmet where `target` has a script already, unless it is to `replace` it.
    """
    old, new = script_of(source), script_of(target)
    if not is_empty(new):
        if not replace:
            raise GuardsUnmet.one("script_is_there", _("There is a script already."))
        empty_script(new)
    objectives = _copied(old.objectives.all(), {"script": new})
    criteria = _copied(old.criterions.all(), {"script": new}, objective=objectives)
    injects = _copied(old.injects.all(), {"script": new})
    expectations = old.expectations.all()
    _copied(expectations, {"script": new}, inject=injects, criterion=criteria)
    files = InjectFile.objects.filter(inject__script=old)
    _copied(files, {}, inject=injects)
    _copy_people(injects)
    new.criteria_template = old.criteria_template
    new.version += 1
    new.save()
    return new


def is_empty(script: Script) -> bool:
    return not (script.objectives.exists() or script.injects.exists())


def empty_script(script: Script) -> None:
    """The caller holds the owner and answers for the rights."""
    script.expectations.all().delete()
    script.injects.all().delete()
    script.criterions.all().delete()
    script.objectives.all().delete()


def _copied(rows: Iterable[Any], always: dict[str, Any], **moved: dict[int, Any]) -> dict[int, Any]:
    """New rows by the ids of the old ones; `moved`: relation → the new row of an old id."""
    found: Sequence[Any] = list(rows)
    made: list[Any] = []
    for row in found:
        left = FRESH[type(row)] | NEVER_COPIED
        values = {
            field.attname: getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if field.attname not in left
        }
        for name, by_old in moved.items():
            old = values.pop(f"{name}_id")
            values[name] = by_old[old] if old is not None else None
        for name in always:
            values.pop(f"{name}_id", None)
        made.append(type(row)(**values | always))
    if made:
        type(made[0])._default_manager.bulk_create(made, batch_size=500)
    return {old.pk: new for old, new in zip(found, made, strict=True)}


def _copy_people(injects: dict[int, Any]) -> None:
    named: Any = Inject.to_people.through
    rows = named.objects.filter(inject_id__in=list(injects))
    named.objects.bulk_create(
        named(inject=injects[row.inject_id], person_id=row.person_id) for row in rows
    )
