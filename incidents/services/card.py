"""The response card of an incident: frozen at the declaration, worked off box by box (§38.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from followup.services.verb import Call
from incidents.models import CheckRun, Incident, StepRun
from incidents.services import clocks
from incidents.services.rights import require_right
from incidents.services.step import claimed, locked, require_status, save, write, written
from lib.claimed_time import Claimed, claim
from lib.errors import GuardsUnmet, Refused
from plans.models import PlanKind, PlanVersion, StepKey, VersionStatus
from plans.models.card import Anchor
from plans.services.catalogue_loading import shipped_card

State, Box = StepRun.State, CheckRun.State
CAN_BE_WORKED = ("reported", "assessing", "responding", "verifying", "reviewing")
SETTLED = (Box.DONE.value, Box.NA.value)
AFTER_REOPENING = (StepKey.HANDLE.value, StepKey.VERIFY.value, StepKey.REVIEW.value)


@dataclass(frozen=True)
class _Step:
    """A step as it is frozen; `boxes` are values of CheckRun."""

    values: dict[str, Any]
    boxes: tuple[dict[str, Any], ...]


def freeze_card(incident: Incident, *, at: datetime) -> PlanVersion | None:
    """Copy the card in force into the incident; a second call changes nothing (E27).

    The newest effective version of a response card; without one the card every installation
    starts with (`plans/catalog/response_card.yaml`), and None. Steps that count from the
    declaration open at once.
    """
    if incident.steps.exists():
        return incident.card_version
    version = card_in_force()
    steps = _steps_of(version) if version is not None else _shipped_steps()
    new = [
        StepRun(incident=incident, number=number, **step.values)
        for number, step in enumerate(steps, start=1)
    ]
    for one in new:
        if one.anchor == Anchor.DECLARED.value:
            _open(one, incident.declared_at)
    runs = StepRun.objects.bulk_create(new)
    CheckRun.objects.bulk_create(
        box for run, step in zip(runs, steps, strict=True) for box in _boxes(run, step.boxes)
    )
    save(incident, card_version=version)
    return version


def card_in_force() -> PlanVersion | None:
    rows = PlanVersion.objects.effective().filter(plan__kind=PlanKind.CARD, plan__retired_at=None)
    return rows.select_related("plan").order_by("-effective_at", "-pk").first()


def newer_card(incident: Incident) -> PlanVersion | None:
    """The version in force when it is not the one that was frozen: the banner of E27."""
    version = card_in_force()
    return version if version is not None and version.pk != incident.card_version_id else None


def _steps_of(version: PlanVersion) -> list[_Step]:
    return [
        _Step(
            {
                "key": step.key,
                "title_en": step.title_en,
                "title_zh": step.title_zh,
                "limit_s": step.limit_s,
                "every_s": step.every_s,
                "anchor": step.anchor,
            },
            tuple(
                {
                    "team_en": item.team_en,
                    "team_zh": item.team_zh,
                    "text_en": item.text_en,
                    "text_zh": item.text_zh,
                    "required": item.is_required,
                }
                for item in step.items.all()
            ),
        )
        for step in version.card_steps.prefetch_related("items")
    ]


def _shipped_steps() -> list[_Step]:
    return [
        _Step(
            {
                "key": row["key"],
                "title_en": row["title"]["en"],
                "title_zh": row["title"]["zh"],
                "limit_s": row["limit_s"],
                "every_s": row.get("every_s"),
                "anchor": row["anchor"],
            },
            tuple(
                {
                    "team_en": item.get("team", {}).get("en", ""),
                    "team_zh": item.get("team", {}).get("zh", ""),
                    "text_en": item["text"]["en"],
                    "text_zh": item["text"]["zh"],
                    "required": item.get("required", True),
                }
                for item in row["items"]
            ),
        )
        for row in shipped_card()["steps"]
    ]


def _boxes(run: StepRun, boxes: Iterable[dict[str, Any]]) -> list[CheckRun]:
    return [
        CheckRun(step=run, position=position, **values)
        for position, values in enumerate(boxes, start=1)
    ]


def open_steps(incident: Incident, anchor: str, *, at: datetime) -> None:
    """The anchor of waiting steps has happened: "declared_at", "plan" (responding begins),
    "restored_at" or "verified_at". Their limit runs from `at`."""
    for step in incident.steps.filter(anchor=anchor, state=State.WAITING):
        _open(step, at)
        step.save(update_fields=["anchor_at", "due_at", "state"])


def _open(step: StepRun, at: datetime) -> None:
    step.anchor_at = at
    step.due_at = at + timedelta(seconds=step.limit_s) if step.limit_s is not None else None
    step.state = State.OPEN.value


@transaction.atomic
def tick(check: CheckRun, *, state: str, reason: str = "", **call: Unpack[Call]) -> CheckRun:
    """Set a box to `state`; set already, nothing changes (CON-1).

    A step is done with its last required box, at the latest instant of them. Raises Refused: a
    box is left out or failed without a reason; GuardsUnmet once the incident, or the attempt the
    box belongs to, is over.
    """
    incident = locked(Incident(pk=check.step.incident_id))
    require_right(incident, call["by"], "respond")
    row = CheckRun.objects.select_related("step").get(pk=check.pk)
    reason = reason.strip() if state in (Box.NA.value, Box.FAILED.value) else ""
    if state not in Box.values:
        raise Refused(
            "no_such_state", _("A box is to do, done, not applicable or failed."), "state"
        )
    if row.state == state and row.reason == reason:
        return row
    require_status(incident, *CAN_BE_WORKED)
    if _is_over(row.step):
        words = _("This attempt is over: tick the boxes of the present one.")
        raise GuardsUnmet.one("earlier_attempt", words, "state")
    if row.step.key == StepKey.VERIFY and incident.restored_at is None:
        words = _("Say first when it was restored.")
        raise GuardsUnmet.one("not_restored", words, "restored_at")
    if state in (Box.NA.value, Box.FAILED.value) and not reason:
        raise Refused("reason_missing", _("Say why."), "reason")
    when = claimed(call)
    before = row.state
    row.state, row.reason = state, reason[:300]
    todo = state == Box.TODO.value
    row.at, row.by = (None, None) if todo else (when.at, call["by"])
    row.save(update_fields=["state", "reason", "at", "by"])
    payload = _about(row.step) | {
        "check": row.pk, "box_en": row.text_en, "box_zh": row.text_zh,
        "old": before, "new": state,
    }  # fmt: skip
    written(incident, "check_done", when=when, call=call, payload=payload, text=row.reason)
    _follow_boxes(incident, row.step, when, call)
    return row


def _is_over(step: StepRun) -> bool:
    """It failed, or the step is being done again: what was done stays as it was done."""
    if step.state in (State.OPEN, State.WAITING):
        return False
    later = StepRun.objects.filter(incident=step.incident_id, number=step.number)
    return step.state != State.DONE or later.filter(attempt__gt=step.attempt).exists()


def _follow_boxes(incident: Incident, step: StepRun, when: Claimed, call: Call) -> None:
    boxes = list(step.checks.filter(required=True))
    settled = bool(boxes) and all(one.state in SETTLED for one in boxes)
    if settled and step.state != State.DONE:
        last = max((one.at for one in boxes if one.at is not None), default=when.at)
        _done(incident, step, Claimed(last, when.recorded_at), call)
    elif (
        not settled
        and step.state == State.DONE
        and step.key in ("", StepKey.HANDLE, StepKey.VERIFY)
    ):
        step.state, step.done_at, step.done_recorded_at = State.OPEN.value, None, None
        step.save(update_fields=["state", "done_at", "done_recorded_at"])
        written(incident, "step_reopened", when=when, call=call, payload=_about(step))
        if step.key == StepKey.VERIFY and incident.restored_at is not None:
            clocks.start_verification(incident, at=when.at, by=call["by"])


def _done(incident: Incident, step: StepRun, when: Claimed, call: Call | None) -> None:
    step.state, step.done_at, step.done_recorded_at = (
        State.DONE.value, when.at, when.recorded_at,
    )  # fmt: skip
    step.save(update_fields=["state", "done_at", "done_recorded_at"])
    payload = _about(step) | ({"step_late_s": step.late_s} if step.late_s else {})
    if call is None:
        write(incident, "step_done", when=when, by=None, payload=payload)
    else:
        written(incident, "step_done", when=when, call=call, payload=payload)
    if step.key == StepKey.VERIFY:
        clocks.meet_verification(incident, at=when.at, by=call["by"] if call else None)


def finish_step(
    incident: Incident, key: str, *, at: datetime, recorded_at: datetime | None = None
) -> None:
    """The engine says that the step is done (a grade is confirmed, the review is submitted).

    The caller holds the incident's row. Boxes stay as they are.
    """
    step = current_step(incident, key)
    if step is not None and step.state in (State.OPEN, State.WAITING):
        _done(incident, step, claim(at, recorded_at or at), None)


def current_step(incident: Incident, key: str) -> StepRun | None:
    """The last attempt of the step."""
    return incident.steps.filter(key=key).order_by("-attempt").first()


def new_attempt(incident: Incident, key: str, *, at: datetime) -> StepRun | None:
    """The step failed and is done again from the start (E15); it waits for its anchor."""
    last = current_step(incident, key)
    if last is None:
        return None
    _end(last, State.FAILED.value)
    return _again(last)


def restart_after_reopening(incident: Incident, *, at: datetime) -> None:
    """Handling, verifying and reviewing run again; what was done stays as it was done."""
    for key in AFTER_REOPENING:
        last = current_step(incident, key)
        if last is None or last.state == State.WAITING:
            continue
        if last.state != State.DONE:
            _end(last, State.DROPPED.value)
        _again(last)
    open_steps(incident, Anchor.PLAN.value, at=at)


def _end(step: StepRun, state: str) -> None:
    step.state = state
    step.done_at = step.done_recorded_at = None
    step.save(update_fields=["state", "done_at", "done_recorded_at"])


def _again(last: StepRun) -> StepRun:
    run = StepRun.objects.create(
        incident_id=last.incident_id,
        number=last.number,
        attempt=last.attempt + 1,
        key=last.key,
        title_en=last.title_en,
        title_zh=last.title_zh,
        limit_s=last.limit_s,
        every_s=last.every_s,
        anchor=last.anchor,
    )
    same = ("team_en", "team_zh", "text_en", "text_zh", "required")
    boxes = ({name: getattr(one, name) for name in same} for one in last.checks.all())
    CheckRun.objects.bulk_create(_boxes(run, boxes))
    return run


def _about(step: StepRun) -> dict[str, Any]:
    return {
        "step": step.number, "key": step.key, "attempt": step.attempt,
        "step_en": step.title_en, "step_zh": step.title_zh,
    }  # fmt: skip


def in_force_changed(incident: Incident) -> bool:
    """ "The card was changed since this incident was declared" (E27)."""
    return newer_card(incident) is not None


__all__ = [
    "VersionStatus",
    "card_in_force",
    "current_step",
    "finish_step",
    "freeze_card",
    "in_force_changed",
    "new_attempt",
    "newer_card",
    "open_steps",
    "restart_after_reopening",
    "tick",
]
