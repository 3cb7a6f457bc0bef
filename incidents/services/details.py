"""What an incident is called and says of itself, its promised recovery, cadence and chat group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bia.models import System
from followup.services.verb import Call
from incidents.domain.regions import reach_of
from incidents.models import (
    IN_RESPONSE,
    OPEN,
    Category,
    Confidentiality,
    Incident,
    IncidentSystem,
)
from incidents.services import clocks
from incidents.services.report_clock import REPORTED_ON
from incidents.services.rights import require_right
from incidents.services.step import claimed, locked, require_status, save, written
from lib.claimed_time import Claimed
from lib.errors import GuardsUnmet, Refused, StaleVersion
from lib.history import event_model

DETAILS = (
    "title", "summary", "category", "change_ref", "planned_maintenance", "external_id",
    "timezone", "confidentiality", "regions",
)  # fmt: skip
# Who it concerns, and whether it counts against the availability, is not for everybody to say.
ASKS_MORE = {"confidentiality": "command", "planned_maintenance": "grade"}
SHORTEST_S, LONGEST_S = 300, 7 * 86400
# Nobody promises more; an instant of the year 9999 cannot be shown in every zone.
FURTHEST = timedelta(days=366)
SAFE_LINKS = ("https://", "http://", "weixin://", "wxwork://", "dingtalk://", "lark://")


@transaction.atomic
def change_details(
    incident: Incident, *, read_version: int | None = None, **values: Any
) -> Incident:
    """Write `values` of DETAILS; `by`, `at` … come along with them.

    Read meanwhile by another editor: fields that only one of the two changed are united; a field
    both changed raises StaleVersion, and the page shows both texts (CON-2).
    """
    call: Any = {name: values.pop(name) for name in Call.__annotations__ if name in values}
    unknown = set(values) - set(DETAILS)
    if unknown:
        raise TypeError(f"no details: {sorted(unknown)}")
    row = locked(incident)
    rights = require_right(row, call["by"], "respond")
    require_status(row, *OPEN)
    values = {name: _clean(name, value) for name, value in values.items()}
    changed = _to_change(row, values, read_version)
    for name, right in ASKS_MORE.items():
        if name in changed and not rights.may(right):
            require_right(row, call["by"], right)
    if changed.get("title") == "":
        raise Refused("required", _("Give it a title."), "title")
    if not changed:
        return _answer(incident, row)
    when = claimed(call)
    payload = {
        "changes": {name: {"old": getattr(row, name), "new": new} for name, new in changed.items()}
    }
    save(row, **changed)
    written(row, "details_changed", when=when, call=call, payload=payload)
    if "regions" in changed and row.is_in_response:
        from incidents.services import suggesting

        suggesting.refresh(row, when.recorded_at)
    return _answer(incident, row)


def _clean(name: str, value: Any) -> Any:
    if isinstance(value, str):
        value = value.strip()
    if name == "regions":
        value = reach_of(value)
    allowed: Mapping[str, Sequence[str]] = {
        "category": Category.values,
        "confidentiality": Confidentiality.values,
    }
    if name in allowed and value not in allowed[name]:
        raise Refused("unknown", _("There is no such choice."), name)
    return value


def _to_change(row: Incident, values: dict[str, Any], read: int | None) -> dict[str, Any]:
    """The fields that really change. Raises StaleVersion for one that two people changed."""
    new = {name: value for name, value in values.items() if value != getattr(row, name)}
    if read is None or read == row.version:
        return new
    before = _as_read(row, read)
    if before is None:
        if new:
            raise StaleVersion(row, read)
        return new
    mine = {name: value for name, value in new.items() if value != getattr(before, name)}
    if any(getattr(row, name) != getattr(before, name) for name in mine):
        raise StaleVersion(row, read)
    return mine


def _as_read(row: Incident, version: int) -> Any:
    """The row as the editor read it, out of its history."""
    events = event_model(Incident)._default_manager.filter(pgh_obj_id=row.pk, version=version)
    return events.order_by("-pgh_id").first()


@transaction.atomic
def set_expected_recovery(
    incident: Incident,
    *,
    expected_at: datetime | None,
    reason: str = "",
    **call: Unpack[Call],
) -> Incident:
    """When it is promised back (K12 asks once it has passed); None takes the promise back."""
    row = locked(incident)
    require_right(row, call["by"], "respond")
    require_status(row, *IN_RESPONSE)
    when = claimed(call)
    expected_recovery_changed(row, expected_at, when=when, call=call, reason=reason)
    return _answer(incident, row)


def expected_recovery_changed(
    row: Incident,
    expected_at: datetime | None,
    *,
    when: Claimed,
    call: Call,
    reason: str = "",
) -> None:
    """As `set_expected_recovery`, for who holds the row. The same again changes nothing."""
    if expected_at is not None:
        expected_at = expected_at.replace(second=0, microsecond=0)
    old = row.expected_recovery_at
    if expected_at == old:
        return
    if expected_at is not None and expected_at <= when.at:
        words = _("The expected recovery lies ahead.")
        raise Refused("not_ahead", words, "expected_recovery_at")
    if expected_at is not None and expected_at - when.at > FURTHEST:
        words = _("Choose a time within the next year.")
        raise Refused("too_far", words, "expected_recovery_at")
    save(row, expected_recovery_at=expected_at)
    payload = {"old": _iso(old), "new": _iso(expected_at)}
    written(row, "etr_changed", when=when, call=call, text=reason, payload=payload)
    clocks.start_etr(row, at=when.recorded_at, by=call["by"])


@transaction.atomic
def set_report_interval(
    incident: Incident, *, interval_s: int | None, reason: str = "", **call: Unpack[Call]
) -> Incident:
    """How often a report is due. None, with a reason: none are expected any more."""
    row = locked(incident)
    require_right(row, call["by"], "command")
    require_status(row, *OPEN)
    if interval_s is None and not reason.strip():
        raise Refused("required", _("Say why no reports are expected."), "reason")
    if interval_s is not None and not SHORTEST_S <= interval_s <= LONGEST_S:
        words = _("Choose between 5 minutes and 7 days.")
        raise Refused("out_of_range", words, "interval_s")
    if interval_s == row.report_interval_s:
        return _answer(incident, row)
    when = claimed(call)
    why = reason.strip()[:300] if interval_s is None else ""
    payload = {"old_s": row.report_interval_s, "new_s": interval_s}
    save(row, report_interval_s=interval_s, no_report_reason=why)
    written(row, "cadence_changed", when=when, call=call, text=reason, payload=payload)
    if interval_s is None:
        clocks.stop_report(row, at=when.recorded_at, by=call["by"], reason=why)
    elif row.status in REPORTED_ON:
        anchor, due = _slot(row, interval_s, when.at)
        clocks.start_report(row, due=due, anchor=anchor, at=when.recorded_at, by=call["by"])
    return _answer(incident, row)


def _slot(row: Incident, interval_s: int, at: datetime) -> tuple[datetime, datetime]:
    """From the last report, else from the confirmation; a shorter cadence makes it due at once,
    never late for a time when nobody had asked for it."""
    last = row.reports.order_by("-number").first()
    began = last.submitted_at if last is not None else row.assessed_at or at
    due = began + timedelta(seconds=interval_s)
    return min(began, at), max(due, at)


@transaction.atomic
def set_group(incident: Incident, *, name: str, url: str = "", **call: Unpack[Call]) -> Incident:
    """The chat group of the response (WeChat, DingTalk …)."""
    row = locked(incident)
    require_right(row, call["by"], "respond")
    require_status(row, *OPEN)
    name, url = name.strip(), url.strip()
    if url and not url.lower().startswith(SAFE_LINKS):
        raise Refused("not_a_link", _("Enter a link that begins with https://."), "url")
    if url and not name:
        raise Refused("required", _("Say what the group is called."), "name")
    if (name, url) == (row.group_name, row.group_url):
        return _answer(incident, row)
    when = claimed(call)
    payload = {"old": row.group_name, "new": name, "url": url}
    save(row, group_name=name, group_url=url)
    written(row, "group_changed", when=when, call=call, payload=payload)
    return _answer(incident, row)


@transaction.atomic
def name_systems(
    incident: Incident,
    *,
    systems: Sequence[tuple[System, str]],
    regions: Sequence[str] | None = None,
    **call: Unpack[Call],
) -> Incident:
    """Which systems failed and how far it reaches, as it is known now (E30, INC-1).

    Processes that depend on new ones are suspected, and the grade is suggested anew.
    """
    from incidents.services import impacts, suggesting

    row = locked(incident)
    require_right(row, call["by"], "respond")
    require_status(row, *IN_RESPONSE)
    if not systems:
        raise Refused("required", _("Name at least one system."), "systems")
    before = {one.system_id: one for one in row.failed_systems.select_related("system")}
    wanted = {system.pk: (system, extent) for system, extent in systems}
    reach = row.regions if regions is None else reach_of(regions)
    extents = {pk: one.extent for pk, one in before.items()}
    if reach == row.regions and extents == {pk: one[1] for pk, one in wanted.items()}:
        return _answer(incident, row)
    gone = [one for pk, one in before.items() if pk not in wanted]
    if row.impacts.filter(system__in=[one.system_id for one in gone], confirmed=True).exists():
        words = _("A confirmed impact names this system: end or change the impact first.")
        raise GuardsUnmet.one("system_in_use", words, "systems")
    when = claimed(call)
    payload = {
        "systems": {
            "old": [f"{one.system.code}:{one.extent}" for one in before.values()],
            "new": [f"{system.code}:{extent}" for system, extent in wanted.values()],
        },
        "regions": {"old": row.regions, "new": reach},
    }
    row.failed_systems.filter(pk__in=[one.pk for one in gone]).delete()
    for pk, (system, extent) in wanted.items():
        if extents.get(pk) != extent:
            IncidentSystem.objects.update_or_create(
                incident=row, system=system, defaults={"extent": extent}
            )
    save(row, system_unknown=False, regions=reach)
    written(row, "systems_changed", when=when, call=call, payload=payload)
    impacts.prefill(row, at=when.recorded_at, by=call["by"])
    suggesting.refresh(row, when.recorded_at)
    return _answer(incident, row)


def _answer(incident: Incident, row: Incident) -> Incident:
    """The caller's object shows what stands now."""
    incident.__dict__.update(row.__dict__)
    return incident


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
