"""The sample of an internal audit: how many and which, and written into the audit on a click."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import actor, may, visible_or_404
from accounts.request import PageRequest
from governance.forms.records import SampleForm
from governance.models import BcmsRecord, RecordKind, RecordState
from governance.services.audit_sample import POPULATIONS, Sample, keep_sample, sample_of
from governance.services.records import PERMISSION
from lib.errors import DomainRefusal

HUNDRED = Decimal(100)


@require_http_methods(["GET", "POST"])
def record_sample(request: PageRequest, code: str) -> HttpResponse:
    """GET draws it (all in the address, so that it can be sent on); POST keeps it."""
    row: BcmsRecord = visible_or_404(BcmsRecord.objects.for_list(), request.user, code=code)
    if row.kind != RecordKind.AUDIT:
        raise Http404
    initial = {
        "population": "processes", "rule": "confidence", "confidence": 95, "rate": 10,
        "seed": row.code,
    }  # fmt: skip
    asked = request.POST if request.method == "POST" else request.GET
    form = SampleForm(asked if "population" in asked else None, initial=initial)
    sample: Sample | None = None
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        sample = sample_of(
            data["population"], user=actor(request), seed=data["seed"], rule=data["rule"],
            confidence=data["confidence"] / HUNDRED, rate=data["rate"] / HUNDRED,
        )  # fmt: skip
    if request.method == "POST" and sample is not None:
        try:
            keep_sample(row, sample, by=actor(request), at=timezone.now())
        except DomainRefusal as refusal:
            messages.error(request, " ".join(str(one.message) for one in refusal.problems))
        else:
            messages.success(request, _("The sample is written into the audit."))
            return redirect(row)
    context = {
        "record": row, "form": form, "sample": sample,
        "population": POPULATIONS[sample.population][0] if sample else "",
        "query": {name: asked.get(name, "") for name in form.fields} if sample else {},
        "may_keep": may(request.user, PERMISSION) and row.state != RecordState.RETIRED,
    }  # fmt: skip
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "governance/record_sample.html", context, status=status)
