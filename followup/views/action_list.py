"""Corrective actions: the list, its figures, and its export."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Case, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import may, require
from accounts.request import PageRequest
from followup.action_figures import figures
from followup.action_table import header, lines
from followup.filters.action import ActionFilter, is_overdue
from followup.models import CorrectiveAction
from followup.registry import load_subjects, search_subjects, visible_keys
from lib.listing import Column, Export, Listing, render_listing
from lib.lookup import OFFERED, lookup_options, typed_words
from lib.tables import write_csv, write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SEARCH_IN = ("code", "title", "finding", "subject_code", "owner__name")


class ActionListing(Listing):
    """Rows carry `subject`: what they are about, as far as the reader may see it."""

    request: PageRequest

    @property
    def rows(self) -> Any:  # type: ignore[override]
        found = list(self.matching[self.offset : self.offset + self.limit])
        name_subjects(self.request, found)
        return found


def name_subjects(request: PageRequest, actions: list[CorrectiveAction]) -> None:
    """Set `subject` on each: the subject when it exists and may be seen, else None."""
    keys = {(one.subject_kind, one.subject_code) for one in actions if one.subject_kind}
    known = load_subjects(visible_keys(request.user, keys)) if keys else {}
    for one in actions:
        one.subject = known.get((one.subject_kind, one.subject_code))  # type: ignore[attr-defined]


def actions_for(request: PageRequest) -> QuerySet[CorrectiveAction]:
    late = Case(
        When(is_overdue(timezone.localdate()), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    return CorrectiveAction.objects.visible_to(request.user).for_list().annotate(overdue=late)


def action_list(request: PageRequest) -> HttpResponse:
    require(request.user, "action.view")
    listing = listing_of(request)
    context = {
        "today": timezone.localdate(),
        "may_add": may(request.user, "action.change"),
        "calendar_url": address("followup:calendar"),
        "tabs": tabs(request),
    }
    if not request.htmx or request.htmx.target != "listing-results":
        context["figures"] = figures(request.user)
    return render_listing(request, "followup/action_list.html", listing, context)


def listing_of(request: PageRequest) -> ActionListing:
    may_add = may(request.user, "action.change")
    export = reverse("followup:action_export")
    first = {"href": reverse("followup:action_create"), "action": _("Write the first one down")}
    return ActionListing(
        request,
        actions_for(request),
        columns=[
            Column("code", gettext_lazy("Number"), ["code"]),
            Column("title", gettext_lazy("Corrective action"), ["title"]),
            Column("state", gettext_lazy("State"), ["state", "due_on"]),
            Column("priority", gettext_lazy("Priority"), ["priority", "due_on"]),
            Column("subject", gettext_lazy("Subject"), ["subject_kind", "subject_code"]),
            Column("owner", gettext_lazy("Owner"), ["owner__name"]),
            Column("verifier", gettext_lazy("Verifier"), ["verifier__name"]),
            Column("due_on", gettext_lazy("Due"), ["due_on"]),
            Column("source", gettext_lazy("Source"), ["source", "source_ref"]),
        ],
        row_template="followup/_action_row.html",
        search_in=SEARCH_IN,
        filterset_class=ActionFilter,
        ordering="-code",
        key="code",
        exports=[
            Export("CSV", f"{export}?format=csv"),
            Export("XLSX", f"{export}?format=xlsx"),
        ],
        caption=gettext_lazy("Corrective actions"),
        empty={
            "title": _("Nothing has to be fixed yet"),
            "text": _(
                "A corrective action says what has to be fixed, by whom and until when, and closes "
                "only when somebody else has seen that it works. It starts from a gap, a drill, an "
                "incident or an audit."
            ),
            "symbol": "checklist",
            **(first if may_add else {}),
        },
    )


def tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """List and board with the same filters."""
    query = request.GET.copy()
    for name in ("offset", "limit", "ordering"):
        query.pop(name, None)
    kept = f"?{query.urlencode()}" if query else ""
    return [
        {"label": label, "url": reverse(name) + kept, "here": request.path == reverse(name)}
        for label, name in (
            (_("List"), "followup:action_list"),
            (_("Board"), "followup:action_board"),
        )
    ]


def action_export(request: PageRequest) -> HttpResponseBase:
    """Exactly the rows the list shows with the same address, all pages of them."""
    require(request.user, "action.view")
    rows = lines(listing_of(request).matching)
    wanted = request.GET.get("format", "csv")
    if wanted == "xlsx":
        content = write_xlsx(header(), rows, _("Corrective actions"))
        answer: HttpResponseBase = HttpResponse(content, content_type=XLSX)
    elif wanted == "csv":
        sheet = write_csv(header(), rows)
        answer = StreamingHttpResponse(sheet, content_type="text/csv; charset=utf-8")
    else:
        raise Http404
    name = f"corrective-actions-{timezone.localdate().isoformat()}.{wanted}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def subject_lookup(request: PageRequest) -> HttpResponse:
    """What an action may be about, as options for what is typed."""
    require(request.user, "action.view")
    # What is typed may be a key already: system:dispatch.
    words = [word.rpartition(":")[2] for word in typed_words(request)]
    return lookup_options(request, search_subjects(request.user, words, OFFERED // 2))


def address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
