"""The year of the drill programme: what was required, what was held, and how it went."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Organisation
from drills.models import Drill, DrillPolicy, DrillSlot, MeasuredTime, SlotState
from drills.programme_pages.words import HINTS, SLOT
from drills.services.programme_compliance import Programme, programme
from drills.verdict_words import verdict_words
from lib.language import listed
from reports.document.blocks import (
    Block,
    Chapter,
    Column,
    Document,
    Items,
    Tile,
    Tiles,
    Words,
    note,
    share,
    table,
)
from reports.drill_choice import year_of_report
from reports.drills.words import joined
from reports.incidents.words import frame
from reports.models import Report
from reports.past import moment_of, notes, seen_by

MET = (SlotState.MET.value, SlotState.LATE.value)


def title() -> str:
    return _("Drill programme")


def programme_document(report: Report) -> Document:
    """One calendar year where the organisation is; compliance as of the report's moment."""
    with moment_of(report):
        return _document(report, report.as_of or report.created_at)


def _document(report: Report, at: datetime) -> Document:
    year, zone = year_of_report(report), Organisation.current().timezone
    since, until = _edges(year, zone)
    policies = list(DrillPolicy.objects.visible_to(report.requested_by).filter(is_active=True))
    figures = programme(at=min(at, until - timedelta(seconds=1)), policies=policies)
    slots = list(
        DrillSlot.objects.filter(policy__in=policies, period_start__year=year)
        .select_related("policy", "process", "system", "met_by")
        .order_by("policy__code", "period_start", "pk")
    )
    drills = list(
        seen_by(Drill.objects.for_list(), report.requested_by)
        .filter(planned_start__gte=since, planned_start__lt=until)
        .order_by("planned_start", "pk")
    )
    return replace(
        frame(f"{title()} {year}", at=at, zone=zone),
        facts=[
            (_("Year"), str(year)),
            (pgettext("drill", "Policies"), str(len(policies))),
            (_("Drills"), str(len(drills))),
        ],
        digest=_digest(slots, drills),
        digest_words=_("of the slots and drills of the year"),
        chapters=(
            joined(_summary(figures, slots, drills), _policies(figures)),
            joined(_drills(drills), _measured(drills)),
            joined(_slots(slots), _method(notes(report))),
        ),
    )


def _edges(year: int, zone: str) -> tuple[datetime, datetime]:
    first, last = (
        datetime.combine(date(one, 1, 1), time.min, ZoneInfo(zone)).astimezone(UTC)
        for one in (year, year + 1)
    )
    return first, last


def _digest(slots: list[DrillSlot], drills: list[Drill]) -> str:
    lines: list[Any] = [[one.code, one.state] for one in slots]
    lines += [[one.code, one.status, str(one.score), one.verdict] for one in drills]
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


def _summary(figures: Programme, slots: list[DrillSlot], drills: list[Drill]) -> Chapter:
    counted = [one for one in slots if one.state != SlotState.WAIVED]
    met = sum(one.state in MET for one in counted)
    missed = sum(one.state == SlotState.MISSED for one in counted)
    scored = [one.score for one in drills if one.score is not None]
    mean = sum(scored) / len(scored) if scored else None
    blocks: list[Block] = [
        Tiles([
            Tile(_("Required in the year"), len(counted)),
            Tile(pgettext("drill slots", "Met"), met),
            Tile(pgettext("drill slots", "Missed"), missed, bad=bool(missed)),
            Tile(_("Compliance over twelve months"), share(figures.rate), "percent",
                 note=_("%(done)s of %(required)s") % {"done": figures.done,
                                                       "required": figures.required}),
            Tile(_("Drills held"), sum(one.started_at is not None for one in drills)),
            Tile(_("Mean score"), None if mean is None else f"{mean:.2f}", "score"),
        ])
    ]  # fmt: skip
    if not slots:
        blocks.append(Words(_("No policy required a drill in this year."), "mark"))
    return Chapter("summary", _("Summary"), blocks)


