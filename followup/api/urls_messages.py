"""Addresses of messages and channels."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from followup.api.channel import ChannelViewSet
from followup.api.message import NotificationViewSet

router = SimpleRouter()
router.register("notifications", NotificationViewSet, basename="notification")
router.register("channels", ChannelViewSet, basename="channel")

urlpatterns = router.urls
