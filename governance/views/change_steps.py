"""The steps of a change as pages."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import actor, may, visible_or_404
from accounts.models import User
from accounts.request import PageRequest
from governance.change_page import change_page
from governance.forms.changes import AssessmentForm, ReasonForm, ResultForm
from governance.models import Change
from governance.services import changes as verbs
from governance.views.confirming import Step, step_page


def _assesses(_row: Change, user: User) -> bool:
    return may(user, verbs.ASSESS)


def _approves(_row: Change, user: User) -> bool:
    return may(user, verbs.APPROVE)


STEPS: dict[str, Step] = {
    "assessment": Step(
        gettext_lazy("Assess the change"), gettext_lazy("Assess"),
        gettext_lazy("The change is assessed: somebody else decides now."), verbs.assess_change,
        _assesses, ("requested", "assessed"), AssessmentForm, "clipboard-check", main=True,
    ),
    "approval": Step(
        gettext_lazy("Approve the change?"), gettext_lazy("Approve"),
        gettext_lazy("The change is approved."), verbs.approve_change, _approves, ("assessed",),
        ReasonForm, "circle-check", main=True,
    ),
    "rejection": Step(
        gettext_lazy("Reject the change?"), gettext_lazy("Reject"),
        gettext_lazy("The change is rejected."), verbs.reject_change, _approves, ("assessed",),
        ReasonForm, "circle-x", danger=True,
    ),
    "implementation": Step(
        gettext_lazy("Is the change in?"), gettext_lazy("It is implemented"),
        gettext_lazy("The change is implemented; what follows from it is on its way."),
        verbs.implement_change, verbs.may_implement, ("approved",), ResultForm, "rocket",
        main=True,
    ),
    "failure": Step(
        gettext_lazy("Did the change fail?"), gettext_lazy("It failed"),
        gettext_lazy("Noted: it failed and was rolled back."), verbs.fail_change,
        verbs.may_implement, ("approved",), ResultForm, "arrow-back-up", danger=True,
    ),
    "withdrawal": Step(
        gettext_lazy("Withdraw the change?"), gettext_lazy("Withdraw"),
        gettext_lazy("The change is withdrawn."), verbs.withdraw_change, verbs.may_withdraw,
        ("requested", "assessed", "approved"), ReasonForm, "x", danger=True,
    ),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def change_step(request: PageRequest, code: str, noun: str) -> HttpResponse:
    if noun not in STEPS:
        raise Http404
    row: Change = visible_or_404(Change.objects.for_list(), request.user, code=code)
    page = change_page(row, actor(request), at=timezone.now())
    summary: list[tuple[Any, Any]] = [
        (_("Change"), f"{row.code} {row.title}"),
        (_("State"), row.get_state_display()),
        (_("Requested by"), str(row.requested_by)),
        (_("Systems"), ", ".join(str(one) for one in row.systems.all()) or "–"),
    ]
    if row.likelihood is not None and row.impact is not None and noun != "assessment":
        summary.append((_("Risk (likelihood × impact)"), f"{row.likelihood} × {row.impact}"))
    context = {"change": row, "noun": noun, "page": page}
    template = "governance/change_step.html"
    return step_page(request, row, STEPS[noun], template=template, summary=summary, context=context)
