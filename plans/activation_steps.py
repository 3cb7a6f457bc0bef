"""The steps of an activation and of its tasks as pages: words, form and verb, in one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plans.forms import activation as forms
from plans.services import activations as verbs


@dataclass(frozen=True)
class Step:
    """`path` is the noun in the address; `service` takes what the form cleaned."""

    path: str
    title: Any
    label: Any
    done: Any
    form: type[Any]
    service: Callable[..., Any]
    icon: str = ""
    warning: Any = ""
    danger: bool = False


# By the verb of plans/domain/task_states.py.
TASK_STEPS: dict[str, Step] = {
    "start": Step(
        "start", _("Start"), _("Start"), _("Begun."), forms.StartForm, verbs.start_task,
        "player-play",
    ),
    "complete": Step(
        "completion", pgettext_lazy("button", "Done"), pgettext_lazy("button", "Done"), _("Done."),
        forms.CompleteForm, verbs.complete_task, "check",
    ),
    "fail": Step(
        "failure", _("It failed"), _("It failed"),
        _("Written down as failed; who stands in is told."),
        forms.ReasonForm, verbs.fail_task, "alert-triangle",
        _("What waits for this task goes on waiting until it is done or skipped."), True,
    ),
    "skip": Step(
        "skip", _("Go on without it"), _("Go on without it"), _("Skipped."), forms.ReasonForm,
        verbs.skip_task, "player-skip-forward", _("What waits for this task can begin then."),
    ),
    "reopen": Step(
        "reopening", _("Open again"), _("Open again"), pgettext_lazy("task", "Open again."),
        forms.ReopenForm, verbs.reopen_task, "refresh", _("What was not begun yet waits again."),
    ),
}  # fmt: skip

STEPS: dict[str, Step] = {
    "restore": Step(
        "restoration", pgettext_lazy("button", "Restored"), _("It is restored"),
        _("Restored: the backfill counts from here."),
        forms.RestoreForm, verbs.restore_activation, "circle-check",
        _("What was kept on paper must be entered within the time that counts from this moment."),
    ),
    "integrity": Step(
        "integrity", _("Data verified"), _("The data is whole"),
        _("Data verified: rows can be posted."),
        forms.IntegrityForm, verbs.verify_integrity, "shield-check",
        _("Rows kept on paper can be posted from now on."),
    ),
    "end": Step(
        "end", _("End it"), _("End it"), _("Ended."), forms.EndForm, verbs.end_activation, "flag",
        _("Changes made on the spot are passed on to the plan’s owner as change requests."),
    ),
    "cancel": Step(
        "cancellation", _("Cancel it"), _("It was a mistake"), _("Cancelled."), forms.ReasonForm,
        verbs.cancel_activation, "ban", _("Nothing of it will count. Everybody involved is told."),
        True,
    ),
    "command": Step(
        "commander", _("Change the commander"), _("Hand over"), _("Handed over."),
        forms.CommanderForm, verbs.change_commander, "user-share",
    ),
    "note": Step(
        "note", _("Write a note"), _("Write it down"), _("Written down."), forms.NoteForm,
        verbs.add_note, "message",
    ),
}  # fmt: skip
