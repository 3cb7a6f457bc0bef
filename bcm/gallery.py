"""Every component in every state, for whoever builds or checks pages. DEBUG only, no data kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from bcm import errors
from lib import conflicts, statuses
from lib.charts import impact_curve, svg
from lib.fields import DurationField, MoneyField
from lib.listing import Action, Column, Export, Listing, render_listing


class SampleForm(forms.Form):
    """One field of every kind."""

    code = forms.SlugField(
        label=gettext_lazy("Code"), help_text=gettext_lazy("Letters and digits.")
    )
    name = forms.CharField(label=gettext_lazy("Name"))
    note = forms.CharField(label=gettext_lazy("Comment"), required=False, widget=forms.Textarea)
    tier = forms.ChoiceField(
        label=gettext_lazy("Tier"), choices=[("", "—"), ("1", "T1"), ("2", "T2")]
    )
    rto_s = DurationField(label=gettext_lazy("RTO"))
    rpo_s = DurationField(label=gettext_lazy("RPO"), required=False)
    loss = MoneyField(label=gettext_lazy("Loss per hour"), currency="CNY", required=False)
    review = forms.DateField(
        label=gettext_lazy("Next review"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    critical = forms.BooleanField(label=gettext_lazy("Critical process"), required=False)
    mode = forms.ChoiceField(
        label=gettext_lazy("Mode"),
        choices=[("all", gettext_lazy("All")), ("any", gettext_lazy("Any"))],
        widget=forms.RadioSelect,
    )
    days = forms.MultipleChoiceField(
        label=gettext_lazy("Working days"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("1", gettext_lazy("Monday")), ("2", gettext_lazy("Tuesday"))],
    )
    file = forms.FileField(label=gettext_lazy("File"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=3, required=False)


TYPED = {
    "code": "P 01", "name": "Road rescue", "rto_s": "2 parsecs", "rpo_s": "15 min",
    "loss": "1,250,000", "mode": "all", "critical": "on", "version": "3",
}  # fmt: skip


def overview(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    if "flash" in request.GET:
        messages.success(request, _("Saved."))
        messages.error(request, _("The server could not answer. Nothing was saved."))
    return render(
        request,
        "gallery/overview.html",
        {
            "statuses": list(statuses.STATUSES),
            "now": now, "earlier": now - timedelta(hours=5), "later": now + timedelta(days=12),
            "today": timezone.localdate(), "past": timezone.localdate() - timedelta(days=40),
            "details": [(_("Owner"), "Alice Wang"), (_("RTO"), None), (_("Systems"), 0)],
            "events": _events(now),
            "differences": [
                {"label": "MTD", "before": "8 h", "after": "4 h", "kind": "changed"},
                {"label": "RPO", "before": None, "after": "15 min", "kind": "added"},
                {"label": "MBCO", "before": "60 %", "after": None, "kind": "removed"},
                {"label": "RTO", "before": "2 h", "after": "2 h", "kind": "unchanged"},
            ],
        },
    )  # fmt: skip


def _events(now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "at": now,
            "title": _("Approved"),
            "who": "manager",
            "icon": "circle-check",
            "tone": "ok",
        },
        {
            "at": now - timedelta(hours=5),
            "title": _("Submitted"),
            "who": "owner",
            "icon": "send",
            "tone": "info",
            "text": _("Nothing changed since the last version."),
        },
        {"at": now - timedelta(days=9), "title": _("Draft"), "who": "owner"},
    ]


class SampleFilter(django_filters.FilterSet):
    is_active = django_filters.BooleanFilter(label=gettext_lazy("Active"))
    is_service = django_filters.BooleanFilter(label=gettext_lazy("Service account"))

    class Meta:
        model = User
        fields = ["is_active", "is_service"]


def listing(request: HttpRequest) -> HttpResponse:
    shown = User.objects.none() if "none" in request.GET else User.objects.all()
    return render_listing(
        request,
        "gallery/list.html",
        Listing(
            request, shown,
            columns=[
                Column("username", _("Login name"), ["username"]),
                Column("name", _("Name"), ["name"]),
                Column("joined", _("Since"), ["date_joined"]),
                Column("rto", _("RTO"), css="num"),
                Column("state", _("Status"), ["is_active"]),
            ],
            row_template="gallery/_row.html",
            search_in=["username", "name"],
            filterset_class=SampleFilter,
            ordering="username",
            bulk=[Action("retire", _("Retire"), "archive")], bulk_url=reverse("gallery_confirm"),
            exports=[Export("CSV", "?format=csv"), Export("XLSX", "?format=xlsx")],
            caption=_("Users"),
            empty={
                "title": _("No processes yet"), "href": reverse("gallery_form"),
                "text": _("The register lists what the organisation does. Start with one process."),
                "action": _("Add a process"),
            },
        ),
    )  # fmt: skip


def form(request: HttpRequest) -> HttpResponse:
    bound = SampleForm(request.POST or (TYPED if "wrong" in request.GET else None))
    if bound.is_bound:
        bound.add_error(None, _("The RTO and the work recovery time exceed the MTD."))
    context = {"form": bound, "cancel_url": reverse("gallery")}
    return render(request, "gallery/form.html", context)


def confirm(request: HttpRequest) -> HttpResponse:
    rows: list[Any] = [
        (_("Process"), "P-01 Road rescue"), ("MTD", "4 h"), ("RTO", "2 h", reverse("gallery_form")),
        ("MBCO", None),
    ]  # fmt: skip
    return render(
        request,
        "gallery/confirm.html",
        {
            "summary": rows, "confirm_label": _("Approve"), "cancel_url": reverse("gallery"),
            "warning": _("Approval freezes this version; nobody can change it afterwards."),
            "danger": "danger" in request.GET,
        },
    )  # fmt: skip


def conflict(request: HttpRequest) -> HttpResponse:
    saved = {"code": "P01", "name": "Roadside rescue", "tier": "1", "rto_s": 3600, "mode": "any"}
    both = conflicts.conflict(
        mine=SampleForm(TYPED), theirs=SampleForm(initial=saved), version=4,
        by="Bob", at=timezone.now() - timedelta(minutes=3),
    )  # fmt: skip
    context = {"conflict": both, "cancel_url": reverse("gallery")}
    return render(request, "base_conflict.html", context)


def charts(request: HttpRequest) -> HttpResponse:
    spec = impact_curve(
        bands=[(0, "0"), (3600, "1 h"), (14_400, "4 h"), (28_800, "8 h"), (86_400, "24 h")],
        scores={
            _("Financial"): [0, 1, 2, 3, 4], _("Reputation"): [0, 0, 2, 3, 3],
            _("Legal"): [0, 1, 1, 2, None], _("Life safety"): [1, 3, 4, 4, 4],
        },
        threshold=3, mtd_s=14_400, rto_s=7_200,
        labels={
            "time": _("Time since the outage"), "score": _("Impact"), "category": _("Category"),
            "threshold": _("intolerable"), "mtd": "MTD 4 h", "rto": "RTO 2 h",
        },
    )  # fmt: skip
    return render(request, "gallery/charts.html", {"spec": spec, "drawing": svg(spec)})


def error(request: HttpRequest, code: int) -> HttpResponse:
    """The real error page with status 200, so that it can be looked at."""
    response = errors.page(request, code)
    response.status_code = 200
    return response
