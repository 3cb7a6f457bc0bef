"""Situation reports and the facts in them, in the reader's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext, pgettext

from incidents.models import Incident, IncidentRole, SituationReport
from incidents.timeline_facts import moment
from lib.durations import format_duration
from lib.language import listed
from lib.templatetags.values import money


@dataclass(frozen=True)
class ReportLine:
    report: SituationReport
    facts: Sequence[tuple[str, str]]


def reports_of(incident: Incident, most: int | None = None) -> list[ReportLine]:
    """Newest first."""
    rows = incident.reports.select_related("by").order_by("-number")
    return [ReportLine(one, fact_lines(one.facts)) for one in (rows[:most] if most else rows)]


def fact_lines(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """(what, value) of what the platform knew, for a summary list; unknown is said, never 0."""
    if not facts:
        return []
    found = [(pgettext("incident", "Running for"), _long(facts.get("elapsed_s")))]
    grade = facts.get("grade")
    if grade:
        sure = "" if facts.get("grade_confirmed") else gettext(" (suggested)")
        found.append((gettext("Grade"), f"{grade}{sure}"))
    found += [(_name(one), _left(one)) for one in facts.get("impacts") or []]
    loss = facts.get("loss") or {}
    found.append((gettext("Loss so far"), _amount(loss, "total")))
    found.append((gettext("Next 30 minutes"), _amount(loss, "next_30_min")))
    checks = facts.get("checks") or {}
    if checks.get("all"):
        words = gettext("%(done)s of %(all)s") % checks
        found.append((gettext("Boxes of the card"), words))
    roles = dict(IncidentRole.choices)
    people = [f"{roles.get(one['role'], one['role'])}: {one['name']}" for one in
              facts.get("people") or []]  # fmt: skip
    if people:
        found.append((gettext("People"), listed(people)))
    if facts.get("expected_recovery_at"):
        found.append((gettext("Expected recovery"), moment(facts["expected_recovery_at"])))
    found += [_child(one) for one in facts.get("children") or []]
    return found


def _left(one: dict[str, Any]) -> str:
    if one.get("over"):
        words = gettext("works again after %(duration)s")
        return words % {"duration": _long(one.get("down_s"))}
    told = [
        _limit("RTO", one.get("rto_left_s")),
        _limit("MTD", one.get("mtd_left_s")),
    ]
    if Decimal(str(one.get("workaround_percent") or 0)):
        share = Decimal(str(one["workaround_percent"])).normalize()
        told.append(gettext("workaround carries %(share)s %%") % {"share": f"{share:f}"})
    if not one.get("confirmed"):
        told.append(gettext("suspected"))
    return listed(told)


def _limit(name: str, left_s: int | None) -> str:
    if left_s is None:
        return gettext("no %(name)s set") % {"name": name}
    if left_s < 0:
        words = gettext("%(name)s missed by %(duration)s")
        return words % {"name": name, "duration": _long(-left_s)}
    return gettext("%(duration)s to the %(name)s") % {"name": name, "duration": _long(left_s)}


def _amount(loss: dict[str, Any], name: str) -> str:
    if loss.get(name) is None:
        return gettext("unknown")
    shown = str(money(Decimal(loss[name]), loss.get("currency", "")))
    if loss.get("unknown") and name == "total":
        return gettext("at least %(amount)s") % {"amount": shown}
    return shown


def _child(one: dict[str, Any]) -> tuple[str, str]:
    told = [str(one.get("title", ""))]
    report = one.get("report")
    if report is not None:
        last = gettext("no change") if report["no_change"] else report["happened"]
        words = gettext("report %(number)s: %(text)s")
        told.append(words % {"number": report["number"], "text": last})
    return str(one["number"]), " · ".join(told)


def _name(one: dict[str, Any]) -> str:
    chinese = (get_language() or "en").startswith("zh")
    return str(one.get("name_zh" if chinese else "name_en") or one.get("process", ""))


def _long(seconds: int | None) -> str:
    return "–" if seconds is None else format_duration(int(seconds), get_language() or "en")
