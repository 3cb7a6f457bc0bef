"""Settings of messages, and the organisation's channels."""

from __future__ import annotations

from django.urls import path

from followup.views import channel, settings

urlpatterns = [
    path("settings/notifications/", settings.notification_settings, name="settings"),
    path("settings/notifications/mail/test/", settings.mail_test, name="mail_test"),
    path("channels/", channel.channel_list, name="channel_list"),
    path("channels/new/", channel.channel_create, name="channel_create"),
    path("channels/<str:code>/edit/", channel.channel_edit, name="channel_edit"),
    path("channels/<str:code>/activity/", channel.channel_activity, name="channel_activity"),
    path("channels/<str:code>/test/", channel.channel_test, name="channel_test"),
]