def _policies(figures: Programme) -> Chapter:
    rows = []
    for one in figures.policies:
        said = one.figures
        rows.append([
            str(one.policy.name), str(one.policy.get_type_display()), said.per_year, said.required,
            said.done, said.pending or None, share(said.rate), said.last, said.next_due,
            "overdue" if said.overdue else "",
            " ".join(str(HINTS[hint]) for hint in said.hints if hint in HINTS),
        ])  # fmt: skip
    return Chapter("policies", _("Compliance by policy"), [
        table(
            [Column(pgettext("drill", "Policy"), width=30), Column(_("Type"), width=18),
             Column(_("A year"), "whole", 8), Column(_("Required"), "whole", 9),
             Column(_("Done"), "whole", 8), Column(_("In evaluation"), "whole", 9),
             Column(_("Rate"), "percent", 9), Column(_("Last"), "day", 12),
             Column(_("Next"), "day", 12), Column(_("State"), "status", 11), note(_("Hint"))],
            rows, sheet=pgettext("drill", "Policies"), empty=_("No policy is in force."),
        )
    ])  # fmt: skip


def _slots(slots: list[DrillSlot]) -> Chapter:
    rows = [
        [one.code, str(one.policy.name), _thing(one), one.period_start, one.period_end,
         str(SLOT[one.state][0]), one.met_by.code if one.met_by else ""]
        for one in slots
    ]  # fmt: skip
    return Chapter("slots", _("Slots of the year"), [
        table(
            [Column(_("Slot"), width=20), Column(pgettext("drill", "Policy"), width=30),
             Column(_("Of"), width=22), Column(_("From"), "day", 12), Column(_("Until"), "day", 12),
             Column(_("State"), width=12), Column(_("Met by"), width=20)],
            rows, sheet=_("Slots"), empty=_("There were no slots."),
        )
    ])  # fmt: skip


def _thing(one: DrillSlot) -> str:
    thing = one.process or one.system
    return "" if thing is None else str(thing.name)


def _drills(drills: list[Drill]) -> Chapter:
    rows = [
        [one.code, one.title, str(one.get_type_display()), one.started_at or one.planned_start,
         str(one.get_status_display()), one.score,
         str(verdict_words(one.verdict)) if one.verdict else ""]
        for one in drills
    ]  # fmt: skip
    return Chapter("drills", _("Drills of the year"), [
        table(
            [Column(_("Drill"), width=20), Column(_("Title"), width=34),
             Column(_("Type"), width=20), Column(_("Begins"), "moment", 17),
             Column(_("State"), width=17), Column(_("Score"), "score", 9),
             Column(_("Verdict"), width=20)],
            rows, sheet=_("Drills"), empty=_("No drill was planned."),
        )
    ])  # fmt: skip


def _measured(drills: list[Drill]) -> Chapter:
    rows = MeasuredTime.objects.filter(
        drill__in=drills, accepted=True, measurement__isnull=False
    ).select_related("drill", "process", "system", "measurement")
    lines = []
    for one in rows.order_by("drill__started_at", "pk"):
        thing = one.process or one.system
        met = one.value_s is not None and one.target_s is not None and one.value_s <= one.target_s
        lines.append([
            one.drill.code, str(thing.name) if thing is not None else "", one.kind.upper(),
            one.value_s, one.target_s,
            "no_target" if one.target_s is None else ("met" if met else "missed"),
            str(one.measurement.get_confidence_display()) if one.measurement else "",
        ])  # fmt: skip
    return Chapter("measured", _("What the drills proved"), [
        table(
            [Column(_("Drill"), width=20), Column(_("Process or system"), width=30),
             Column("", width=6), Column(_("Measured"), "duration", 12),
             Column(_("Target"), "duration", 12), Column(_("Result"), "status", 12),
             Column(_("Confidence"), width=22)],
            lines, sheet=_("Measured times"), empty=_("Nothing was measured that counts."),
        )
    ])  # fmt: skip


def _method(past: Sequence[str]) -> Chapter:
    sentences = [
        _("A slot is met by a drill of the policy's type that began in its period and reached its"
          " evaluation with enough injects handled; late within the grace of the policy."),
        _("Compliance is done ÷ required over the twelve months before the day of the report, at"
          " most 100 %. A drill counts once it is evaluated and its actions are filed."),
        _("Waived slots are not required. The states of slots are those of the moment of the"
          " report: %(states)s.") % {"states": listed(str(one[0]) for one in SLOT.values())},
        *past,
    ]  # fmt: skip
    return Chapter("method", _("How this was computed"), [Items(sentences)])
