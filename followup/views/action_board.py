"""The board: what stands where, and one step further with two keys."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import FilterSet

from accounts.access import may, require
from accounts.request import PageRequest
from followup.action_steps import moves_on_card
from followup.filters.action import ActionFilter
from followup.models import CorrectiveAction
from followup.services.people import managers_of
from followup.views.action_list import (
    SEARCH_IN,
    ActionListing,
    actions_for,
    address,
    name_subjects,
    tabs,
)

CARDS = 20  # in a column; the rest is in the list
CLOSED_FOR = timedelta(days=30)
CLOSED = ("verified", "accepted_risk", "cancelled")

# Column → its heading, the states in it, the order of its cards.
COLUMNS: dict[str, tuple[Any, tuple[str, ...], str]] = {
    "draft": (_("Draft"), ("draft",), "-code"),
    "open": (pgettext_lazy("corrective action", "Open"), ("open",), "due_on"),
    "in_progress": (_("In progress"), ("in_progress",), "due_on"),
    "done": (_("Awaiting verification"), ("done",), "done_at"),
    "closed": (_("Closed in the last 30 days"), CLOSED, "-updated_at"),
}


class BoardListing(ActionListing):
    """The list's search and filters; the columns stand for the states."""

    @cached_property
    def filterset(self) -> FilterSet | None:
        chosen = self.request.GET.copy()
        chosen.pop("state", None)
        found = ActionFilter(chosen, self.queryset, request=self.request)
        del found.form.fields["state"]
        return found


def action_board(request: PageRequest) -> HttpResponse:
    """Seven queries for the cards, whatever their number."""
    require(request.user, "action.view")
    now = timezone.now()
    board = BoardListing(
        request, actions_for(request), columns=[], row_template="", search_in=SEARCH_IN, id="board"
    )
    context = {
        "listing": board,
        "columns": columns_of(request, board, now),
        "today": timezone.localdate(now),
        "may_add": may(request.user, "action.change"),
        "calendar_url": address("followup:calendar"),
        "tabs": tabs(request),
        "here": request.get_full_path(),
    }
    partial = request.htmx and request.htmx.target == "board-results"
    name = "followup/_action_board.html" if partial else "followup/action_board.html"
    answer = render(request, name, context)
    answer.headers["Vary"] = "HX-Request"
    return answer


def columns_of(request: PageRequest, board: BoardListing, now: datetime) -> list[dict[str, Any]]:
    matching = board.matching
    wanted = {key: _stands_in(key, now) for key in COLUMNS}
    counts = matching.order_by().aggregate(
        **{key: Count("pk", filter=q) for key, q in wanted.items()}
    )
    columns = []
    for key, (label, states, order) in COLUMNS.items():
        cards = list(matching.filter(wanted[key]).order_by(_nulls_last(order), "pk")[:CARDS])
        more = board.query(state=None, offset=None, limit=None, ordering=None)[1:]
        query = "&".join([*(f"state={state}" for state in states), *filter(None, [more])])
        columns.append(
            {
                "key": key,
                "label": label,
                "cards": cards,
                "count": counts[key],
                "more": counts[key] - len(cards),
                "list_url": f"{reverse('followup:action_list')}?{query}",
            }
        )
    _dress(request, [card for column in columns for card in column["cards"]])
    return columns


def _stands_in(key: str, now: datetime) -> Q:
    states = Q(state__in=COLUMNS[key][1])
    if key != "closed":
        return states
    since = now - CLOSED_FOR
    # An accepted risk is not closed for good: it has no instant of closing.
    return states & (Q(closed_at__gte=since) | Q(state="accepted_risk", updated_at__gte=since))


def _nulls_last(order: str) -> Any:
    name = order.removeprefix("-")
    if order.startswith("-"):
        return F(name).desc(nulls_last=True)
    return F(name).asc(nulls_last=True)


def _dress(request: PageRequest, cards: list[CorrectiveAction]) -> None:
    """Subjects and moves of all cards, in a constant number of queries."""
    name_subjects(request, cards)
    managers = managers_of([card.owner for card in cards if card.owner is not None])
    for card in cards:
        manager = managers.get(card.owner_id) if card.owner_id is not None else None
        card.moves = moves_on_card(card, request.user, manager)  # type: ignore[attr-defined]
