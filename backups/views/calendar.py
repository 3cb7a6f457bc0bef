"""The calendar of runs: every policy, every day, what became of its backups."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from accounts.access import require
from accounts.request import PageRequest
from backups.calendar.runs import LETTERS, TONES, lines_of
from backups.models import BackupPolicy
from backups.words.runs import run_words

DAYS, SHOWN = 28, 40


@require_GET
def calendar_page(request: PageRequest) -> HttpResponse:
    """`?until=2026-03-01` shows the four weeks that end there; `?search=` and `?offset=` too."""
    require(request.user, "backup.view")
    now = timezone.now()
    today = timezone.localdate(now)
    last = _day(request.GET.get("until", "")) or today + timedelta(days=1)
    first = last - timedelta(days=DAYS - 1)
    search = request.GET.get("search", "").replace("\0", "").strip()
    found = BackupPolicy.objects.visible_to(request.user).filter(active=True)
    for word in search.split():
        found = found.filter(system__name__icontains=word) | found.filter(code__icontains=word)
    rows = found.select_related("system").order_by("system__name", "data_class", "code")
    total = rows.count()
    offset = min(_number(request.GET.get("offset", "")), max((total - 1) // SHOWN, 0) * SHOWN)
    lines = lines_of(list(rows[offset : offset + SHOWN]), first, last, now)
    days = [first + timedelta(days=number) for number in range(DAYS)]
    context: dict[str, Any] = {
        "lines": lines, "search": search,
        "first": first, "last": last, "today": today, "total": total, "offset": offset,
        "shown_from": offset + 1, "shown_to": offset + len(lines),
        "days": days, "months": [(one, len(list(of))) for one, of in groupby(days, _month)],
        "legend": [(LETTERS[one], TONES[one], run_words(one)) for one in LETTERS],
        "earlier": (last - timedelta(days=DAYS)).isoformat(),
        "later": (last + timedelta(days=DAYS)).isoformat() if last < today else "",
        "next_offset": offset + SHOWN if offset + SHOWN < total else None,
        "previous_offset": offset - SHOWN if offset else None,
        "until": last.isoformat() if "until" in request.GET else "",
    }  # fmt: skip
    return render(request, "backups/calendar.html", context)


def _day(text: str) -> date | None:
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return found if found is not None and 2000 < found.year < 2100 else None


def _month(day: date) -> date:
    return day.replace(day=1)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
