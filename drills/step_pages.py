"""The steps of a drill as pages: what is asked, what happens, who is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drills.forms import steps as forms
from drills.models import Drill
from drills.services import drills as verbs

Do = Callable[[Drill, dict[str, Any], dict[str, Any]], Drill]


@dataclass(frozen=True)
class StepPage:
    """`noun` is the address below the drill and, behind "drill_", its name."""

    noun: str
    title: Any
    label: Any
    done: Any
    form: type[forms.StepForm]
    do: Do
    icon: str
    warning: Any = ""
    danger: bool = False


def _plain(verb: Callable[..., Drill]) -> Do:
    def do(drill: Drill, values: dict[str, Any], call: dict[str, Any]) -> Drill:
        return verb(drill, **values, **call)

    return do


def _extend(drill: Drill, values: dict[str, Any], call: dict[str, Any]) -> Drill:
    return verbs.change(drill, values, read_version=None, **call)


STEPS: dict[str, StepPage] = {
    "begin_preparing": StepPage(
        "preparation", _("Begin preparing"), _("Begin preparing"), _("It is being prepared."),
        forms.StepForm, _plain(verbs.begin_preparing), "tools",
    ),
    "make_ready": StepPage(
        "readiness", _("Declare it ready"), _("It is ready"), _("It is ready to start."),
        forms.StepForm, _plain(verbs.make_ready), "circle-check",
        _("From now on it may be started. Whatever matters and is changed puts it back."),
    ),
    "withdraw_readiness": StepPage(
        "readiness/withdrawal", _("Not ready after all"), _("Not ready"),
        _("It is in preparation again."), forms.WithdrawForm, _plain(verbs.withdraw_readiness),
        "arrow-back-up",
    ),
    "start": StepPage(
        "start", _("Start the drill"), _("Start now"), _("The drill runs."), forms.StartForm,
        _plain(verbs.start), "player-play",
        _("The script begins and everybody who takes part is told, marked as a drill."),
    ),
    "pause": StepPage(
        "pause", _("Pause the drill"), pgettext_lazy("button", "Pause"), _("It stands still."),
        forms.PauseForm, _plain(verbs.pause), "player-pause",
        _("Injects and all clocks of the drill stand still until it is resumed."),
    ),
    "resume": StepPage(
        "resumption", _("Resume the drill"), pgettext_lazy("button", "Resume"), _("It goes on."),
        forms.TimedForm, _plain(verbs.resume), "player-play",
        _("Injects and clocks go on where they stood; the pause counts for nobody."),
    ),
    "end": StepPage(
        "end", _("End the drill"), _("End it now"),
        _("It has ended. Next: the evaluation, while everybody remembers."), forms.EndForm,
        _plain(verbs.end), "player-stop",
        _("Nothing more is delivered. Everybody is told, and asked how it went."), True,
    ),
    "extend": StepPage(
        "extension", _("It still runs"), _("Move the planned end"), _("The planned end is moved."),
        forms.ExtendForm, _extend, "clock-plus",
    ),
    "close": StepPage(
        "closure", _("Archive the drill"), pgettext_lazy("button", "Archive"), _("Archived."),
        forms.StepForm, _plain(verbs.close), "archive",
        _("Nothing about it can be changed any more. It can be run again as a new drill."),
    ),
    "postpone": StepPage(
        "postponement", _("Postpone the drill"), pgettext_lazy("button", "Postpone"),
        _("Postponed; whoever was invited is told."), forms.PostponeForm, _plain(verbs.postpone),
        "calendar-time", _("What was prepared stays. Its slot stays too, and may become overdue."),
    ),
    "replan": StepPage(
        "replanning", _("Plan it again"), _("Plan again"),
        _("Planned again; whoever was invited is asked anew."), forms.DatesForm,
        _plain(verbs.replan), "calendar-plus",
    ),
    "cancel": StepPage(
        "cancellation", _("Cancel the drill"), pgettext_lazy("drill", "Cancel it"),
        _("Cancelled; whoever was invited is told."), forms.ReasonForm, _plain(verbs.cancel),
        "ban", _("It is not held. Its slot has to be met by another drill."), True,
    ),
    "clone": StepPage(
        "copy", _("Run it again"), _("Plan a new one"), _("Planned with the same script."),
        forms.CopyForm, _plain(verbs.clone), "copy",
        _("Script, people and settings are copied. Nothing of this one is changed or wiped."),
    ),
}  # fmt: skip


def name_of(verb: str) -> str:
    """The name of its address, behind "drills:"."""
    return "drill_" + STEPS[verb].noun.replace("/", "_")
