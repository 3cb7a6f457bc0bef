"""What was measured: the list of all results or of one subject, one result, a new one."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import may, require, visible_or_404
from accounts.request import PageRequest
from bia.filters.measurement import MeasurementFilter
from bia.forms.measurement import MeasurementForm
from bia.measured import evidence_of, source_url, validity_at
from bia.models import Measurement
from bia.models.dependency import node_key
from bia.node_links import node_url
from bia.services.measurement import record_measurement
from bia.views.register_edit import show_refusal
from lib.errors import DomainRefusal
from lib.listing import Column, Listing, render_listing

PERMISSION = "measurement.record"


class MeasurementListing(Listing):
    @cached_property
    def rows(self) -> list[Any]:
        validity = validity_at(timezone.now())
        found = self.matching[self.offset : self.offset + self.limit]
        return [shown(one, validity) for one in found]


def shown(one: Measurement, validity: Any) -> dict[str, Any]:
    """A row with its age, its subject's page, and the page of its source if it is ours."""
    subject: Any = one.subject
    return {
        "row": one,
        "evidence": evidence_of(one, validity),
        "subject": subject,
        "subject_url": node_url(subject._meta.model_name, subject.code),
        "source_url": source_url(one.source),
        "missed": one.target_s is not None and one.value_s > one.target_s,
    }


def measurement_list(request: PageRequest) -> HttpResponse:
    require(request.user, "register.view")
    may_record = may(request.user, PERMISSION)
    subject = request.GET.get("subject", "")
    create_url = reverse("bia:measurement_create")
    listing = MeasurementListing(
        request,
        Measurement.objects.visible_to(request.user).for_list(),
        columns=[
            Column("at", gettext_lazy("When"), ["at", "id"]),
            Column("subject", gettext_lazy("Subject")),
            Column("kind", gettext_lazy("Kind"), ["kind"]),
            Column("value", gettext_lazy("Measured"), ["value_s"], css="num"),
            Column("target", gettext_lazy("Target then"), css="num"),
            Column("source", gettext_lazy("Source")),
            Column("proof", gettext_lazy("Proof")),
        ],
        row_template="bia/_measurement_row.html",
        search_in=["code", "source", "note", "process__name", "system__name"],
        filterset_class=MeasurementFilter,
        ordering="-at",
        caption=_("Measurements"),
        empty={
            "title": _("Nothing measured yet"),
            "text": _(
                "Here stands what restore tests, drills and incidents really took. Until "
                "something is measured, no target is proven."
            ),
            **({"href": create_url, "action": _("Record a measurement")} if may_record else {}),
        },
    )
    more = {"may_record": may_record, "create_url": f"{create_url}?subject={subject}"}
    return render_listing(request, "bia/measurement_list.html", listing, more)


def measurement_detail(request: PageRequest, code: str) -> HttpResponse:
    rows = Measurement.objects.for_list()
    one: Measurement = visible_or_404(rows, request.user, code=code)
    context = {"measurement": one, **shown(one, validity_at(timezone.now()))}
    return render(request, "bia/measurement_detail.html", context)


@require_http_methods(["GET", "POST"])
def measurement_create(request: PageRequest) -> HttpResponse:
    """`?subject=process:booking&kind=rto` come filled in."""
    require(request.user, PERMISSION)
    now = timezone.now()
    start = {name: request.GET[name] for name in ("subject", "kind") if request.GET.get(name)}
    form = MeasurementForm(request.POST or None, by=request.user, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = record_measurement(**form.cleaned_data, by=request.user, recorded_at=now)
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Recorded."))
            subject: Any = made.subject
            return redirect(node_url(subject._meta.model_name, subject.code))
    context = {
        "form": form,
        "cancel_url": reverse("bia:measurement_list"),
        "submit_label": _("Record"),
        "refusals": [],
    }
    return render(request, "bia/measurement_form.html", context, status=422 if form.errors else 200)


def measurements_of(row: Any, user: Any, limit: int) -> dict[str, Any]:
    """For the page of a process or system: its newest results, and how many there are."""
    column = row._meta.model_name
    found = Measurement.objects.filter(**{column: row})
    newest = list(found.for_list()[: limit + 1])
    validity = validity_at(timezone.now())
    return {
        "measurements": [shown(one, validity) for one in newest[:limit]],
        "more_measurements": len(newest) > limit,
        "measurements_url": f"{reverse('bia:measurement_list')}?subject={node_key(row)}",
        "record_url": f"{reverse('bia:measurement_create')}?subject={node_key(row)}"
        if may(user, PERMISSION)
        else "",
    }
