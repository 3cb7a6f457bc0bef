"""What the payload of an entry says, in a few of the reader's words."""

from __future__ import annotations

from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from incidents.clock_lines import WORDS as CLOCKS
from incidents.clock_lines import instant
from incidents.models import Audience, Category, Confidentiality, IncidentRole
from incidents.services.instant_order import NAMES
from lib.durations import format_duration
from lib.language import listed

FIELDS: dict[str, Any] = {
    "title": _("title"),
    "summary": _("summary"),
    "category": _("category"),
    "change_ref": _("change reference"),
    "planned_maintenance": _("planned maintenance"),
    "external_id": _("external id"),
    "timezone": _("time zone"),
    "confidentiality": _("confidentiality"),
    "regions": _("regions"),
}
SHARES: dict[str, Any] = {
    "degradation_percent": _("capacity lost"),
    "workaround_percent": _("workaround"),
}
WHY_SKIPPED: dict[str, Any] = {
    "away": _("away"),
    "inactive": _("no longer here"),
    "nobody": _("nobody holds the role"),
    "outside_drill": _("takes no part in the drill"),
}
CHOICES: dict[str, dict[Any, Any]] = {
    "category": dict(Category.choices),
    "confidentiality": dict(Confidentiality.choices),
    "audience": dict(Audience.choices),
    "role": dict(IncidentRole.choices),
}


def facts_of(type: str, payload: dict[str, Any]) -> list[str]:
    """What the payload says, each in a few words; what is for machines stays out."""
    found: list[str] = []
    teller = TELLERS.get(type)
    if teller is not None:
        found += [fact for fact in teller(payload) if fact]
    elif {"old", "new"} <= payload.keys() and not isinstance(payload["new"], (dict, list)):
        # The first grade has none before it.
        first = type in ("graded", "grade_in_effect") and payload["old"] is None
        new = payload["new"]
        found.append(_shown(new) if first else _change("", payload["old"], new))
    else:
        found += list(dict.fromkeys(fact for fact in _general(payload) if fact))
    return found


def _details(payload: dict[str, Any]) -> list[str]:
    found = []
    for name, change in (payload.get("changes") or {}).items():
        names = CHOICES.get(name, {})
        old, new = change.get("old"), change.get("new")
        old, new = (
            names.get(old, old) if _plain(old) else old,
            names.get(new, new) if _plain(new) else new,
        )
        found.append(_change(str(FIELDS.get(name, name)), old, new))
    return found


def _plain(value: Any) -> bool:
    return isinstance(value, (str, int, bool)) or value is None


def _change(name: str, old: Any, new: Any) -> str:
    words = f"{_shown(old)} → {_shown(new)}"
    return f"{name}: {words}" if name else words


def _shown(value: Any) -> str:
    if value in (None, "", []):
        return "–"
    if value is True or value is False:
        return "✓" if value else "✗"
    if isinstance(value, list):
        return listed(gettext("whole country") if one == "all" else str(one) for one in value)
    if isinstance(value, str) and len(value) > 15 and value[4:5] == "-" and "T" in value:
        return moment(value)
    return str(value)


def moment(text: str) -> str:
    """An ISO instant in the reader's zone; words that only look like one stay as they are."""
    try:
        at = parse_datetime(text)
        return text if at is None or at.tzinfo is None else instant(at)
    except (ValueError, OverflowError):
        return text


def _report(payload: dict[str, Any]) -> list[str]:
    late = int(payload.get("report_late_s", 0))
    return [
        gettext("Report %(number)s") % {"number": payload.get("number", "")},
        gettext("no change") if payload.get("no_change") else "",
        gettext("%(late)s late") % {"late": _long(late)} if late else "",
    ]


def _long(seconds: int) -> str:
    return format_duration(seconds, get_language() or "en")


def _decision(payload: dict[str, Any]) -> list[str]:
    options = [str(one) for one in payload.get("options") or []]
    return [
        str(payload.get("question", "")),
        gettext("out of: %(options)s") % {"options": listed(options)} if options else "",
        gettext("why: %(reason)s") % {"reason": payload["rationale"]}
        if payload.get("rationale")
        else "",
    ]


def _message(payload: dict[str, Any]) -> list[str]:
    audience = CHOICES["audience"].get(payload.get("audience"), payload.get("audience", ""))
    subject = payload.get("subject") or {}
    chinese = (get_language() or "en").startswith("zh")
    count = payload.get("recipients")
    reached = ""
    if count is not None and not payload.get("simulated"):
        reached = ngettext("%(count)d person", "%(count)d people", count) % {"count": count}
    channel = str(payload.get("channel", ""))
    return [
        f"{payload.get('message', '')} · {audience}",
        str(subject.get("zh" if chinese else "en", "")),
        "" if channel in ("", "platform") else channel,
        reached,
        gettext("drill: nothing left the house") if payload.get("simulated") else "",
    ]


def _plan(payload: dict[str, Any]) -> list[str]:
    name = payload.get("name") or {}
    chinese = (get_language() or "en").startswith("zh")
    shown = name.get("zh" if chinese else "en") or payload.get("plan", "")
    return [f"{shown} {payload.get('activation', '')}".strip()]


