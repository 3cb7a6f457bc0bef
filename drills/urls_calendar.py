"""The year of drills."""

from __future__ import annotations

from django.urls import path

from drills.views import calendar

urlpatterns = [path("drills/calendar/", calendar.calendar, name="calendar")]
