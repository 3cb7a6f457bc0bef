"""The steps of a risk as pages."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import may, visible_or_404
from accounts.models import User
from accounts.request import PageRequest
from governance.forms.risks import AcceptanceForm, RiskReasonForm, TreatmentForm
from governance.models import Risk
from governance.services import risks as verbs
from governance.views.confirming import Step, step_page


def _keeps(_row: Risk, user: User) -> bool:
    return may(user, verbs.PERMISSION)


def _approves(_row: Risk, user: User) -> bool:
    return may(user, verbs.APPROVE)


STEPS: dict[str, Step] = {
    "treatment": Step(
        gettext_lazy("Is the risk treated?"), gettext_lazy("Treated"),
        gettext_lazy("The risk is treated."), verbs.treat_risk, _keeps, ("open", "accepted"),
        TreatmentForm, "shield-check", main=True,
    ),
    "acceptance": Step(
        gettext_lazy("Accept the risk?"), gettext_lazy("Accept"),
        gettext_lazy("The risk is accepted until that day."), verbs.accept_risk, _approves,
        ("open", "treated", "accepted"), AcceptanceForm, "hand-stop",
        gettext_lazy("Whoever accepts a risk answers for it. It is looked at again on a day."),
    ),
    "closure": Step(
        gettext_lazy("Close the risk?"), gettext_lazy("Close"),
        gettext_lazy("The risk is closed."), verbs.close_risk, _keeps,
        ("open", "treated", "accepted"), RiskReasonForm, "lock",
    ),
    "reopening": Step(
        gettext_lazy("Open the risk again?"), gettext_lazy("Open again"),
        gettext_lazy("The risk is open again."), verbs.reopen_risk, _keeps,
        ("treated", "accepted", "closed"), RiskReasonForm, "refresh",
    ),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def risk_step(request: PageRequest, code: str, noun: str) -> HttpResponse:
    if noun not in STEPS:
        raise Http404
    row: Risk = visible_or_404(Risk.objects.for_list(), request.user, code=code)
    summary: list[tuple[Any, Any]] = [
        (_("Risk"), f"{row.code} {row.title}"),
        (_("State"), row.get_state_display()),
        (_("Value"), f"{row.likelihood} × {row.impact} = {row.value}"),
    ]
    if row.left is not None:
        words = f"{row.left_likelihood} × {row.left_impact} = {row.left}"
        summary.append((_("After treatment"), words))
    names = ", ".join(one.code for one in row.processes.all())
    summary.append((_("Processes"), names or "–"))
    template = "governance/risk_step.html"
    context = {"risk": row, "noun": noun}
    return step_page(request, row, STEPS[noun], template=template, summary=summary, context=context)
