"""Why a plan must be looked at again, as a sentence in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Person, User
from bia.models import Process
from lib.durations import format_duration
from lib.language import in_language, listed, spoken
from plans.contact_words import BECAUSE
from plans.models import ChangeRequest, Trigger

Params = Mapping[str, Any]
OBJECTIVES = {"mtd_s": "MTD", "rto_s": "RTO", "rpo_s": "RPO"}


def sentences(requests: Iterable[ChangeRequest], user: User) -> dict[int, str]:
    """Id → sentence; two questions. A process the reader may not see has no name."""
    rows = list(requests)
    codes = {one.params["process"] for one in rows if "process" in one.params}
    seen = (
        set(Process.objects.visible_to(user).filter(code__in=codes).values_list("code", flat=True))
        if codes
        else set()
    )
    people = {one.params["person"] for one in rows if "person" in one.params}
    names = (
        dict(Person.objects.filter(code__in=people).values_list("code", "name")) if people else {}
    )
    return {one.pk: sentence(one.trigger, one.params, seen, names) for one in rows}


def sentence(trigger: str, params: Params, seen: Collection[str], names: Mapping[str, str]) -> str:
    """`seen` are codes of processes that may be named, `names` people by code."""
    try:
        return SAYING[Trigger(trigger)](params, seen, names)
    except (KeyError, ValueError):
        # What an older release wrote, or another app: its kind at least.
        return str(Trigger(trigger).label)


def _yearly(params: Params, seen: Collection[str], names: Mapping[str, str]) -> str:
    due = date_format(date.fromisoformat(params["due"]))
    return _("It is to be looked at again by %(due)s.") % {"due": due}


def _used(params: Params, seen: Collection[str], names: Mapping[str, str]) -> str:
    return _("It was carried out: %(activation)s.") % {"activation": params["activation"]}


def _drill(params: Params, seen: Collection[str], names: Mapping[str, str]) -> str:
    return _("A drill found something.")


def _objective(params: Params, seen: Collection[str], names: Mapping[str, str]) -> str:
    moved = [
        f"{OBJECTIVES.get(name, name)} {_time(before)} → {_time(now)}"
        for name, (before, now) in params["changes"].items()
    ]
    words = {"process": _process(params, seen), "changes": listed(moved)}
    return _("Objectives of %(process)s changed: %(changes)s.") % words


def _time(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return format_duration(value, spoken())
    return _("not set") if value is None else str(value)


def _contact(params: Params, seen: Collection[str], names: Mapping[str, str]) -> str:
    who = names.get(params["person"], params["person"])
    why = BECAUSE.get(params.get("why", ""))
    if why is None:
        return _("%(who)s left or cannot be reached.") % {"who": who}
    return f"{who}: {why}"


def _system(params: Params, seen: Collection[str], names: Mapping[str, str]) -> str:
    if params.get("change"):
        return _("%(change)s was implemented: %(title)s.") % {
            "change": params["change"], "title": params["name"],
        }  # fmt: skip
    return _("A major change was recorded for %(process)s.") % {"process": _process(params, seen)}


def _amendment(params: Params, seen: Collection[str], names: Mapping[str, str]) -> str:
    title = in_language(params["title"]["en"], params["title"]["zh"])
    words = {"task": params["task"], "title": title, "activation": params["activation"]}
    if params.get("added"):
        return _("%(activation)s: task %(task)s “%(title)s” was added on the spot.") % words
    return _("%(activation)s: task %(task)s “%(title)s” was changed on the spot.") % words


def _request(params: Params, seen: Collection[str], names: Mapping[str, str]) -> str:
    return _("Somebody asked for a change.")


def _process(params: Params, seen: Collection[str]) -> str:
    if params["process"] not in seen:
        return _("another process")
    return str(params.get("name") or params["process"])


SAYING: Mapping[str, Callable[[Params, Collection[str], Mapping[str, str]], str]] = {
    Trigger.YEARLY: _yearly,
    Trigger.USED: _used,
    Trigger.DRILL: _drill,
    Trigger.OBJECTIVE: _objective,
    Trigger.CONTACT: _contact,
    Trigger.SYSTEM: _system,
    Trigger.AMENDMENT: _amendment,
    Trigger.REQUEST: _request,
}
