"""The hot wash: three questions, and what was answered."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import actor
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from drills.fact_outcome import hot_wash_facts
from drills.forms.evaluation import HotWashForm
from drills.services import hot_wash as verbs
from drills.services.rights import rights_of
from drills.views.one import drill_of
from lib.errors import DomainRefusal, GuardsUnmet


@require_http_methods(["GET", "POST"])
def hot_wash(request: PageRequest, code: str) -> HttpResponse:
    """The form of whoever took part; the answers for who evaluates, controls or reports."""
    drill = drill_of(request, code)
    rights, now = rights_of(drill, request.user), timezone.now()
    form = HotWashForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                verbs.answer_hot_wash(drill, **form.cleaned_data, by=actor(request), at=now)
            except DomainRefusal as refusal:
                show_refusal(form, refusal)
                status = 409 if isinstance(refusal, GuardsUnmet) else 422
            else:
                messages.success(request, _("Thank you: your answers are kept."))
                return redirect(request.path)
    is_open = verbs.is_open(drill, now)
    answered = verbs.has_answered(drill, request.user)
    asked = rights.may("hot_wash") and verbs.person_in(drill, request.user) is not None
    reads = rights.may("report") or rights.may("evaluate") or rights.may("approve")
    context = {
        "drill": drill,
        "sees_script": rights.sees_script,
        "form": form,
        "is_open": is_open,
        "has_ended": drill.ended_at is not None,
        "answered": answered,
        "may_answer": asked and is_open and not answered,
        "facts": hot_wash_facts(drill) if reads and drill.ended_at else None,
    }
    return render(request, "drills/hot_wash.html", context, status=status)
