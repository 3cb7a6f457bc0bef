"""Which reviews are due, and the overview of all grids."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from accounts.access import may, require
from accounts.middleware import organisation_of
from accounts.request import PageRequest
from bia.assessment_panel import duration
from bia.domain.catalogue import Catalogue
from bia.domain.proposal import Cell, score_of
from bia.domain.review import review_status
from bia.filters.review import ReviewFilter, with_reviews
from bia.models import Assessment, ImpactRating, Process
from bia.services.catalogue import current_catalogue
from lib.listing import Column, Listing, render_listing

MOST_ROWS = 200


class ReviewListing(Listing):
    """Adds the state of each review to the rows of the page."""

    @cached_property
    def rows(self) -> list[Any]:
        today = timezone.localdate()
        days = organisation_of(self.request).review_warning_days
        found: list[Any] = list(self.matching[self.offset : self.offset + self.limit])
        for process in found:
            approved = process.approved_code is not None
            process.review_state = review_status(approved, process.review_due, today, days)
        return found


def assessment_due(request: PageRequest) -> HttpResponse:
    require(request.user, "assessment.view")
    listing = ReviewListing(
        request,
        with_reviews(Process.objects.visible_to(request.user).for_list()),
        columns=[
            Column("state", _("Review")),
            Column("due", _("Due"), ["review_due"]),
            Column("process", _("Process"), ["name"]),
            Column("department", _("Department"), ["department__name"]),
            Column("owner", _("Owner")),
            Column("approved", _("Approved"), ["approved_at"]),
            Column("next", _("Next step")),
        ],
        row_template="bia/_review_row.html",
        search_in=["code", "name"],
        filterset_class=ReviewFilter,
        ordering="due",
        key="code",
        caption=_("Due reviews"),
        empty={
            "title": _("Nothing to review"),
            "text": _("Every process is reviewed yearly, and at once after a major change."),
        },
    )
    may_start = may(request.user, "assessment.change")
    return render_listing(request, "bia/review_list.html", listing, {"may_start": may_start})


def assessment_overview(request: PageRequest) -> HttpResponse:
    """All grids at once: processes × categories × bands. A constant number of queries."""
    require(request.user, "assessment.view")
    catalogue = current_catalogue()
    listing = Listing(request, _current(request), columns=[], row_template="", shown=MOST_ROWS)
    ordered = listing.rows
    scores = _scores(ordered, catalogue)
    rated = {at_s for own in scores.values() for _code, at_s in own}
    bands = [one.at_s for one in catalogue.active_bands if one.at_s in rated]
    return render(
        request,
        "bia/assessment_overview.html",
        {
            "lines": _lines(ordered, scores, catalogue, bands),
            "categories": catalogue.active_categories,
            "bands": bands,
            "band_labels": [duration(at_s) for at_s in bands],
            "shown": len(ordered),
            "total": listing.count,
            "listing": listing,
            "may_start": may(request.user, "assessment.change"),
        },
    )


def _current(request: PageRequest) -> Any:
    """Of every process the approved version, else the one in work; the shortest MTD first."""
    approved = Assessment.objects.filter(process=OuterRef("process"), status="approved")
    return (
        Assessment.objects.visible_to(request.user)
        .exclude(status="superseded")
        .filter(Q(status="approved") | ~Exists(approved))
        .select_related("process")
        .order_by(F("mtd_s").asc(nulls_last=True), "process__code")
    )


Scores = dict[int, dict[tuple[str, int], Decimal]]


def _scores(assessments: list[Assessment], catalogue: Catalogue) -> Scores:
    """By assessment: the score of every rated cell of a category in use."""
    codes = {one.id: one.code for one in catalogue.active_categories}
    scores: Scores = defaultdict(dict)
    values = ImpactRating.objects.filter(assessment__in=[one.pk for one in assessments])
    for pk, category_id, at_s, score, amount in values.order_by().values_list(
        "assessment_id", "category_id", "at_s", "score", "amount"
    ):
        code = codes.get(category_id)
        if code is None:
            continue
        if score is None:
            score = score_of(Cell(code, at_s, None, amount), catalogue)
        if score is not None:
            scores[pk][code, at_s] = score
    return scores


def _lines(
    assessments: list[Assessment], scores: Scores, catalogue: Catalogue, bands: list[int]
) -> list[dict[str, Any]]:
    limits = {one.code: one.threshold for one in catalogue.active_categories}
    lines = []
    for one in assessments:
        own = scores.get(one.pk, {})
        cells = "".join(
            _cell(
                own.get((code, at_s)),
                one.threshold if limit is None else limit,
                place == 0,
            )
            for code, limit in limits.items()
            for place, at_s in enumerate(bands)
        )
        lines.append({"assessment": one, "cells": mark_safe(cells)})  # noqa: S308 numbers only
    return lines


@lru_cache(maxsize=1_000)
def _cell(score: Decimal | None, limit: Decimal, first: bool) -> str:
    css = " band-first" if first else ""
    if score is None:
        return f'<td class="{css}">·</td>'
    over = " is-over" if score >= limit else ""
    return f'<td class="{css}{over}" data-level="{int(score)}">{score.normalize():f}</td>'
