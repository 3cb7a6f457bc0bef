"""Could we restore, right now? And the calendar of runs."""

from __future__ import annotations

from django.urls import path

from backups.views import calendar, overview

urlpatterns = [
    path("backups/", overview.overview_page, name="overview"),
    path("backups/calendar/", calendar.calendar_page, name="calendar"),
]
