"""Addresses of the calendar, its feeds, and the organisation's working days."""

from __future__ import annotations

from django.urls import path

from followup.views import calendar, calendar_day, calendar_feed, working_days

ROOT = "settings/working-days/"

urlpatterns = [
    path("calendar/", calendar.calendar_page, name="calendar"),
    path("calendar/feeds/", calendar_feed.calendar_feed_create, name="calendar_feed_create"),
    path(
        "calendar/feeds/<int:pk>/revoke/",
        calendar_feed.calendar_feed_revoke,
        name="calendar_feed_revoke",
    ),
    path("calendar/<str:token>.ics", calendar_feed.calendar_feed, name="calendar_feed"),
    path(ROOT, working_days.working_days_page, name="working_days"),
    path(f"{ROOT}fill/", working_days.working_days_fill, name="working_days_fill"),
    path(f"{ROOT}export/", working_days.working_days_export, name="working_days_export"),
    path(f"{ROOT}import/", calendar_day.calendar_day_import, name="calendar_day_import"),
    path(
        f"{ROOT}import/apply/",
        calendar_day.calendar_day_import_apply,
        name="calendar_day_import_apply",
    ),
    path(f"{ROOT}new/", calendar_day.calendar_day_create, name="calendar_day_create"),
    path(f"{ROOT}<str:day>/edit/", calendar_day.calendar_day_edit, name="calendar_day_edit"),
    path(f"{ROOT}<str:day>/delete/", calendar_day.calendar_day_delete, name="calendar_day_delete"),
]
