"""Reports as of a past instant: every table they read stands as it stood then.

The tracked tables come from their history, what is written once is cut at the instant. What the
reader may see is asked today: whoever may not see an incident now does not see its past either.
What no history tells is said in the report (`notes`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from bia.analysis.stored import forget
from drills.models import Drill
from incidents.models import Incident
from lib.history import event_models
from lib.past_tables import World, world_as_of
from reports.models import Report

# Who may see what is asked today, and people are named as they are today.
TODAYS_RIGHTS = ("accounts.RoleGrant", "accounts.ApiToken", "accounts.Invitation")
TODAYS_PEOPLE = ("accounts.User", "accounts.Person", "accounts.Department")

# A change of grade says when it was, not when it was entered: its entry in the timeline does.
GRADED = """"at" <= %(at)s AND NOT EXISTS (SELECT 1 FROM incidents_incidententry entry
    WHERE entry.incident_id = incidents_gradechange.incident_id
    AND entry.at = incidents_gradechange.at AND entry.type LIKE 'grade%%'
    AND entry.recorded_at > %(at)s)"""
# Who answered has no instant, on purpose: as many as there are answers.
ANSWERED = """"id" IN (SELECT id FROM (SELECT ticket.id, row_number() OVER (
    PARTITION BY drill_id ORDER BY id) AS nth, drill_id FROM drills_hotwashticket ticket) one
    WHERE nth <= (SELECT count(*) FROM drills_hotwashnote note
    WHERE note.drill_id = one.drill_id))"""
# Read in this order: what a condition looks at comes after it where it must be whole.
WRITTEN: dict[str, str] = {
    "incidents.GradeChange": GRADED,
    "accounts.AuditAnchor": "sealed_at",
    "followup.ActionEntry": "recorded_at",
    "followup.Postponement": "at",
    "followup.Retest": "recorded_at",
    "followup.Evidence": "at",
    "followup.ClockEvent": "at",
    "followup.Clock": "created_at",
    "followup.TickerOutage": "ended_at",
    "bia.CatalogueVersion": "created_at",
    "bia.MajorChange": "at",
    "bia.AssessmentSnapshot": "taken_at",
    "bia.Confirmation": "at",
    "backups.VerificationCheck": "at",
    "backups.FileProblem": "at",
    "backups.EvidenceBundle": "made_at",
    "plans.PlanSnapshot": "created_at",
    "plans.ActivationEvent": "recorded_at",
    "plans.BackfillRow": "entered_at",
    "incidents.SituationReport": "recorded_at",
    "incidents.Decision": "recorded_at",
    "incidents.ContactAttempt": "recorded_at",
    "incidents.IncidentEntry": "recorded_at",
    "incidents.EventPin": "at",
    "incidents.Attachment": "event_id IN (SELECT id FROM incidents_incidententry)",
    "incidents.MeasuredImpact": "measurement_id IN (SELECT id FROM bia_measurement)",
    "drills.Observation": "recorded_at",
    "drills.HotWashNote": "at",
    "drills.HotWashTicket": ANSWERED,
    "drills.DrillEntry": "recorded_at",
    "drills.SignOff": "at",
    "governance.Evaluation": "at",
    "governance.HealthSnapshot": "at",
    "governance.Acknowledgement": "at",
}
_CLOCK = """UPDATE pg_temp.followup_clock clock SET
    state = COALESCE((SELECT CASE type WHEN 'started' THEN 'running'
        WHEN 'breached' THEN 'breached_running'
        WHEN 'resumed' THEN CASE WHEN EXISTS (SELECT 1 FROM followup_clockevent b
            WHERE b.clock_id = clock.id AND b.type = 'breached')
            THEN 'breached_running' ELSE 'running' END
        ELSE type END
        FROM followup_clockevent event WHERE event.clock_id = clock.id
        AND type IN ('started', 'breached', 'paused', 'resumed', 'met', 'met_late', 'cancelled',
            'superseded') ORDER BY event.id DESC LIMIT 1), 'running'),
    met_at = CASE WHEN EXISTS (SELECT 1 FROM followup_clockevent event
        WHERE event.clock_id = clock.id AND type IN ('met', 'met_late'))
        THEN met_at END,
    breached_at = CASE WHEN breached_at <= %(at)s THEN breached_at END
    WHERE met_at > %(at)s OR breached_at > %(at)s OR EXISTS (SELECT 1
        FROM public.followup_clockevent late WHERE late.clock_id = clock.id AND late.at > %(at)s)"""


def _chain(rows: str, entries: str, owner: str) -> str:
    """Number and digest of the last entry stand on the row without a history of their own."""
    of_row = f"FROM {entries} e WHERE e.{owner} = row.id ORDER BY seq DESC LIMIT 1"
    return (
        f"UPDATE pg_temp.{rows} row SET seq = COALESCE((SELECT seq {of_row}), 0), "  # noqa: S608 - names from here
        f"last_digest = COALESCE((SELECT digest {of_row}), '') WHERE EXISTS (SELECT 1 "
        f"FROM public.{entries} late WHERE late.{owner} = row.id AND late.recorded_at > %(at)s)"
    )


# What the rule said last, as the timeline has it.
_SUGGESTED = """UPDATE pg_temp.incidents_incident row SET suggestion = COALESCE((
    SELECT jsonb_build_object('grade', payload ->> 'grade') FROM incidents_incidententry e
    WHERE e.incident_id = row.id AND e.type = 'grade_suggested' ORDER BY seq DESC LIMIT 1), (
    SELECT jsonb_build_object('grade', payload ->> 'before')
    FROM public.incidents_incidententry e
    WHERE e.incident_id = row.id AND e.type = 'grade_suggested' ORDER BY seq LIMIT 1),
    suggestion) WHERE EXISTS (SELECT 1 FROM public.incidents_incidententry late
    WHERE late.incident_id = row.id AND late.type = 'grade_suggested'
    AND late.recorded_at > %(at)s)"""
AFTER: dict[str, list[str]] = {
    "followup.Clock": [_CLOCK],
    "incidents.Incident": [
        _chain("incidents_incident", "incidents_incidententry", "incident_id"), _SUGGESTED,
    ],
    "drills.Drill": [_chain("drills_drill", "drills_drillentry", "drill_id")],
}  # fmt: skip
# Whose rows the conditions and statements above look at.
FOLLOWS = {
    "incidents.GradeChange": "incidents.IncidentEntry",
    "incidents.Attachment": "incidents.IncidentEntry",
    "incidents.Incident": "incidents.IncidentEntry",
    "incidents.MeasuredImpact": "bia.Measurement",
    "drills.HotWashTicket": "drills.HotWashNote",
    "drills.Drill": "drills.DrillEntry",
    "followup.Clock": "followup.ClockEvent",
}

_inside: ContextVar[bool] = ContextVar("reading_the_past", default=False)


@cache
def world() -> World:
    """All tables of the product but those of reports, sorted by what is known of their past."""
    today = {*TODAYS_RIGHTS, *TODAYS_PEOPLE}
    tracked = [
        one.pgh_tracked_model  # type: ignore[attr-defined]
        for one in event_models()
        if one.pgh_tracked_model._meta.app_label != "reports"  # type: ignore[attr-defined]
        and one.pgh_tracked_model._meta.label not in today  # type: ignore[attr-defined]
    ]
    return World(
        tracked=tracked,
        written={_model(name): when for name, when in WRITTEN.items() if _is_there(name)},
        kept=[_model(name) for name in TODAYS_PEOPLE],
        after={_model(name): statements for name, statements in AFTER.items()},
        follows={_model(name): _model(other) for name, other in FOLLOWS.items()},
    )


@contextmanager
def as_it_stood(at: datetime, *, reader: User) -> Iterator[None]:
    """Inside of it every query reads as of `at`, without what `reader` may not see today.

    Nothing written inside of it stays, so progress is told before and after, not within.
    """
    hidden = {Incident: _hidden(Incident, reader), Drill: _hidden(Drill, reader)}
    forget()
    token = _inside.set(True)
    try:
        with world_as_of(world(), at, hidden):
            yield
    finally:
        _inside.reset(token)
        # What was computed of the past must not be taken for today's.
        forget()


@contextmanager
def moment_of(report: Report) -> Iterator[datetime]:
    """The instant a report speaks of; inside of it every query reads as of it."""
    if report.as_of is None:
        yield timezone.now()
        return
    if _inside.get():
        yield report.as_of
        return
    with as_it_stood(report.as_of, reader=report.requested_by):
        yield report.as_of


def seen_by(rows: Any, user: User) -> Any:
    """The rows `user` may see; inside of the past what is hidden is not there at all."""
    return rows if _inside.get() else rows.visible_to(user)


def notes(report: Report) -> list[str]:
    """What a report as of the past says about itself; [] for one of today."""
    if report.as_of is None:
        return []
    return [
        _("As of a past instant: every row is shown as its history has it then, and what was"
          " entered later is left out, also where it tells of an earlier time."),
        _("Without a history of their own: people and departments carry today's names; states"
          " of clocks are put together from what was written of them, moved deadlines stand as"
          " they are today; pins taken off since and calls of the escalation are those of today."),
    ]  # fmt: skip


def _hidden(model: type[models.Model], reader: User) -> list[int]:
    rows: Any = model._default_manager
    seen = rows.all().visible_to(reader)
    return list(rows.exclude(pk__in=seen.order_by().values("pk")).values_list("pk", flat=True))


def _model(name: str) -> type[models.Model]:
    return apps.get_model(name)


def _is_there(name: str) -> bool:
    app, _dot, model = name.partition(".")
    return apps.is_installed(app) and model.lower() in apps.all_models[app]
