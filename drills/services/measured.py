"""Times a drill measured: entered by hand where no engine did, and looked at before they count."""

from __future__ import annotations

from typing import Any, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bia.models import MeasurementKind, Process, System
from drills.models import Criterion, Drill, MeasuredTime, Rule
from drills.services.findings import require_open_report
from drills.services.results import refresh_results
from drills.services.rights import require_right
from drills.services.step import claimed, locked, save, written
from followup.services.verb import Call, require_version
from lib.durations import MAX_SECONDS
from lib.errors import GuardsUnmet, Problem, Refused
from lib.versioning import change, create

FIGURES = ("complaints", "loss", "cost_actual")


@transaction.atomic
def enter_measured(
    drill: Drill,
    *,
    subject: Process | System,
    kind: str,
    value_s: int,
    note: str = "",
    read_version: int | None = None,
    **call: Unpack[Call],
) -> MeasuredTime:
    """A recovery time ("rto") or data gap ("rpo") in seconds, of a process or system of the drill.

    One there is already is put right, and must be looked at again. Raises PermissionDenied,
    Refused at the field, GuardsUnmet, StaleVersion.
    """
    row = locked(drill)
    require_right(row, call["by"], "evaluate")
    require_open_report(row)
    when = claimed(call)
    is_process = isinstance(subject, Process)
    if kind not in MeasurementKind.values:
        raise Refused("invalid_choice", _("Choose RTO or RPO."), "kind")
    if isinstance(value_s, bool) or not 0 <= value_s <= MAX_SECONDS:
        raise Refused("out_of_range", _("This is no real duration."), "value_s")
    drilled = row.processes if is_process else row.systems
    if not drilled.filter(pk=subject.pk).exists():
        raise Refused("not_of_this_drill", _("It is not part of this drill."), "subject")
    place = {"process": subject if is_process else None, "system": None if is_process else subject}
    known = MeasuredTime.objects.filter(drill=row, kind=kind, **place).first()
    values: dict[str, Any] = {
        "value_s": value_s, "automatic": False, "accepted": None, "note": note.strip(),
        "target_s": subject.rto_s if kind == "rto" else subject.rpo_s,
        "mtd_s": subject.mtd_s if isinstance(subject, Process) and kind == "rto" else None,
    }  # fmt: skip
    if known is None:
        known = create(MeasuredTime, drill=row, kind=kind, **place, **values)
    elif not change(known, read_version=read_version, **values):
        return known
    payload = {"subject": subject.code, "kind": kind, "value_s": value_s}
    written(row, "time_entered", when=when, call=call, payload=payload, text=note)
    refresh_results(row, when.recorded_at)
    drill.__dict__.update(row.__dict__)
    return known


@transaction.atomic
def review_measured(
    drill: Drill,
    measured: MeasuredTime,
    *,
    accepted: bool,
    note: str = "",
    read_version: int | None = None,
    **call: Unpack[Call],
) -> MeasuredTime:
    """Does it count? One that does not needs a reason. Accepted ones become measurements of the
    BIA when the report is approved."""
    row = locked(drill)
    require_right(row, call["by"], "evaluate")
    require_open_report(row)
    when = claimed(call)
    one = MeasuredTime.objects.filter(drill=row, pk=measured.pk).first()
    if one is None:
        raise Refused("not_of_this_drill", _("This time is of another drill."), "measured")
    if not accepted and not note.strip():
        raise Refused("required", _("Say why it does not count."), "note")
    if accepted and one.value_s is None:
        raise GuardsUnmet([Problem("not_measured", _("Nothing was measured."), "value_s")])
    values = {"accepted": accepted, "note": note.strip() or one.note}
    if change(one, read_version=read_version, **values):
        thing = one.process or one.system
        payload = {
            "subject": thing.code if thing is not None else "", "kind": one.kind,
            "accepted": accepted,
        }  # fmt: skip
        written(row, "time_reviewed", when=when, call=call, payload=payload, text=note)
        refresh_results(row, when.recorded_at)
    drill.__dict__.update(row.__dict__)
    return one


@transaction.atomic
def enter_figures(drill: Drill, *, read_version: int | None = None, **given: Any) -> Drill:
    """`complaints`, `loss`, `cost_actual`: None is "not known", 0 is none."""
    values = {name: value for name, value in given.items() if name in FIGURES}
    call: Call = {name: value for name, value in given.items() if name not in FIGURES}  # type: ignore[assignment]
    row = locked(drill)
    require_right(row, call["by"], "evaluate")
    require_open_report(row)
    when = claimed(call)
    problems = [
        Problem("out_of_range", _("This cannot be less than 0."), name)
        for name, value in values.items()
        if value is not None and value < 0
    ]
    if problems:
        raise Refused.many(problems)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if changed:
        require_version(row, read_version)
        save(row, **{name: values[name] for name in changed})
        payload = {name: _plain(values[name]) for name in changed}
        written(row, "figures_entered", when=when, call=call, payload=payload)
        refresh_results(row, when.recorded_at)
    drill.__dict__.update(row.__dict__)
    return row


@transaction.atomic
def count_records(
    drill: Drill,
    criterion: Criterion,
    *,
    checked: int,
    whole: int,
    repaired: bool = False,
    **call: Unpack[Call],
) -> Criterion:
    """Data integrity: how many records were looked at, how many were whole, and whether the rest
    was repaired during the drill."""
    row = locked(drill)
    require_right(row, call["by"], "evaluate")
    require_open_report(row)
    when = claimed(call)
    one = Criterion.objects.filter(script__drill=row, pk=criterion.pk).first()
    if one is None or one.rule != Rule.INTEGRITY:
        raise Refused("not_integrity", _("This criterion counts no records."), "criterion")
    if checked < 1:
        raise Refused("out_of_range", _("At least one record was looked at."), "checked")
    if not 0 <= whole <= checked:
        raise Refused("out_of_range", _("At most as many as were looked at."), "whole")
    figures = {"checked": checked, "whole": whole, "repaired": repaired}
    if change(one, read_version=None, params=one.params | figures):
        payload = {"criterion": one.key, **figures}
        written(row, "records_counted", when=when, call=call, payload=payload)
        refresh_results(row, when.recorded_at)
    drill.__dict__.update(row.__dict__)
    return one


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int) else str(value)
