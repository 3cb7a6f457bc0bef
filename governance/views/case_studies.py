"""The case library: the list, one case with what follows from its figures, a form."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor, may, require, visible_or_404
from accounts.models import Organisation
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from governance.filters.inspections import CaseStudyFilter
from governance.forms.case_studies import FIGURES, LEARNED, WHAT, CaseStudyForm
from governance.models import CaseStudy
from governance.services import case_studies as verbs
from governance.views.confirming import refusing
from incidents.models import Incident, Status
from lib.conflicts import merged
from lib.listing import Column, Listing, render_listing


@require_safe
def case_study_list(request: PageRequest) -> HttpResponse:
    require(request.user, "governance.view")
    keeps = may(request.user, verbs.PERMISSION)
    add = {"href": reverse("governance:case_study_create"), "action": _("Add a case")}
    listing = Listing(
        request,
        CaseStudy.objects.visible_to(request.user).select_related("incident"),
        columns=[
            Column("code", gettext_lazy("Code"), ["code"]),
            Column("name", gettext_lazy("Case"), ["name_en"]),
            Column("when", gettext_lazy("When"), ["happened_on"]),
            Column("outage", gettext_lazy("Outage"), ["outage_s"], css="num"),
            Column("lost", gettext_lazy("Data lost"), ["recovered_percent"], css="num"),
            Column("loss", gettext_lazy("Loss"), ["loss"], css="num"),
            Column("lesson", gettext_lazy("Lesson")),
        ],
        row_template="governance/_case_study_row.html",
        search_in=["code", "name_en", "name_zh", "story_en", "story_zh"],
        filterset_class=CaseStudyFilter,
        ordering="code",
        key="code",
        caption=_("Cases"),
        empty={
            "title": _("No cases yet"),
            "text": _(
                "What happened to others, or to us, and what it teaches: for trainings, for "
                "reports, and for whoever asks what all this is for."
            ),
            **(add if keeps else {}),
        },
    )
    for one in listing.rows:
        one.figures = verbs.figures_of_study(one)
    context = {"may_add": keeps, "currency": Organisation.current().currency}
    return render_listing(request, "governance/case_study_list.html", listing, context)


@require_safe
def case_study_detail(request: PageRequest, code: str) -> HttpResponse:
    rows: Any = CaseStudy.objects.select_related("incident")
    row: CaseStudy = visible_or_404(rows, request.user, code=code)
    incidents: Any = Incident.objects.filter(pk=row.incident_id or 0)
    context = {
        "case": row,
        "figures": verbs.figures_of_study(row),
        "incident": incidents.visible_to(request.user).first() if row.incident_id else None,
        "currency": Organisation.current().currency,
        "may_change": may(request.user, verbs.PERMISSION),
        "may_audit": may(request.user, "audit.view"),
    }
    return render(request, "governance/case_study_detail.html", context)


@require_http_methods(["GET", "POST"])
def case_study_create(request: PageRequest) -> HttpResponse:
    """`?incident=INC-…`: out of an own closed incident."""
    require(request.user, verbs.PERMISSION)
    incidents: Any = Incident.objects.real()
    seen = incidents.visible_to(request.user).filter(status=Status.CLOSED)
    initial: dict[str, Any] = {}
    number = request.GET.get("incident", "").replace("\0", "")
    if number and (one := seen.prefetch_related("systems").filter(number=number).first()):
        initial = verbs.proposal_of(one)
    form = CaseStudyForm(request.POST or None, initial=initial, incidents=seen)
    if request.method == "POST" and form.is_valid():
        create = partial(verbs.create_case_study, **form.given())
        answer = save_new(request, form, create, added=_("The case was added."))
        if answer is not None:
            return answer
    own = list(seen.filter(case_studies=None).order_by("-declared_at")[:10])
    return _form(request, form, None, own)


@require_http_methods(["GET", "POST"])
def case_study_edit(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, verbs.PERMISSION)
    row: CaseStudy = visible_or_404(CaseStudy.objects.all(), request.user, code=code)
    posted = merged(request.POST) if request.method == "POST" else None
    form = CaseStudyForm(posted, instance=CaseStudy.objects.get(pk=row.pk))
    if posted is not None and form.is_valid():
        answer = refusing(
            form,
            lambda: save_change(
                request, form, partial(verbs.change_case_study, row, **form.given()),
                theirs=lambda current: CaseStudyForm(instance=current),
                back=row.get_absolute_url(),
            ),
        )  # fmt: skip
        if answer is not None:
            return answer
    return _form(request, form, row, [])


@require_http_methods(["GET", "POST"])
def case_study_delete(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, verbs.PERMISSION)
    row: CaseStudy = visible_or_404(CaseStudy.objects.all(), request.user, code=code)
    if request.method == "POST":
        verbs.delete_case_study(row, by=actor(request), at=timezone.now())
        messages.success(request, _("The case is gone."))
        return redirect("governance:case_study_list")
    context = {
        "case": row, "summary": [(_("Case"), row.name)], "danger": True,
        "confirm_label": _("Remove"), "cancel_url": row.get_absolute_url(),
    }  # fmt: skip
    return render(request, "governance/case_study_delete.html", context)


def _form(
    request: PageRequest, form: CaseStudyForm, row: CaseStudy | None, own: list[Incident]
) -> HttpResponse:
    parts = [(_("What happened"), WHAT), (_("Figures"), FIGURES), (_("What it teaches"), LEARNED)]
    context = {
        "form": form,
        "case": row,
        "own": own,
        "parts": [(title, [form[name] for name in names]) for title, names in parts],
        "cancel_url": row.get_absolute_url() if row else reverse("governance:case_study_list"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "governance/case_study_form.html", context, status=status)
