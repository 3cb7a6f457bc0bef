"""Declaring an incident: in one transaction it has a number, impacts, a suggestion, a card,
running clocks and people who were told (RESP §4.1, first row)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Unpack

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Organisation, User
from bia.models import System
from bia.services.publishing import publish_row
from followup.exercises import real_one_graded
from followup.services.numbers import next_number
from followup.services.verb import Call
from incidents.domain.regions import reach_of
from incidents.domain.times import out_of_order
from incidents.models import (
    Category,
    Confidentiality,
    Incident,
    IncidentSystem,
    Mode,
    Origin,
    Precision,
)
from incidents.services import card, clocks, contacts
from incidents.services.addressing import telling_together
from incidents.services.escalation import begin_ladder
from incidents.services.impact_prefill import prefill
from incidents.services.instant_order import disorder_problem
from incidents.services.relating import attached_at_declaration
from incidents.services.step import claimed, gathering, locked, written
from incidents.services.suggesting import refresh
from incidents.services.telling import tell_declared
from lib.asked_once import asking_once
from lib.claimed_time import Claimed, claim
from lib.errors import Problem, Refused

Failed = Sequence[tuple[System, str]]


_from_drill: ContextVar[bool] = ContextVar("declared_from_a_drill", default=False)


@contextmanager
def declared_from_a_drill() -> Iterator[None]:
    """Inside, whoever takes part in the drill may declare, whatever they may elsewhere."""
    token = _from_drill.set(True)
    try:
        yield
    finally:
        _from_drill.reset(token)


@transaction.atomic
def declare(
    *,
    title: str,
    systems: Failed,
    regions: Sequence[str] = (),
    occurred_at: datetime | None = None,
    occurred_precision: str = Precision.EXACT.value,
    detected_at: datetime | None = None,
    external_id: str = "",
    parent: Incident | None = None,
    recurrence_of: Incident | None = None,
    category: str = Category.OTHER.value,
    summary: str = "",
    change_ref: str = "",
    planned_maintenance: bool = False,
    origin: str = Origin.MANUAL.value,
    confidentiality: str = Confidentiality.OPEN.value,
    mode: str = Mode.REAL.value,
    drill_code: str = "",
    **call: Unpack[Call],
) -> Incident:
    """A new incident; or the open one of the same `external_id` of the same caller, with a note
    that it was reported again.

    `systems` are pairs (system, "full" | "partial"); none stands for "not known yet" (E30).
    `regions` ["all"] is the whole country, [] a limited scope. `occurred_at` None: nobody knows
    when it began; it then counts from the detection, marked as estimated (E2).

    Raises PermissionDenied (403); Refused (400) at title, systems, occurred_at, detected_at, mode,
    parent, recurrence_of, at.
    """
    by = call["by"]
    # Who takes part in a drill may always say that it has become real (DRL-13).
    if not _from_drill.get():
        require(by, "incident.report")
    if external_id:
        known = _known(by, external_id)
        if known is not None:
            return _reported_again(known, title, external_id, call)
    when = claimed(call)
    detected = claimed_instant(detected_at or when.at, when.recorded_at, "detected_at")
    if occurred_at is None:
        began, occurred_precision = detected, Precision.ESTIMATED.value
    else:
        began = claimed_instant(occurred_at, when.recorded_at, "occurred_at")
    details: dict[str, Any] = {
        "title": " ".join(title.split()),
        "category": category,
        "summary": summary.strip(),
        "change_ref": change_ref.strip(),
        "planned_maintenance": planned_maintenance,
        "origin": origin,
        "confidentiality": confidentiality,
        "mode": mode,
        "drill_code": drill_code.strip(),
    }
    _check(details, systems, began, detected, when, parent=parent, recurrence_of=recurrence_of)
    with asking_once():
        row = Incident(
            number=next_number("INC", at=when.recorded_at),
            declared_at=when.at,
            declared_by=by,
            occurred_at=began,
            occurred_precision=occurred_precision,
            detected_at=detected,
            external_id=external_id,
            system_unknown=not systems,
            regions=reach_of(regions),
            recurrence_of=recurrence_of,
            timezone=Organisation.current().timezone,
            **details,
        )
        row.save(force_insert=True)
        IncidentSystem.objects.bulk_create(
            IncidentSystem(incident=row, system=system, extent=extent) for system, extent in systems
        )
        with telling_together():
            with gathering(row):
                payload = _payload(row, systems)
                written(row, "declared", when=when, call=call, text=row.summary, payload=payload)
                _begin(row, when, call)
            # What is past already is written by the hooks of the clocks, which lock the row.
            tell_declared(row, at=when.at, by=by, recorded_at=when.recorded_at)
        publish_row("incident.declared", row, at=when.recorded_at)
        real_one_graded(row, when.recorded_at)
    if parent is not None:
        # As it stands after what the hooks of its clocks have written.
        attached_at_declaration(locked(row), parent, when, call)
    return _answer(row)


def overlapping(
    systems: Sequence[System], *, besides: Incident | None = None
) -> QuerySet[Incident]:
    """Open real incidents on any of these systems (CON-5): shown before one declares another."""
    rows = Incident.objects.real().open().filter(systems__in=list(systems)).distinct()
    return rows.exclude(pk=besides.pk) if besides is not None else rows


def _begin(row: Incident, when: Claimed, call: Call) -> None:
    """Everything that runs from the declaration on."""
    by, at = call["by"], when.recorded_at
    impacts = prefill(row, at=when.at, by=by, declaring=True)
    refresh(row, at)
    card.freeze_card(row, at=at)
    contacts.build_call_list(row, at=when.at, recorded_at=at)
    clocks.start_at_declaration(row, at=when.at, by=by, impacts=impacts)
    begin_ladder(row, at=when.at, recorded_at=at)


def _known(by: User, external_id: str) -> Incident | None:
    """The open incident of this caller's id. Two callers wait for each other here, so that the
    second finds what the first has made."""
    with connection.cursor() as cursor:
        key = f"incident:{by.pk}:{external_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    return Incident.objects.open().filter(declared_by=by, external_id=external_id).first()


def _reported_again(known: Incident, title: str, external_id: str, call: Call) -> Incident:
    row = locked(known)
    payload = {"external_id": external_id, "again": True}
    written(row, "note", when=claimed(call), call=call, text=title, payload=payload)
    return row


def claimed_instant(at: datetime, now: datetime, field: str) -> datetime:
    """As the server takes it (TIM-3). Raises Refused at `field`."""
    try:
        return claim(at, now).at
    except Refused as refusal:
        problem = refusal.problems[0]
        raise Refused(problem.code, problem.message, field) from None


def _check(
    details: dict[str, Any],
    systems: Failed,
    began: datetime,
    detected: datetime,
    when: Claimed,
    *,
    parent: Incident | None,
    recurrence_of: Incident | None,
) -> None:
    problems: list[Problem] = []
    if not details["title"]:
        problems.append(Problem("required", _("Say in a few words what failed."), "title"))
    if len(details["title"]) > 200:
        problems.append(Problem("too_long", _("At most 200 characters."), "title"))
    if len({system.pk for system, _extent in systems}) < len(systems):
        problems.append(Problem("twice", _("A system is named twice."), "systems"))
    if any(extent not in IncidentSystem.Extent.values for _system, extent in systems):
        problems.append(Problem("extent", _("Fully or partly down: say which."), "systems"))
    for name, choices in (
        ("category", Category), ("origin", Origin), ("mode", Mode),
        ("confidentiality", Confidentiality),
    ):  # fmt: skip
        if details[name] not in choices.values:
            problems.append(Problem("invalid_choice", _("There is no such choice."), name))
    if (details["mode"] == Mode.DRILL) != bool(details["drill_code"]):
        words = _("A drill names its drill, and nothing else does.")
        problems.append(Problem("drill", words, "drill_code"))
    if parent is not None and not (parent.is_open and parent.mode == details["mode"]):
        words = _("Only an open incident of the same kind can be the whole of others.")
        problems.append(Problem("parent", words, "parent"))
    if recurrence_of is not None and recurrence_of.mode != details["mode"]:
        words = _("Drills and real incidents are kept apart.")
        problems.append(Problem("mode", words, "recurrence_of"))
    instants = {"occurred_at": began, "detected_at": detected, "declared_at": when.at}
    problems += [disorder_problem(one) for one in out_of_order(instants)]
    if problems:
        raise Refused.many(problems)


def _payload(row: Incident, systems: Failed) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "title": row.title,
        "systems": [{"code": one.code, "extent": extent} for one, extent in systems],
        "regions": row.regions,
        "occurred_at": row.occurred_at.isoformat(),
        "precision": row.occurred_precision,
    }
    if row.recurrence_of is not None:
        payload["recurrence_of"] = row.recurrence_of.number
    if row.external_id:
        payload["external_id"] = row.external_id
    return payload


def _answer(row: Incident) -> Incident:
    """As it stands after everything that began with it."""
    return Incident.objects.for_list().get(pk=row.pk)
