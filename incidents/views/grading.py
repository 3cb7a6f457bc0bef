"""Pages of the grade: confirm it, change it, answer the proposal of a lower one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import actor, require
from accounts.request import PageRequest
from incidents.forms.grading import AnswerForm, ChangeForm, ConfirmForm, RefuseForm
from incidents.grade_page import grade_view
from incidents.models import Incident
from incidents.services import incidents as verbs
from incidents.services.guards import has_right, unmet, waiting_proposal
from incidents.services.rights import rights_of
from incidents.views.deed import Deed, back_to, deed_page
from incidents.views.room import incident_of

# Path → verb, title, label, icon, form.
ANSWERS: dict[str, tuple[str, Any, Any, str, type[Any]]] = {
    "agreement": (
        "agree_lower", gettext_lazy("Agree to the lower grade"), gettext_lazy("Agree"), "check",
        AnswerForm,
    ),
    "refusal": (
        "refuse_lower", gettext_lazy("Keep the grade"), gettext_lazy("Refuse"), "x", RefuseForm,
    ),
    "withdrawal": (
        "withdraw_lower", gettext_lazy("Withdraw the proposal"), gettext_lazy("Withdraw"),
        "arrow-back-up", AnswerForm,
    ),
    "alone": (
        "lower_alone", gettext_lazy("Decide without an answer"),
        gettext_lazy("Lower the grade"), "gauge", AnswerForm,
    ),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def incident_grade(request: PageRequest, number: str) -> HttpResponse:
    """Confirms the grade as long as none is, changes it afterwards."""
    require(request.user, "incident.view")
    incident = incident_of(request, number)
    now = timezone.now()
    if incident.grade_id is None:
        return _confirm(request, incident, now)
    return _change(request, incident, now)


def _confirm(request: PageRequest, incident: Incident, now: datetime) -> HttpResponse:
    _require_any(incident, ("confirm_grade",), request, now)
    form = ConfirmForm(request.POST if request.method == "POST" else None, incident=incident)

    def do(_row: Incident, values: dict[str, Any], call: dict[str, Any]) -> str:
        row = verbs.confirm_grade(
            incident,
            grade=values["grade"],
            reason=values["reason"],
            no_process_affected=values.get("no_process_affected", False),
            **call,
        )
        words = _("Grade %(grade)s is confirmed. The decision level is told.")
        messages.success(request, words % {"grade": row.grade.code if row.grade else ""})
        return back_to(row, "grade")

    guards = unmet(incident, "confirm_grade", by=None, at=now)
    if "no_process_affected" in form.fields:
        # The form itself has the box to tick.
        guards = [one for one in guards if one.code != "no_impact"]
    deed = Deed(
        title=_("Confirm the grade"), label=_("Confirm"), do=do, icon="gauge",
        template="incidents/grade.html", part="grade",
    )  # fmt: skip
    extra = {
        "guards": guards,
        "view": grade_view(incident, now, None),
        "names_systems": _may_name(incident, request),
    }
    return deed_page(request, incident, deed, form, extra=extra)


def _change(request: PageRequest, incident: Incident, now: datetime) -> HttpResponse:
    _require_any(incident, ("raise_grade", "propose_lower"), request, now)
    form = ChangeForm(request.POST if request.method == "POST" else None, incident=incident)

    def do(_row: Incident, values: dict[str, Any], call: dict[str, Any]) -> str:
        grade, given = values["grade"], {"reason": values["reason"], **call}
        present = incident.grade
        if present is not None and grade.severity > present.severity:
            verbs.propose_lower(incident, grade=grade, **given)
            messages.info(request, _("Proposed. The decision level is asked to agree."))
        else:
            verbs.raise_grade(incident, grade=grade, **given)
            messages.success(request, _("The worse grade is in effect."))
        return back_to(incident, "grade")

    deed = Deed(
        title=_("Change the grade"), label=_("Change"), do=do, icon="gauge",
        warning=_("A worse grade takes effect at once; a lower one needs the decision level."),
        template="incidents/grade.html", part="grade",
    )  # fmt: skip
    extra = {
        "guards": unmet(incident, "raise_grade", by=None, at=now),
        "lower_guards": unmet(incident, "propose_lower", by=None, at=now),
        "view": grade_view(incident, now, waiting_proposal(incident)),
        "names_systems": incident.is_in_response and _may_name(incident, request),
        "changes": incident.grade_changes.select_related("before", "after", "by", "agreed_by"),
    }
    return deed_page(request, incident, deed, form, extra=extra)


@require_http_methods(["GET", "POST"])
def proposal_answer(request: PageRequest, number: str, answer: str) -> HttpResponse:
    """The decision level agrees or refuses, who commands withdraws or decides alone."""
    require(request.user, "incident.view")
    incident = incident_of(request, number)
    now = timezone.now()
    verb, title, label, icon, form_class = ANSWERS[answer]
    _require_any(incident, (verb,), request, now)
    form = form_class(request.POST if request.method == "POST" else None, incident=incident)

    def do(_row: Incident, values: dict[str, Any], call: dict[str, Any]) -> str:
        more = {} if verb == "lower_alone" else {"comment": values["comment"]}
        getattr(verbs, verb)(incident, **more, **call)
        messages.success(request, _("Written down."))
        return back_to(incident, "grade")

    if answer == "alone":
        del form.fields["comment"]
    proposal = waiting_proposal(incident)
    deed = Deed(
        title=title, label=label, do=do, icon=icon, template="incidents/grade.html", part="grade",
        summary=_proposal_rows(incident),
    )  # fmt: skip
    extra = {
        "guards": unmet(incident, verb, by=None, at=now),
        "view": grade_view(incident, now, proposal),
    }
    return deed_page(request, incident, deed, form, extra=extra)


def _proposal_rows(incident: Incident) -> list[tuple[Any, Any]]:
    proposal = waiting_proposal(incident)
    if proposal is None:
        return []
    return [
        (_("Grade in effect"), str(incident.grade)),
        (_("Proposed"), str(proposal.grade)),
        (_("Reason"), proposal.reason),
        (_("By"), str(proposal.proposed_by)),
    ]


def _may_name(incident: Incident, request: PageRequest) -> bool:
    return rights_of(incident, actor(request)).may("respond")


def _require_any(
    incident: Incident, names: tuple[str, ...], request: PageRequest, now: datetime
) -> None:
    user = actor(request)
    if not any(has_right(incident, one, by=user, at=now) for one in names):
        raise PermissionDenied(f"incident.{names[0]}")
