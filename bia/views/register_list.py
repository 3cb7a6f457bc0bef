"""List pages of the register, and their export."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import may, require
from bia.analysis.levels_in_use import needed_by_system
from bia.models import System
from bia.nouns import NOUNS, Noun
from lib.listing import Action, Export, Listing, render_listing


def register_list(request: HttpRequest, noun: str) -> HttpResponse:
    kind = NOUNS[noun]
    require(request.user, "register.view")
    context = {"noun": kind, "labels": _labels(kind), **_rights(request.user, kind)}
    listing = listing_of(request, kind)
    if kind.model is System:
        _add_levels(listing.rows)
    return render_listing(request, "bia/register_list.html", listing, context)


def listing_of(request: HttpRequest, noun: Noun) -> Listing:
    """The list as it is shown: search, filters and order of the address."""
    rights = _rights(request.user, noun)
    empty: dict[str, Any] = {"title": noun.titles.get("none"), "text": noun.titles.get("why")}
    if rights["may_add"]:
        empty |= {"href": noun.url("create"), "action": noun.titles["add"]}
    export = f"{noun.list_url}export/"
    return Listing(
        request,
        noun.rows(request.user),
        columns=noun.columns,
        row_template=f"bia/_{folder(noun)}_row.html",
        search_in=noun.search_in,
        filterset_class=noun.filterset,
        ordering="code",
        key="code",
        bulk=[Action("edit", _("Change…"), "pencil")] if rights["may_bulk"] else [],
        bulk_url=noun.url("bulk") if rights["may_bulk"] else "",
        exports=[
            Export("CSV", f"{export}?format=csv"),
            Export("XLSX", f"{export}?format=xlsx"),
        ],
        caption=noun.titles["many"],
        empty=empty,
    )


def _add_levels(rows: list[Any]) -> None:
    """Beside the level a system stands on, the one it needs; teams need none."""
    needed = needed_by_system(timezone.now()) if rows else {}
    for row in rows:
        found = needed.get(row.pk)
        row.level_needed = found.level if found else None
        row.level_falls_short = found is not None and found.falls_short(row.dr_level)


def _labels(noun: Noun) -> dict[str, str]:
    """The words of every row, translated once instead of once per cell."""
    words = {column.key: str(column.label) for column in noun.columns}
    return words | {"life_safety": str(_("Life safety")), "no": str(_("No"))}


def _rights(user: Any, noun: Noun) -> dict[str, bool]:
    """What the buttons of the page depend on."""
    may_change = may(user, noun.permission)
    if noun.key == "dependency":
        may_change = may_change or may(user, "infrastructure.change")
    shared = noun.key in ("product", "obligation")
    may_add = may(user, noun.permission, noun.model()) if shared else may_change
    return {"may_add": may_add, "may_bulk": may_add, "may_import": may(user, "register.import")}


def folder(noun: Noun) -> str:
    """Data sets and teams are shown as the systems they are."""
    return noun.model._meta.model_name or noun.key
