"""The year of drills."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import may, require
from accounts.request import PageRequest
from drills.programme_pages.words import SEASON_SOURCES, SLOT
from drills.programme_pages.year import Held, year_of
from drills.services.slot_zones import organisation_zone
from lib.asked_once import asking_once
from lib.days import day_in

FIRST, LAST = 2000, 2099


@require_safe
def calendar(request: PageRequest) -> HttpResponse:
    require(request.user, "drill.view")
    with asking_once():
        return _year(request)


def _year(request: PageRequest) -> HttpResponse:
    now = timezone.now()
    this_year = day_in(now, organisation_zone()).year
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and FIRST <= int(asked[:5]) <= LAST else this_year
    page = reverse("drills:calendar")
    shown = year_of(request.user, year, at=now)
    context = {
        "shown": shown,
        "this_year": this_year,
        "previous": f"{page}?year={year - 1}" if year > FIRST else "",
        "next": f"{page}?year={year + 1}" if year < LAST else "",
        "may_plan": may(request.user, "drill.change"),
        "may_change": may(request.user, "drill_policy.change"),
        "legend": SLOT.values(),
        "season_source": SEASON_SOURCES[shown.season.source] if shown.season else "",
        "next_page": _page_of(shown.next_drill),
    }
    return render(request, "drills/calendar.html", context)


def _page_of(one: Held | None) -> str:
    return reverse("drills:drill_detail", args=[one.code]) if one is not None else ""