def _links(payload: dict[str, Any]) -> list[str]:
    numbers = [
        str(payload[name]) for name in ("into", "from", "source", "other", "parent", "child")
        if payload.get(name)
    ]  # fmt: skip
    for name in ("sources", "children"):
        several = [str(one) for one in payload.get(name) or []]
        numbers += several[:8] + (["…"] if len(several) > 8 else [])
    return [listed(numbers)]


def _cadence(payload: dict[str, Any]) -> list[str]:
    old, new = payload.get("old_s"), payload.get("new_s")
    none = gettext("none expected")
    before = none if old is None else _long(old)
    return [f"{before} → {none if new is None else _long(new)}"]


def _recovery(payload: dict[str, Any]) -> list[str]:
    unknown = gettext("not known")
    old, new = (moment(payload[name]) if payload.get(name) else unknown for name in ("old", "new"))
    return [f"{old} → {new}"]


def _systems(payload: dict[str, Any]) -> list[str]:
    found = []
    for name in ("systems", "regions"):
        change = payload.get(name) or {}
        if change and change.get("old") != change.get("new"):
            found.append(_change("", change.get("old"), change.get("new")))
    return found


def _role(payload: dict[str, Any]) -> list[str]:
    role = CHOICES["role"].get(payload.get("role"), payload.get("role", ""))
    who = payload.get("name") or payload.get("person", "")
    return [" · ".join(str(one) for one in (role, who) if one)]


def _in_words(payload: dict[str, Any], name: str) -> str:
    """ "role_en" and "role_zh" in the reader's language."""
    chinese = (get_language() or "en").startswith("zh")
    first, second = ("zh", "en") if chinese else ("en", "zh")
    return str(payload.get(f"{name}_{first}") or payload.get(f"{name}_{second}") or "")


def _general(payload: dict[str, Any]) -> list[str]:
    """What any deed may name: a step, a box, a role, people, processes, a grade."""
    people = [str(one) for one in payload.get("people") or []]
    hit = [_in_words(one, "name") for one in payload.get("impacts") or [] if isinstance(one, dict)]
    names = ("step", "check", "box", "text", "role", "process", "name")
    level = payload.get("level")
    return [
        gettext("level %(level)s") % {"level": level} if isinstance(level, int) else "",
        *(_in_words(payload, name) for name in names),
        listed(people),
        listed(one for one in hit if one),
        str(payload["name"]) if isinstance(payload.get("name"), str) else "",
        str(WHY_SKIPPED.get(str(payload.get("why", "")), "")),
    ]


def _clock(payload: dict[str, Any]) -> list[str]:
    """Which clock it was, of which process, and whether the timing service stood still."""
    kind = payload.get("clock", "")
    return [
        _in_words(payload, "clock") or str(CLOCKS.get(kind, kind)),
        _in_words(payload, "process") or str(payload.get("process", "")),
        _in_words(payload, "outage"),
    ]


def _instants(payload: dict[str, Any]) -> list[str]:
    """Each instant as it was and as it is, and which deadlines it makes kept or missed."""
    found = [
        _change(str(words), payload[name].get("old"), payload[name].get("new"))
        for name, words in NAMES.items()
        if isinstance(payload.get(name), dict)
    ]
    return found + _judged(payload)


def _judged(payload: dict[str, Any]) -> list[str]:
    found = []
    for one in payload.get("clocks") or []:
        names = [str(CLOCKS.get(one["clock"], one["clock"])), _in_words(one, "name")]
        late, was = _lateness(one["new_late_s"]), _lateness(one["old_late_s"])
        found.append(_change(" · ".join(name for name in names if name), was, late))
    return found


def _lateness(seconds: int) -> str:
    return gettext("%(late)s late") % {"late": _long(seconds)} if seconds else gettext("in time")


def _impact(payload: dict[str, Any]) -> list[str]:
    """The process, the shares that changed, and deadlines that are judged anew."""
    found = [_in_words(payload, "name") or str(payload.get("process", ""))]
    for name, words in SHARES.items():
        change = (payload.get("changes") or {}).get(name)
        if isinstance(change, list) and len(change) == 2:
            found.append(_change(str(words), *map(_share, change)))
    return found + _judged(payload)


def _share(value: Any) -> Any:
    """ "60.00" → "60 %"; None stays."""
    try:
        return None if value is None else f"{float(value):g} %"
    except (TypeError, ValueError):
        return value


def _group(payload: dict[str, Any]) -> list[str]:
    return [_change("", payload.get("old"), payload.get("new"))]


TELLERS: dict[str, Any] = {
    "details_changed": _details,
    "report": _report,
    "decision": _decision,
    "comms_drafted": _message,
    "comms_changed": _message,
    "comms_waiting": _message,
    "comms_approved": _message,
    "comms_refused": _message,
    "comms_sent": _message,
    "plan_activated": _plan,
    "plan_stood_down": _plan,
    "merged": _links,
    "unmerged": _links,
    "related": _links,
    "unrelated": _links,
    "attached": _links,
    "detached": _links,
    "cadence_changed": _cadence,
    "etr_changed": _recovery,
    "systems_changed": _systems,
    "role_taken": _role,
    "role_released": _role,
    "group_changed": _group,
    "impact_changed": _impact,
    "times_corrected": _instants,
    "clock_warned": _clock,
    "clock_breached": _clock,
    "clock_repeated": _clock,
    "clock_muted": _clock,
}
