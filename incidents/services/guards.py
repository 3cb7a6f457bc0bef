"""What stands in the way of a verb: one list for the button's tooltip, the page and the 409.

Each guard is a Problem whose words tell what to do first. Verbs ask for it under their lock;
pages before they show a button.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from incidents.domain.states import MOVES, REGRADED_IN, is_met, move_of
from incidents.models import (
    OPEN,
    CheckRun,
    GradeChange,
    GradeProposal,
    Incident,
    IncidentEntry,
    IncidentSettings,
    Status,
    StepRun,
)
from incidents.services.closing_guards import unmet_for_closing
from incidents.services.rights import rights_of
from lib.errors import GuardsUnmet, Problem

# Verb → what one must be for it (incidents.services.rights), where the names differ.
RIGHTS = {
    "acknowledge": "respond",
    "confirm_grade": "grade",
    "raise_grade": "grade",
    "refuse_lower": "agree_lower",
    "lower_alone": "propose_lower",
    "withdraw_lower": "propose_lower",
    "fail_verification": "restore",
    "correct_times": "command",
}
NOT_YOURS = _("Your part in this incident does not include this.")

Guard = Callable[[Incident, User | None, datetime], list[Problem]]


def unmet(incident: Incident, verb: str, *, by: User | None, at: datetime) -> list[Problem]:
    """Why `verb` cannot be done now, [] when it can. `by` None asks for the state alone.

    Codes: "not_yours", "wrong_status", and those of the guards below.
    """
    found: list[Problem] = []
    if by is not None and not has_right(incident, verb, by=by, at=at):
        found.append(Problem("not_yours", NOT_YOURS))
    if verb in MOVES and move_of(verb, incident.status) is None:
        return [*found, _wrong_status(incident, verb)]
    for guard in GUARDS.get(verb, ()):
        found += guard(incident, by, at)
    return found


def require_met(incident: Incident, verb: str, *, at: datetime) -> None:
    """Raises GuardsUnmet (409) with every guard that is not met; rights are asked before."""
    found = unmet(incident, verb, by=None, at=at)
    if found:
        raise GuardsUnmet(found)


def has_right(incident: Incident, verb: str, *, by: User, at: datetime) -> bool:
    """By the table of rights; who declared by mistake may take it back at once (E46)."""
    if verb == "cancel" and is_fresh(incident, at) and incident.declared_by_id == by.pk:
        return True
    right = RIGHTS.get(verb, verb)
    if verb == "reopen" and incident.status == Status.CLOSED:
        right = "reopen_closed"
    return rights_of(incident, by).may(right)


def is_fresh(incident: Incident, at: datetime) -> bool:
    """So soon after it was entered that a wrong declaration is simply taken back (E46)."""
    first = IncidentEntry.objects.filter(incident=incident, seq=1).first()
    entered = first.recorded_at if first is not None else incident.declared_at
    free_s = IncidentSettings.current().cancel_free_s
    return at - entered <= timedelta(seconds=free_s)


def _wrong_status(incident: Incident, verb: str) -> Problem:
    if is_met(verb, incident.status):
        text = _("This is done already: the incident is “%(status)s”.")
        return Problem("done_already", text % {"status": incident.get_status_display()})
    if verb == "restore" and incident.status in (Status.REPORTED, Status.ASSESSING):
        return Problem(
            "grade_missing", _("Confirm the grade first."), "grade", _post(incident, "grade")
        )
    if verb == "verify" and incident.status == Status.RESPONDING:
        words = _("Say first when it was restored.")
        return Problem("not_restored", words, "restored_at", _post(incident, "restoration"))
    if verb == "close" and incident.status in OPEN:
        words = _("Verify the recovery first.")
        return Problem("not_verified", words, "verified_at", _post(incident, "verification"))
    if verb == "cancel" and incident.status in OPEN:
        words = _("Something was restored, so it was no false alarm: verify and close it.")
        return Problem("not_a_false_alarm", words)
    text = _("This cannot be done now: the incident is “%(status)s”.")
    return Problem("wrong_status", text % {"status": incident.get_status_display()}, "status")


def _post(incident: Incident, noun: str) -> str:
    return f"POST incidents/{incident.number}/{noun}/"


def _system_known(incident: Incident, by: User | None, at: datetime) -> list[Problem]:
    if not incident.system_unknown or incident.no_process_affected:
        return []
    words = _("Name the system that failed, or say that none did.")
    return [Problem("system_unknown", words, "systems", f"PATCH incidents/{incident.number}/")]


def _affects_something(incident: Incident, by: User | None, at: datetime) -> list[Problem]:
    if incident.no_process_affected or incident.impacts.exists():
        return []
    words = _("Name an affected process, or say that none is.")
    return [Problem("no_impact", words, "no_process_affected", _post(incident, "impacts"))]


def _in_graded_response(incident: Incident, by: User | None, at: datetime) -> list[Problem]:
    if incident.grade is None:
        words = _("Confirm the grade first.")
        return [Problem("grade_missing", words, "grade", _post(incident, "grade"))]
    if incident.status not in REGRADED_IN:
        text = _("This cannot be done now: the incident is “%(status)s”.")
        told = text % {"status": incident.get_status_display()}
        return [Problem("wrong_status", told, "status")]
    return []


def _rested(incident: Incident, by: User | None, at: datetime) -> list[Problem]:
    """No flapping: the grade has stood for a while before it goes down (INC-3, E11)."""
    last = GradeChange.objects.filter(incident=incident).order_by("at", "id").last()
    if last is None:
        return []
    left = timedelta(seconds=IncidentSettings.current().dwell_s) - (at - last.at)
    if left <= timedelta(0):
        return []
    return [Problem("too_soon", _wait(left), "grade")]


def _wait(left: timedelta) -> str:
    minutes = -(-int(left.total_seconds()) // 60)
    return ngettext(
        "The grade was changed just now: it may go down in %(minutes)d minute.",
        "The grade was changed just now: it may go down in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}


def _no_proposal(incident: Incident, by: User | None, at: datetime) -> list[Problem]:
    proposal = waiting_proposal(incident)
    if proposal is None:
        return []
    text = _("Grade %(grade)s is proposed already and waits for the decision level.")
    return [Problem("proposed_already", text % {"grade": proposal.grade.code}, "grade")]


def _a_proposal(incident: Incident, by: User | None, at: datetime) -> list[Problem]:
    if waiting_proposal(incident) is not None:
        return []
    return [Problem("nothing_proposed", _("No lower grade is proposed."))]


def _silence(incident: Incident, by: User | None, at: datetime) -> list[Problem]:
    proposal = waiting_proposal(incident)
    if proposal is None:
        return []
    after = timedelta(seconds=IncidentSettings.current().alone_after_s)
    left = after - (at - proposal.proposed_at)
    if left <= timedelta(0):
        return []
    minutes = -(-int(left.total_seconds()) // 60)
    words = ngettext(
        "The decision level still has %(minutes)d minute to answer.",
        "The decision level still has %(minutes)d minutes to answer.",
        minutes,
    ) % {"minutes": minutes}
    return [Problem("still_waiting", words)]


def waiting_proposal(incident: Incident) -> GradeProposal | None:
    rows = GradeProposal.objects.filter(incident=incident, state=GradeProposal.State.WAITING)
    return rows.select_related("grade", "proposed_by").first()


def _impacts_ended(incident: Incident, by: User | None, at: datetime) -> list[Problem]:
    rows = list(incident.impacts.open().select_related("process"))
    if not rows:
        return []
    text = _("Still affected: %(names)s. End what works again.")
    words = text % {"names": ", ".join(str(one.process) for one in rows)}
    return [Problem("impact_open", words, "impacts", _post(incident, f"impacts/{rows[0].pk}/end"))]


def _boxes_ticked(incident: Incident, by: User | None, at: datetime) -> list[Problem]:
    step = verification_of(incident)
    if step is None:
        return []
    left = step.checks.filter(required=True).exclude(
        state__in=[CheckRun.State.DONE, CheckRun.State.NA]
    )
    text = _("Not checked yet: %(box)s")
    return [
        Problem(
            "check_open", text % {"box": str(one)}, "checks",
            _post(incident, f"steps/checks/{one.pk}"),
        )
        for one in left
    ]  # fmt: skip


def verification_of(incident: Incident) -> StepRun | None:
    """Step 4 of the card in its last attempt."""
    rows = StepRun.objects.filter(incident=incident, key="verify")
    return rows.order_by("-attempt").first()


def _owner_agrees(incident: Incident, by: User | None, at: datetime) -> list[Problem]:
    grade = incident.effective_grade
    if grade is None or grade.severity > 2 or recovery_confirmed(incident) is not None:
        return []
    owners = owners_of(incident)
    if not owners:
        return []
    text = _("A process owner confirms that the business works again: %(names)s.")
    words = text % {"names": ", ".join(owners)}
    address = _post(incident, "verification/confirmation")
    return [Problem("owner_missing", words, "confirmation", address)]


def owners_of(incident: Incident) -> list[str]:
    """Names of those who can say for the business that it works: owners who have a login."""
    rows = incident.impacts.filter(process__owner__user__is_active=True)
    names = rows.order_by("process__owner__name").values_list("process__owner__name", flat=True)
    return list(dict.fromkeys(names))


def recovery_confirmed(incident: Incident) -> IncidentEntry | None:
    """The owner's word since it was last restored."""
    entries = IncidentEntry.objects.filter(incident=incident)
    last = entries.filter(type="restored").order_by("-seq").values_list("seq", flat=True).first()
    found = entries.filter(type="recovery_confirmed", seq__gt=last or 0)
    return found.select_related("actor").order_by("seq").first()


