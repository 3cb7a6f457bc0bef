"""List pages: search, filters, order and page of a QuerySet, all of it in the query string.

The parameters are the API's: `search`, `ordering` (`-name` = descending), `limit`, `offset`, and
the filter set's fields. Unknown or impossible values fall back instead of failing: a list is a
reading page and its address is often edited by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django_filters import FilterSet

LIMIT, MOST = 50, 500
Words = str | Promise


@dataclass(frozen=True)
class Column:
    """`order` names the ORM fields behind the header (empty: not sortable); `css` e.g. "num"."""

    key: str
    label: Words
    order: Sequence[str] = ()
    css: str = ""


@dataclass(frozen=True)
class Action:
    """One button of the bulk bar: posts `action=key` with every `selected`."""

    key: str
    label: Words
    icon: str = ""
    css: str = "btn"


@dataclass(frozen=True)
class Export:
    """A download of exactly what is shown; the query string is appended to `url`."""

    label: str
    url: str


@dataclass
class Listing:
    """What a list page shows. `row_template` holds the `<td>`s of one `item`.

    `shown` is how many rows a page has unless the address says otherwise.
    """

    request: HttpRequest
    queryset: QuerySet[Any]
    columns: Sequence[Column]
    row_template: str
    search_in: Sequence[str] = ()
    filterset_class: type[FilterSet] | None = None
    ordering: str = ""
    key: str = "pk"
    bulk: Sequence[Action] = ()
    bulk_url: str = ""
    exports: Sequence[Export] = ()
    id: str = "listing"
    caption: Words = ""
    empty: dict[str, Any] = field(default_factory=dict)
    shown: int = LIMIT

    @cached_property
    def filterset(self) -> FilterSet | None:
        if self.filterset_class is None:
            return None
        return self.filterset_class(self.request.GET, self.queryset, request=self.request)

    @cached_property
    def search(self) -> str:
        return self.request.GET.get("search", "").replace("\0", "").strip()

    @cached_property
    def matching(self) -> QuerySet[Any]:
        """Every row that passes search and filters, in order: what an export writes."""
        rows = self.filterset.qs if self.filterset else self.queryset
        if self.search and self.search_in:
            for word in self.search.split():
                either = Q()
                for name in self.search_in:
                    either |= Q(**{f"{name}__icontains": word})
                rows = rows.filter(either)
        order = self._order_fields()
        return rows.order_by(*order, "pk") if order else rows

    @cached_property
    def current_ordering(self) -> str:
        wanted = self.request.GET.get("ordering", "")
        known = {column.key for column in self.columns if column.order}
        return wanted if wanted.removeprefix("-") in known else self.ordering

    def _order_fields(self) -> list[str]:
        key = self.current_ordering.removeprefix("-")
        names = next((column.order for column in self.columns if column.key == key), ())
        if not self.current_ordering.startswith("-"):
            return list(names)
        return [name[1:] if name.startswith("-") else f"-{name}" for name in names]

    @cached_property
    def count(self) -> int:
        return self.matching.count()

    @cached_property
    def limit(self) -> int:
        return min(max(self._number("limit", self.shown), 1), MOST)

    @cached_property
    def offset(self) -> int:
        """Never past the last page."""
        last = max((self.count - 1) // self.limit, 0) * self.limit
        return min(max(self._number("offset", 0), 0), last)

    @cached_property
    def rows(self) -> list[Any]:
        return list(self.matching[self.offset : self.offset + self.limit])

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for item in self.rows:
            key = item.get(self.key) if isinstance(item, dict) else getattr(item, self.key)
            yield {"item": item, "key": key}

    @property
    def first(self) -> int:
        return self.offset + 1 if self.count else 0

    @property
    def last(self) -> int:
        return min(self.offset + self.limit, self.count)

    @property
    def filtered(self) -> bool:
        return bool(self.search or self.chips)

    def _number(self, name: str, fallback: int) -> int:
        try:
            return int(self.request.GET.get(name, fallback))
        except ValueError:
            return fallback

    # --- addresses --------------------------------------------------------------------

    def query(self, **changes: Any) -> str:
        """The query string with changes; None drops a parameter."""
        params = self.request.GET.copy()
        for name, value in changes.items():
            params.pop(name, None)
            if value is not None:
                params[name] = str(value)
        return f"?{params.urlencode()}"

    @cached_property
    def labels(self) -> dict[str, str]:
        """The words of the columns, translated once: `data-label` of every cell on a phone."""
        return {column.key: str(column.label) for column in self.columns}

    @property
    def headers(self) -> list[dict[str, Any]]:
        found = []
        for column in self.columns:
            direction = ""
            if column.order and self.current_ordering.removeprefix("-") == column.key:
                direction = "descending" if self.current_ordering[0] == "-" else "ascending"
            turned = f"-{column.key}" if direction == "ascending" else column.key
            found.append(
                {
                    "column": column,
                    "direction": direction,
                    "query": self.query(ordering=turned, offset=None) if column.order else "",
                }
            )
        return found

    @cached_property
    def chips(self) -> list[dict[str, Any]]:
        """The filters in force: words and the address without each."""
        if self.filterset is None or not self.filterset.form.is_valid():
            return []
        form = self.filterset.form
        found = []
        for name, value in form.cleaned_data.items():
            if name == "search" or value in (None, "", [], ()) or name not in self.request.GET:
                continue
            if isinstance(value, QuerySet) and not value:
                continue
            found.append(
                {
                    "label": form.fields[name].label or name,
                    "value": _words(form.fields[name], value),
                    "query": self.query(**{name: None, "offset": None}),
                }
            )
        return found

    @property
    def cleared(self) -> str:
        kept = {key: None for key in self.request.GET if key not in ("ordering", "limit")}
        return self.query(**kept)

    @property
    def previous(self) -> str:
        if self.offset <= 0:
            return ""
        return self.query(offset=max(self.offset - self.limit, 0) or None)

    @property
    def next(self) -> str:
        return self.query(offset=self.offset + self.limit) if self.last < self.count else ""

    @property
    def export_links(self) -> list[dict[str, str]]:
        query = self.query(offset=None, limit=None)[1:]
        return [
            {"label": export.label, "url": _joined(export.url, query)} for export in self.exports
        ]


def _joined(url: str, query: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{query}" if query else url


def _words(form_field: Any, value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    choices = {str(key): str(label) for key, label in getattr(form_field, "choices", [])}
    many = list(value) if isinstance(value, (list, tuple, set, QuerySet)) else [value]
    return ", ".join(choices.get(str(getattr(one, "pk", one)), str(one)) for one in many)


def render_listing(
    request: HttpRequest, template: str, listing: Listing, context: dict[str, Any] | None = None
) -> HttpResponse:
    """The whole page, or only the results for an htmx request that targets them."""
    htmx = getattr(request, "htmx", None)
    partial = htmx and htmx.target == f"{listing.id}-results" and not htmx.history_restore_request
    name = "components/_listing_results.html" if partial else template
    response = render(request, name, {**(context or {}), "listing": listing})
    response.headers["Vary"] = "HX-Request"
    return response
