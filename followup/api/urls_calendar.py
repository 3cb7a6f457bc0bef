"""The API of the calendar."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from followup.api.calendar_days import CalendarDayViewSet
from followup.api.calendar_feeds import CalendarFeedViewSet

router = SimpleRouter()
router.register("calendar-days", CalendarDayViewSet, basename="calendar-day")
router.register("calendar-feeds", CalendarFeedViewSet, basename="calendar-feed")

urlpatterns = router.urls