def _children_closed(incident: Incident, by: User | None, at: datetime) -> list[Problem]:
    children = incident.children.filter(status__in=OPEN).values_list("number", flat=True)
    text = _("%(number)s belongs to this one and is still open.")
    return [Problem("child_open", text % {"number": one}, "children") for one in children]


def _no_sources(incident: Incident, by: User | None, at: datetime) -> list[Problem]:
    """E20: what was merged into it would go down with it."""
    numbers = incident.merged_from.filter(status=Status.MERGED).values_list("number", flat=True)
    text = _("%(number)s was merged into this one: take it out first.")
    return [Problem("has_sources", text % {"number": one}, "merged") for one in numbers]


def _ready_to_close(incident: Incident, by: User | None, at: datetime) -> list[Problem]:
    return unmet_for_closing(incident, at)


def _may_be_reopened(incident: Incident, by: User | None, at: datetime) -> list[Problem]:
    within_s = IncidentSettings.current().reopen_within_s
    since = incident.restored_at
    if since is None or at - since <= timedelta(seconds=within_s):
        return []
    text = _(
        "It was restored more than %(hours)d h ago: declare a new incident that recalls this one."
    )
    return [Problem("too_late", text % {"hours": within_s // 3600})]


GUARDS: dict[str, tuple[Guard, ...]] = {
    "confirm_grade": (_system_known, _affects_something),
    "raise_grade": (_in_graded_response,),
    "propose_lower": (_in_graded_response, _rested, _no_proposal),
    "agree_lower": (_in_graded_response, _a_proposal, _rested),
    "refuse_lower": (_a_proposal,),
    "withdraw_lower": (_a_proposal,),
    "lower_alone": (_in_graded_response, _a_proposal, _silence, _rested),
    "verify": (_boxes_ticked, _impacts_ended, _owner_agrees),
    "close": (_ready_to_close,),
    "cancel": (_no_sources, _children_closed),
    "reopen": (_may_be_reopened,),
}
