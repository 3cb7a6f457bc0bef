"""The steps of an incident as pages and buttons: words, form and verb, in one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from incidents.forms import steps as forms
from incidents.models import Incident
from incidents.services import incidents as verbs

Do = Callable[[Incident, Any, dict[str, Any]], Incident]


@dataclass(frozen=True)
class StepPage:
    """`path` is the noun in the address; `do` calls the verb with what the form has cleaned."""

    path: str
    title: Any
    label: Any
    done: Any
    form: type[Any]
    do: Do
    icon: str
    warning: Any = ""
    danger: bool = False
    # What the timeline says of it: who was faster is looked up by it.
    entry: str = ""


def _acknowledge(incident: Incident, form: Any, call: dict[str, Any]) -> Incident:
    return verbs.acknowledge(incident, **call)


def _restore(incident: Incident, form: Any, call: dict[str, Any]) -> Incident:
    return verbs.restore(incident, remaining=form.remaining(), **call)


def _fail(incident: Incident, form: Any, call: dict[str, Any]) -> Incident:
    given = form.cleaned_data
    return verbs.fail_verification(
        incident,
        check=given.get("check"),
        impacts=list(given.get("impacts", ())),
        reason=given["reason"],
        **call,
    )


def _confirm(incident: Incident, form: Any, call: dict[str, Any]) -> Incident:
    return verbs.confirm_recovery(incident, note=form.cleaned_data["note"], **call)


def _verify(incident: Incident, form: Any, call: dict[str, Any]) -> Incident:
    percent = form.cleaned_data["traffic_percent"]
    return verbs.verify(incident, traffic_percent=percent, **call)


def _close(incident: Incident, form: Any, call: dict[str, Any]) -> Incident:
    return verbs.close(incident, **call)


def _cancel(incident: Incident, form: Any, call: dict[str, Any]) -> Incident:
    return verbs.cancel(incident, reason=form.cleaned_data["reason"], **call)


def _keep(incident: Incident, form: Any, call: dict[str, Any]) -> Incident:
    return verbs.keep_going(incident, reason=form.cleaned_data["reason"], **call)


def _reopen(incident: Incident, form: Any, call: dict[str, Any]) -> Incident:
    given = form.cleaned_data
    return verbs.reopen(incident, same_cause=given["same_cause"], reason=given["reason"], **call)


def _recur(incident: Incident, form: Any, call: dict[str, Any]) -> Incident:
    return verbs.recur(incident, title=form.cleaned_data["title"], **call)


STEPS: dict[str, StepPage] = {
    "acknowledge": StepPage(
        "acknowledgement", _("Acknowledge"), _("I have it in hand"),
        _("Acknowledged. Next: confirm the grade."), forms.StepForm, _acknowledge, "hand-stop",
        _("Whoever acknowledges first commands until somebody else takes over."),
        entry="acknowledged",
    ),
    "restore": StepPage(
        "restoration", pgettext_lazy("button", "Restored"), _("It works again"),
        _("Restored. Next: verify the recovery."), forms.RestoreForm, _restore, "plug-connected",
        _("Everybody who was told hears that the service works again."), entry="restored",
    ),
    "fail_verification": StepPage(
        "failure", _("It does not work"), _("It is down again"),
        _("The response goes on, counted from the first beginning."), forms.FailForm, _fail,
        "circle-x", _("The processes named go on from their first beginning, as if never back."),
        True,
    ),
    "confirm_recovery": StepPage(
        "confirmation", _("Confirm the recovery"), _("The business works again"),
        _("Confirmed."), forms.NoteForm, _confirm, "circle-check",
        _("As owner of an affected process you speak for the business."),
        entry="recovery_confirmed",
    ),
    "verify": StepPage(
        "verification", _("Recovery verified"), _("The recovery is verified"),
        _("Verified. The review is due within a day."), forms.VerifyForm, _verify, "shield-check",
        _("The response ends here and the review begins."), entry="verified",
    ),
    "close": StepPage(
        "closure", pgettext_lazy("button", "Close"), _("Close the incident"),
        _("Closed. What was achieved now counts in the analysis."), forms.StepForm, _close, "lock",
        _("What was achieved becomes final, and everybody who was told hears of the end."),
        entry="closed",
    ),
    "cancel": StepPage(
        "cancellation", _("False alarm"), _("Stand down"), _("Stood down."), forms.CancelForm,
        _cancel, "ban",
        _("All clocks stop and everybody who was told hears that it was a false alarm."), True,
        entry="cancelled",
    ),
    "keep_going": StepPage(
        "cancellation/refusal", _("No false alarm"), _("It goes on"), _("It goes on."),
        forms.ReasonForm, _keep, "player-play", entry="cancel_refused",
    ),
    "reopen": StepPage(
        "reopening", _("It is back"), _("Open it again"),
        _("Opened again: the affected processes count from now."), forms.ReopenForm, _reopen,
        "refresh", _("The response goes on and the review becomes a draft again."), True,
    ),
    "recur": StepPage(
        "recurrence", _("Declare it anew"), _("Declare"), _("Declared."), forms.RecurForm,
        _recur, "urgent",
        _("A new incident on the same systems that recalls this one; it counts as a recurrence."),
    ),
}  # fmt: skip
