"""Merging, taking apart, relating, parents and children."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import visible_or_404
from accounts.request import PageRequest
from incidents.forms.deed import NowForm
from incidents.forms.merging import AttachForm, MergeForm, ReasonForm, RelateForm
from incidents.models import Incident, IncidentSettings
from incidents.services import merging, relating, unmerging
from incidents.services.rights import rights_of
from incidents.views.deed import Deed, deed_page, incident_for, posted
from lib.durations import format_duration


@require_http_methods(["GET", "POST"])
def incident_merge(request: PageRequest, number: str) -> HttpResponse:
    """Others go into this one."""
    incident = incident_for(request, number, "merge")
    initial = {"sources": request.GET.getlist("source")}
    form = MergeForm(posted(request), incident=incident, user=request.user, initial=initial)

    def merge(one: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        merging.merge(list(values["sources"]), into=one, reason=values["reason"], **call)

    deed = Deed(
        _("Merge into this incident"), _("Merge"), merge, right="merge", icon="arrow-merge",
        part="links", done=_("Merged."),
        warning=_(
            "What is merged keeps its page and number. Its impacts, plans and people go on here;"
            " it can be undone within %(time)s."
        )
        % {"time": _undone_within()},
        summary=[(_("This incident stays"), f"{incident.number} {incident.title}")],
    )  # fmt: skip
    return deed_page(request, incident, deed, form)


def _undone_within() -> str:
    return format_duration(IncidentSettings.current().unmerge_within_s, get_language() or "en")


def _require_merge(request: PageRequest, whole: Incident) -> None:
    """Raises PermissionDenied (403) before anything of the larger incident is shown."""
    if not rights_of(whole, request.user).may("merge"):
        raise PermissionDenied("incident.merge")


@require_http_methods(["GET", "POST"])
def incident_unmerge(request: PageRequest, number: str) -> HttpResponse:
    incident = incident_for(request, number)
    merger = unmerging.current_merger(incident)
    if merger is None and request.method == "GET":
        raise Http404
    if merger is not None:
        _require_merge(request, merger.target)
    form = ReasonForm(posted(request))

    def unmerge(one: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        unmerging.unmerge(one, **values, **call)

    summary = []
    if merger is not None:
        summary = [
            (_("Merged into"), f"{merger.target.number} {merger.target.title}"),
            (_("Why"), merger.reason),
        ]
    deed = Deed(
        _("Undo the merger"), _("Undo the merger"), unmerge, icon="arrows-split", part="links",
        done=_("It is an incident of its own again."), summary=summary,
        warning=_("What moved returns, its clocks run again. Entries written meanwhile stay."),
    )  # fmt: skip
    return deed_page(request, incident, deed, form)


@require_http_methods(["GET", "POST"])
def incident_relate(request: PageRequest, number: str) -> HttpResponse:
    incident = incident_for(request, number, "respond")
    form = RelateForm(posted(request), incident=incident, user=request.user)

    def relate(one: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        relating.relate(one, values["other"], **call)

    deed = Deed(
        _("Related incident"), _("Name as related"), relate, icon="link", part="links",
        done=_("Named as related."),
    )  # fmt: skip
    return deed_page(request, incident, deed, form)


@require_http_methods(["GET", "POST"])
def incident_unrelate(request: PageRequest, number: str, other: str) -> HttpResponse:
    incident = incident_for(request, number, "respond")
    mate = visible_or_404(Incident.objects.all(), request.user, number=other)

    def unrelate(one: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        relating.unrelate(one, mate, **call)

    deed = Deed(
        _("End the relation"), _("End the relation"), unrelate, icon="unlink", part="links",
        done=_("The relation was ended."), summary=[(_("Incident"), f"{mate.number} {mate.title}")],
    )  # fmt: skip
    return deed_page(request, incident, deed, NowForm(posted(request)))


@require_http_methods(["GET", "POST"])
def incident_attach(request: PageRequest, number: str) -> HttpResponse:
    """Many at once, for the loss of a site (E47)."""
    incident = incident_for(request, number, "merge")
    form = AttachForm(posted(request), incident=incident, user=request.user)

    def attach(one: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        relating.attach_to_parent(list(values["children"]), parent=one, **call)

    deed = Deed(
        _("Incidents that belong to this one"), _("Attach"), attach, right="merge",
        icon="sitemap", part="links", done=_("Attached."),
        warning=_(
            "Each stays an incident of its own. This one becomes as grave as the worst of them,"
            " its reports collect theirs, and it cannot be closed before them."
        ),
    )  # fmt: skip
    return deed_page(request, incident, deed, form)


@require_http_methods(["GET", "POST"])
def incident_detach(request: PageRequest, number: str) -> HttpResponse:
    incident = incident_for(request, number)
    if incident.parent is None and request.method == "GET":
        raise Http404
    if incident.parent is not None:
        _require_merge(request, incident.parent)

    def detach(one: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        relating.detach_from_parent(one, **call)

    parent = incident.parent
    deed = Deed(
        _("Take out of the larger incident"), _("Take out"), detach, icon="sitemap",
        part="links", done=_("It stands alone again."),
        summary=[(_("Belongs to"), f"{parent.number} {parent.title}")] if parent else [],
    )  # fmt: skip
    return deed_page(request, incident, deed, NowForm(posted(request)))
