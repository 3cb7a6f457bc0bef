"""What the guards of a submission say, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from lib.errors import Problem
from plans.domain.guards import Fault

WORDS: Mapping[str, Any] = {
    "empty": _("The plan says nothing yet: write a section, a task or a step of the card."),
    "task_without_title": _("Tasks without a title: %(tasks)s."),
    "task_without_role": _("Tasks without a role: %(tasks)s."),
    "task_without_duration": _("Tasks without a planned duration: %(tasks)s."),
    "cycle": _("The tasks wait for each other: %(path)s."),
    "objective_missing": _("The objective with its rationale is missing in the preface."),
    "authorisation_missing": _(
        "The switch-over is pre-authorised: say who may do what without asking."
    ),
    "change_summary_missing": _("Say what changed since the version before."),
    "not_only_contacts": _(
        "More than contacts changed; discard this draft and begin a full version."
    ),
    # Warnings.
    "instructions_missing": _("Tasks without instructions: %(tasks)s."),
    "alternates_missing": _("Critical contacts without an alternate: %(who)s."),
    "contact_unreachable": _("Cannot be reached: %(who)s."),
    "contact_doubtful": _("Have not confirmed their numbers: %(who)s."),
    "contact_numbers": _("Fewer than two usable numbers: %(roles)s."),
    "role_empty": _("Roles that nobody holds: %(roles)s."),
    "feasibility_amber": _("Too little time is left before the RTO."),
    "feasibility_red": _("The plan takes longer than a process may stand still."),
}
LANGUAGE = {"en": _("English"), "zh": _("Chinese")}
PARTS = {
    "plan": _("Plan"),
    "version": _("Version"),
    "section": _("Section"),
    "criterion": _("Activation criterion"),
    "task": _("Task"),
    "resource": _("Resource"),
    "message": _("Message template"),
    "call_tree": _("Contact of the call tree"),
    "card_step": _("Step of the card"),
    "card_item": _("Item of the card"),
}
NAMES = {
    "name": _("Name"),
    "title": _("title"),
    "body": _("text"),
    "text": _("text"),
    "instructions": _("instructions"),
    "verification": _("how it is checked"),
    "rollback": _("way back"),
    "authorisation": _("authorisation"),
    "script": _("what to say"),
    "team": _("team"),
}


def words_of(fault: Fault) -> Any:
    """One sentence in the active language."""
    if fault.code == "language_incomplete":
        return _languages(fault.params)
    return WORDS[fault.code] % fault.params if fault.params else WORDS[fault.code]


def _languages(params: Mapping[str, Any]) -> Any:
    texts = ", ".join(
        f"{PARTS[one['part']]} {one['number']} ({NAMES.get(one['name'], one['name'])})"
        for one in params["texts"]
    )
    words = _("Not written in %(language)s yet: %(texts)s (%(count)s in all).")
    return words % {
        "language": LANGUAGE[params["language"]],
        "texts": texts,
        "count": params["count"],
    }


def problem_of(fault: Fault) -> Problem:
    return Problem(fault.code, words_of(fault), fault.field)
