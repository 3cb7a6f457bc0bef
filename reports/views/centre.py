"""The report centre: every kind of report, and below the shelf of those that were made."""

from __future__ import annotations

import django_filters
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.access import may, require
from accounts.models import User
from accounts.request import PageRequest
from lib.listing import Column, Listing, render_listing
from reports.gallery import gallery
from reports.kinds import KINDS
from reports.models import Report, ReportKind, ReportState


def _kinds() -> list[tuple[str, str]]:
    return [(code, str(ReportKind(code).label)) for code in KINDS]


class ReportFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label=_("Report"), choices=_kinds)
    state = django_filters.ChoiceFilter(label=_("State"), choices=ReportState.choices)
    language = django_filters.ChoiceFilter(label=_("Language"), choices=settings.LANGUAGES)
    requested_by = django_filters.ModelChoiceFilter(
        label=_("Asked for by"),
        queryset=User.objects.filter(reports__isnull=False).distinct().order_by("name"),
        to_field_name="username",
    )

    class Meta:
        model = Report
        fields = ("kind", "state", "language", "requested_by")


@require_GET
def report_list(request: PageRequest) -> HttpResponse:
    require(request.user, "report.view")
    may_create = may(request.user, "report.create")
    listing = Listing(
        request,
        Report.objects.visible_to(request.user).for_list(),
        columns=[
            Column("code", _("Report"), ["code"]),
            Column("state", _("State"), ["state"]),
            Column("language", _("Language"), ["language"]),
            Column("as_of", _("As of"), ["as_of"]),
            Column("who", _("Asked for by"), ["requested_by__username"]),
            Column("created", _("When"), ["created_at"]),
            Column("size", _("Size"), ["size_bytes"], css="num"),
            Column("sha256", _("SHA-256")),
        ],
        row_template="reports/_report_row.html",
        search_in=["code", "requested_by__name", "requested_by__username", "sha256"],
        filterset_class=ReportFilter,
        ordering="-created",
        key="code",
        caption=_("Reports"),
        empty={
            "title": _("No reports yet"),
            "text": _("A report freezes what is approved into one file with its digest: the evidence an auditor takes away."),  # noqa: E501
            "href": reverse("reports:report_create"),
            "action": _("New report"),
        },
    )  # fmt: skip
    context = {
        "may_create": may_create,
        "groups": gallery(request.user) if may_create else [],
        "may_schedule": may(request.user, "report.schedule"),
    }
    return render_listing(request, "reports/report_list.html", listing, context)
