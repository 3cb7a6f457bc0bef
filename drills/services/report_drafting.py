"""The after-action report begins with what the data say (DRL-15): a draft at the end of the drill,
its findings when the evaluation is finished. What somebody has written is never overwritten."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Organisation
from drills.models import (
    AfterActionReport,
    Drill,
    DrillFinding,
    DrillSettings,
    Inject,
    InjectStatus,
    Observation,
    ObservationKind,
    ResultSource,
)
from drills.services.findings import next_key
from drills.services.measuring import measured_times
from drills.services.results import Line, lines_of, refresh_results
from drills.services.step import written
from drills.verdict_words import verdict_words
from followup.services.calendar_days import working_days
from followup.services.verb import Call
from lib.claimed_time import Claimed
from lib.durations import format_duration
from lib.language import listed, spoken

# Below "mostly achieved" a criterion is an area to improve.
GOOD_ENOUGH = 75


@transaction.atomic
def draft(row: Drill, when: Claimed, call: Call | None = None) -> AfterActionReport:
    """The one report of a drill that has just ended; the caller holds its row."""
    measured_times(row)
    refresh_results(row, when.recorded_at)
    settings = DrillSettings.current()
    ended = (row.ended_at or when.at).astimezone(ZoneInfo(Organisation.current().timezone)).date()
    report, _new = AfterActionReport.objects.get_or_create(
        drill=row,
        defaults={
            "author": row.lead_evaluator or row.lead_controller,
            "draft_due_on": due_on(ended, settings.draft_days),
            "approval_due_on": due_on(ended, settings.approval_days),
        },
    )
    fill_texts(row, report)
    return report


def begin(row: Drill, when: Claimed, call: Call) -> AfterActionReport:
    """The evaluation is finished: findings are drafted, the texts say how it went."""
    report = draft(row, when, call)
    keys = draft_findings(row, when)
    if keys:
        written(row, "findings_drafted", when=when, call=call, payload={"findings": keys})
    return report


def due_on(day: date, count: int) -> date:
    """The `count`th working day after `day`."""
    return working_days(day, day + timedelta(days=7 * count + 60)).add(day, count)


def fill_texts(row: Drill, report: AfterActionReport) -> None:
    """Empty texts only; in the organisation's language."""
    with translation.override(Organisation.current().language):
        values = {"scope": scope_of(row)}
        if row.evaluated_at is not None:
            values |= {"summary": summary_of(row), "conclusion": conclusion_of(row)}
    empty = {name: text for name, text in values.items() if not getattr(report, name).strip()}
    if not empty:
        return
    for name, text in empty.items():
        setattr(report, name, text)
    report.version += 1
    report.save(update_fields=[*empty, "version", "updated_at"])


def scope_of(row: Drill) -> str:
    processes = listed(str(one.name) for one in row.processes.order_by("code"))
    systems = listed(str(one.name) for one in row.systems.order_by("code"))
    lines = [row.purpose.strip()]
    if processes:
        lines.append(_("Processes: %(names)s.") % {"names": processes})
    if systems:
        lines.append(_("Systems: %(names)s.") % {"names": systems})
    if row.plan_version is not None:
        plan = row.plan_version
        words = _("Plan: %(plan)s, version %(version)s.")
        lines.append(words % {"plan": plan.plan, "version": plan.number})
    return "\n".join(one for one in lines if one)


def summary_of(row: Drill) -> str:
    injects = Inject.objects.filter(script__drill=row)
    handled = injects.filter(status__in=(InjectStatus.DELIVERED, InjectStatus.SKIPPED)).count()
    ran = 0
    if row.started_at is not None and row.ended_at is not None:
        ran = max(0, int((row.ended_at - row.started_at).total_seconds()) - row.paused_s)
    lines = [
        _("%(type)s “%(title)s” ran for %(time)s; %(handled)s of %(of)s injects were handled.")
        % {
            "type": row.get_type_display(), "title": row.title, "time": humanized(ran),
            "handled": handled, "of": injects.count(),
        }
    ]  # fmt: skip
    for one in row.measured.select_related("process", "system"):
        thing = one.process or one.system
        if one.value_s is None or thing is None:
            continue
        kind = one.get_kind_display()
        if one.target_s is None:
            words = _("%(name)s: %(kind)s measured %(value)s, no target set.")
        elif one.value_s <= one.target_s:
            words = _("%(name)s: %(kind)s measured %(value)s, target %(target)s: met.")
        else:
            words = _("%(name)s: %(kind)s measured %(value)s, target %(target)s: not met.")
        target = humanized(one.target_s) if one.target_s is not None else ""
        lines.append(
            words
            % {"name": thing.name, "kind": kind, "value": humanized(one.value_s), "target": target}
        )
    if row.ended_early:
        lines.append(_("The drill ended early: what it measured is an estimate."))
    return "\n".join(lines)


def conclusion_of(row: Drill) -> str:
    if row.score is None:
        return _("There is no overall score: too little was evaluated.")
    words = _("Overall %(score)s of 100 points: %(verdict)s.")
    lines = [words % {"score": f"{row.score:f}", "verdict": verdict_words(row.verdict)}]
    failed = row.outcome.get("failed_gates") or []
    if failed:
        gates = _("Gates not passed: %(keys)s.") % {"keys": listed(failed)}
        lines.append(gates)
    return " ".join(lines)


def draft_findings(row: Drill, when: Claimed) -> list[str]:
    """From criteria below “mostly achieved” and from what evaluators noted; once, and only while
    nobody has written a finding. Answers the keys."""
    if row.findings.exists() or row.timeline.filter(type="findings_drafted").exists():
        return []
    made = []
    with translation.override(Organisation.current().language):
        wanted = [*_from_criteria(lines_of(row, when.recorded_at)), *_from_observations(row)]
    first = int(next_key(row)[1:])
    for number, one in enumerate(wanted, first):
        one.drill, one.key = row, f"F{number}"
        one.save(force_insert=True)
        made.append(one.key)
    return made


def _from_criteria(lines: list[Line]) -> list[DrillFinding]:
    found = []
    for line in lines:
        if line.na or line.points is None or line.points >= GOOD_ENOUGH:
            continue
        reasons = [one.reason for one in line.ratings if one.reason]
        said = line.reason if line.source == ResultSource.SETTLED else "; ".join(reasons)
        words = pgettext("finding of a drill", "%(criterion)s: %(points)s of 100 points.")
        text = words % {"criterion": line.criterion.text, "points": f"{line.points.normalize():f}"}
        found.append(
            DrillFinding(
                kind=ObservationKind.IMPROVEMENT.value,
                text=f"{text} {said}".strip()[:5000],
                criterion=line.criterion,
            )
        )
    return found


def _from_observations(row: Drill) -> list[DrillFinding]:
    rows = Observation.objects.filter(drill=row).exclude(kind=ObservationKind.NEUTRAL)
    seen: set[tuple[str, str]] = set()
    found = []
    for one in rows.order_by("at", "pk"):
        key = (one.kind, one.text.strip())
        if key in seen:
            continue
        seen.add(key)
        found.append(
            DrillFinding(kind=one.kind, text=one.text.strip()[:5000], criterion=one.criterion)
        )
    return found


def humanized(seconds: int) -> str:
    return format_duration(seconds, spoken())
