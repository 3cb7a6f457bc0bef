"""Read and understood: asking people, and saying so."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from lib.errors import DomainRefusal
from plans.access import require_edit
from plans.forms.version import ReadersForm, ReadForm
from plans.models import Reading
from plans.services.readings import ask_to_read, mark_read, people_named
from plans.views.version import shown_page


@require_http_methods(["GET", "POST"])
def reading_create(request: PageRequest, code: str, number: str) -> HttpResponse:
    """Whoever the plan names and was not asked yet is ticked."""
    shown = shown_page(request, code, number)
    require_edit(request.user, shown.plan, shown.version)
    asked = list(shown.version.readings.values_list("person_id", flat=True))
    named = [one for one in people_named(shown.document) if one.pk not in asked]
    posted = request.POST if request.method == "POST" else None
    form = ReadersForm(posted, asked=asked, initial={"people": named})
    status = 422 if form.errors else 200
    if posted is not None and form.is_valid():
        people, due_on = list(form.cleaned_data["people"]), form.cleaned_data["due_on"]
        try:
            made = ask_to_read(
                shown.version, people, by=request.user, at=timezone.now(), due_on=due_on
            )
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
            status = 409
        else:
            words = ngettext("%(n)d person was asked.", "%(n)d people were asked.", len(made))
            messages.success(request, words % {"n": len(made)})
            return redirect(shown.address("version_records"))
    context = {
        "plan": shown.plan, "version": shown.version, "page": shown, "form": form,
        "title": _("Ask people to read it"), "confirm_label": _("Ask"),
        "summary": [(_("Plan"), f"{shown.plan.name} {shown.version.number}")],
        "cancel_url": shown.address("version_records"),
    }  # fmt: skip
    return render(request, "plans/plan_step.html", context, status=status)


@require_http_methods(["GET", "POST"])
def reading_confirm(request: PageRequest, code: str, number: str) -> HttpResponse:
    """The reader's own; 404 for who was not asked."""
    shown = shown_page(request, code, number)
    rows = Reading.objects.filter(plan_version=shown.version, person__user=request.user)
    reading = rows.select_related("person").first()
    if reading is None:
        raise Http404
    form = ReadForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        mark_read(reading, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Thank you. It is noted that you read and understood it."))
        return redirect(shown.url)
    context = {
        "plan": shown.plan, "version": shown.version, "page": shown, "form": form,
        "title": _("Read and understood"), "confirm_label": _("I have read and understood it"),
        "summary": [
            (_("Plan"), f"{shown.plan.name} {shown.version.number}"),
            (_("What changed"), shown.version.change_summary or None),
        ],
        "cancel_url": shown.url,
    }  # fmt: skip
    return render(request, "plans/plan_step.html", context)
