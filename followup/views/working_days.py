"""The year of working days: looked at, filled in from public calendars, taken out as a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import may, require
from accounts.request import PageRequest
from followup.domain.month_grid import FIRST_YEAR, LAST_YEAR, weeks_of
from followup.domain.public_calendar import CHINA, is_published_by_package
from followup.models import CalendarDay, FollowupSettings
from followup.services.calendar_days import fill_year, is_published, working_days
from followup.services.calendar_file import export_header, export_rows
from lib.errors import GuardsUnmet
from lib.tables import write_csv, write_xlsx
from lib.working_days import WorkingDays

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def working_days_page(request: PageRequest) -> HttpResponse:
    """Twelve small months and the table of the days that differ from their weekday."""
    require(request.user, "organisation.view")
    today = timezone.localdate()
    year = _year(request.GET.get("year", ""), today)
    days = list(CalendarDay.objects.filter(day__year=year))
    calendar = working_days(date(year, 1, 1), date(year, 12, 31))
    known = {row.day: row for row in days}
    country = FollowupSettings.current().holiday_country
    context = {
        "year": year,
        "years": range(max(FIRST_YEAR, today.year - 3), today.year + 4),
        "previous": year - 1 if year > FIRST_YEAR else None,
        "next": year + 1 if year < LAST_YEAR else None,
        "months": [_month(year, number, calendar, known, today) for number in range(1, 13)],
        "weekdays": weekday_heads(),
        "days": days,
        "total": calendar.between(date(year - 1, 12, 31), date(year, 12, 31)),
        "country": country,
        "notices": _notices(year, bool(days), country, today),
        "may_change": may(request.user, "organisation.change"),
    }
    return render(request, "followup/working_days.html", context)


@require_POST
def working_days_fill(request: PageRequest) -> HttpResponse:
    """Take the public holidays of the year in; what somebody decided stays."""
    require(request.user, "organisation.change")
    now = timezone.now()
    year = _year(request.POST.get("year", ""), timezone.localdate())
    country = FollowupSettings.current().holiday_country
    try:
        filled = fill_year(country=country, year=year, by=request.user, at=now)
    except GuardsUnmet as refusal:
        for problem in refusal.problems:
            messages.warning(request, str(problem.message))
    else:
        words = ngettext(
            "%(count)s day was filled in.", "%(count)s days were filled in.", filled.written
        )
        messages.success(request, words % {"count": filled.written})
        if filled.kept:
            kept = ", ".join(day.isoformat() for day in filled.kept[:10])
            messages.info(
                request, _("These days were decided otherwise and stay: %(days)s") % {"days": kept}
            )
    return redirect(f"{reverse('followup:working_days')}?year={year}")


@require_safe
def working_days_export(request: PageRequest) -> HttpResponseBase:
    """The days of a year (all years without one), as the import reads them."""
    require(request.user, "organisation.view")
    days = CalendarDay.objects.all()
    name = "working-days"
    if request.GET.get("year"):
        year = _year(request.GET["year"], timezone.localdate())
        days = days.filter(day__year=year)
        name = f"working-days-{year}"
    wanted = request.GET.get("format", "csv")
    if wanted == "xlsx":
        content = write_xlsx(export_header(), export_rows(days), _("Working days"))
        answer: HttpResponseBase = HttpResponse(content, content_type=XLSX)
    elif wanted == "csv":
        lines = write_csv(export_header(), export_rows(days))
        answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    else:
        raise Http404
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{wanted}"'
    return answer


def weekday_heads() -> list[tuple[str, str]]:
    """(short, whole) names from Monday: ("Mo", "Monday"), ("一", "星期一")."""
    return [
        (str(WEEKDAYS_ABBR[number]).removeprefix("星期")[:2], str(WEEKDAYS[number]))
        for number in range(7)
    ]


def _year(text: str, today: date) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        return today.year
    return min(max(int(text), FIRST_YEAR), LAST_YEAR)


def _month(
    year: int, number: int, calendar: WorkingDays, known: dict[date, CalendarDay], today: date
) -> dict[str, Any]:
    weeks = [
        [
            _cell(day, calendar, known.get(day), today) if day.month == number else None
            for day in week
        ]
        for week in weeks_of(year, number)
    ]
    return {"name": date_format(date(year, number, 1), "F"), "weeks": weeks}


def _cell(day: date, calendar: WorkingDays, row: CalendarDay | None, today: date) -> dict[str, Any]:
    kind = "" if calendar.is_working(day) else "free"
    if row is not None:
        by_weekday = day.isoweekday() in calendar.weekdays
        kind = "off" if not row.is_working else ("" if by_weekday else "worked")
    return {"day": day, "kind": kind, "row": row, "is_today": day == today}


def _notices(year: int, filled: bool, country: str, today: date) -> list[str]:
    """What the calendar does not know, said before a deadline is counted wrong."""
    years = [year] if not filled else []
    after = today.year + 1
    if year == today.year and not is_published(after):
        years.append(after)
    words = []
    for one in years:
        text = _("The calendar of %(year)s is empty: only weekdays count.") % {"year": one}
        if not country:
            text += " " + _("No country of public holidays is chosen.")
        elif not is_published_by_package(country, one):
            text += " " + _("There is no published calendar of %(country)s for it yet.") % {
                "country": country
            }
            if country == CHINA:
                text += " " + _(
                    "The State Council orders a year in the autumn before; afterwards import a "
                    "file or update the platform."
                )
        else:
            text += " " + _("It can be filled in now.")
        words.append(text)
    return words
