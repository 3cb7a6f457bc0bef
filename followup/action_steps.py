"""The steps of an action as pages show them: names, forms, services, and who else might do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import Person, User
from followup.domain.action import Move, move_of
from followup.forms import action_steps as forms
from followup.models import CorrectiveAction
from followup.services import actions
from lib.language import listed

BOARD = ("draft", "open", "in_progress", "done", "closed")


@dataclass(frozen=True)
class Step:
    """One verb: its page is `/actions/<code>/<path>/`, its URL name `action_<path>`.

    `column` is the board's column an action stands in afterwards ("" when it stays).
    """

    verb: str
    path: str
    title: Any
    label: Any
    icon: str
    service: Callable[..., Any]
    done: Any
    form: type[forms.StepForm] = forms.StepForm
    column: str = ""
    danger: bool = False
    warning: Any = ""

    @property
    def url_name(self) -> str:
        return f"followup:action_{self.path.replace('-', '_')}"

    @property
    def asks_nothing(self) -> bool:
        """Its version alone is enough."""
        return self.form in (forms.StepForm, forms.OpenForm)


STEPS: dict[str, Step] = {step.verb: step for step in (
    Step("open", "opening", _("Open the action"),
         pgettext_lazy("corrective action button", "Open"), "player-play",
         actions.open_action, _("Opened; its owner is told."), forms.OpenForm, "open"),
    Step("start", "start", _("Start the work"), _("Start"), "progress",
         actions.start_action, _("Under way."), column="in_progress"),
    Step("complete", "completion", _("Report it as done"),
         pgettext_lazy("corrective action button", "Done"), "check",
         actions.complete_action, _("Reported; the verifier is told."), forms.CompleteForm, "done"),
    Step("verify", "verification", _("Verify"), _("Verify"), "shield-check",
         actions.verify_action, _("Verified and closed."), forms.VerifyForm, "closed"),
    Step("reject", "rejection", _("Reject"), _("Reject"), "arrow-back-up",
         actions.reject_action, _("Back at its owner."), forms.AgainForm, "open"),
    Step("postpone", "postponement", _("Postpone"), _("Postpone"), "calendar-plus",
         actions.postpone_action, _("Postponed; the original date stays on record."),
         forms.PostponeForm),
    Step("accept_risk", "risk-acceptance", _("Accept the risk"), _("Accept the risk"), "hand-stop",
         actions.accept_risk, _("The risk is accepted until its day."), forms.AcceptRiskForm,
         "closed", warning=_("Nothing is done about it until the day you give.")),
    Step("withdraw_risk", "risk-withdrawal", _("Withdraw the acceptance of the risk"),
         _("Withdraw the acceptance"), "arrow-back-up", actions.withdraw_risk_acceptance,
         _("Open again."), forms.WithdrawForm, "open"),
    Step("cancel", "cancellation", _("Cancel the action"), _("Cancel the action"), "ban",
         actions.cancel_action, _("Cancelled."), forms.ReasonForm, "closed", danger=True),
    Step("reopen", "reopening", _("Reopen"), _("Reopen"), "refresh",
         actions.reopen_action, _("Open again."), forms.AgainForm, "open"),
    Step("record_retest", "retest", _("Record a re-test"), _("Record a re-test"), "test-pipe",
         actions.record_retest, _("Recorded."), forms.RetestForm),
    Step("add_evidence", "evidence", _("Add evidence"), _("Add evidence"), "paperclip",
         actions.add_evidence, _("Added."), forms.EvidenceForm),
    Step("add_note", "note", _("Add a note"), _("Add a note"), "message",
         actions.add_note, _("Noted."), forms.NoteForm),
)}  # fmt: skip

# What the sections of the page offer; the rest are the buttons on top.
IN_SECTIONS = ("record_retest", "add_evidence", "add_note")

WHO: dict[str, Any] = {
    "owner": _("the owner"),
    "verifier": _("the verifier"),
    "manager": _("the owner’s manager"),
    "author": _("who wrote it down"),
    "editor": _("who may change actions of this department"),
    "approver": _("who may approve (continuity manager, incident commander)"),
}


def only(move: Move) -> str:
    """ "Only the verifier or … may do this." """
    who = [str(WHO[one]) for one in move.who if one in WHO]
    return gettext("Only these may do it: %(who)s.") % {"who": listed(who)}


def roles_on_card(action: CorrectiveAction, user: User, manager: Person | None) -> frozenset[str]:
    """As `action_facts.roles_of`, without a query: the manager was read for all cards."""
    held = {
        "owner": action.owner is not None and action.owner.user_id == user.pk,
        "verifier": action.verifier is not None and action.verifier.user_id == user.pk,
        "manager": manager is not None and manager.user_id == user.pk,
        "author": action.created_by_id == user.pk,
        "editor": may(user, "action.change", action),
        "approver": may(user, "action.approve", action),
    }
    return frozenset(role for role, holds in held.items() if holds)


def moves_on_card(
    action: CorrectiveAction, user: User, manager: Person | None
) -> list[tuple[Step, bool]]:
    """The steps to another column, each with "posts at once" (else its page asks first).

    Guards that need the database (proof, evidence) are left to the step itself.
    """
    roles = roles_on_card(action, user, manager)
    found = []
    for step in STEPS.values():
        move = move_of(step.verb, action.state) if step.column else None
        if move is None or not roles & set(move.who):
            continue
        if "by_owner" in move.guards and "owner" in roles:
            continue
        found.append((step, step.asks_nothing))
    return found
