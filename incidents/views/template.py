"""Templates of messages: the list, a form."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import may, require, visible_or_404
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from incidents.domain.places import PLACES
from incidents.forms.reporting import TemplateForm
from incidents.models import CommsTemplate
from incidents.services.templates import change_template, create_template
from lib.conflicts import merged
from lib.listing import Column, Listing, render_listing


@require_safe
def template_list(request: PageRequest) -> HttpResponse:
    require(request.user, "incident.view")
    may_change = may(request.user, "comms_template.change")
    listing = Listing(
        request,
        CommsTemplate.objects.visible_to(request.user).for_list(),
        columns=[
            Column("code", gettext_lazy("Code"), ["code"]),
            Column("name", gettext_lazy("Name"), ["name_en"]),
            Column("audience", gettext_lazy("To whom"), ["audience"]),
            Column("subject", pgettext_lazy("of a message", "Subject")),
            Column("active", gettext_lazy("Active"), ["is_active"]),
        ],
        row_template="incidents/_template_row.html",
        search_in=["code", "name_en", "name_zh", "subject_en", "subject_zh"],
        ordering="position",
        key="code",
        caption=_("Message templates"),
        empty={
            "title": _("No message templates yet"),
            "text": _("Words that are ready when there is no time to look for them."),
            **(
                {"href": reverse("incidents:template_create"), "action": _("Add a template")}
                if may_change
                else {}
            ),
        },
    )
    return render_listing(
        request, "incidents/template_list.html", listing, {"may_change": may_change}
    )


@require_http_methods(["GET", "POST"])
def template_create(request: PageRequest) -> HttpResponse:
    require(request.user, "comms_template.change")
    form = TemplateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        answer = save_new(
            request, form, partial(create_template, **values), added=_("The template was added."),
            page=reverse("incidents:template_list"),
        )  # fmt: skip
        if answer is not None:
            return answer
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
def template_edit(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, "comms_template.change")
    row: CommsTemplate = visible_or_404(CommsTemplate.objects.all(), request.user, code=code)
    posted = request.method == "POST"
    # The form's instance is its own: what is typed must not stand in the row.
    form = _bound(row, merged(request.POST) if posted else None)
    if posted and form.is_valid():
        values = {
            name: value for name, value in form.cleaned_data.items() if name not in ("version",)
        }
        answer = save_change(
            request, form, partial(change_template, row, **values),
            theirs=lambda current: _bound(current, None),
            back=reverse("incidents:template_list"),
        )  # fmt: skip
        if answer is not None:
            return answer
    return _form(request, form, row)


def _bound(row: CommsTemplate, data: object) -> TemplateForm:
    own = CommsTemplate.objects.get(pk=row.pk)
    form = TemplateForm(data, instance=own, initial={"version": row.version})  # type: ignore[arg-type]
    form.fields["code"].disabled = True
    return form


def _form(request: PageRequest, form: TemplateForm, row: CommsTemplate | None) -> HttpResponse:
    context = {
        "form": form,
        "template": row,
        "places": [f"{{{name}}}" for name in PLACES],
        "cancel_url": reverse("incidents:template_list"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "incidents/template_form.html", context, status=status)
