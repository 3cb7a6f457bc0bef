"""The war room's feed and the card: what is asked for again and again."""

from __future__ import annotations

from django.urls import path

from incidents.views import card_page, quick_log, room

ONE = "incidents/<str:number>/"

urlpatterns = [
    path(f"{ONE}feed/", room.incident_feed, name="incident_feed"),
    path(f"{ONE}card/", card_page.incident_card, name="incident_card"),
    path(f"{ONE}log/quick/", quick_log.quick_log, name="incident_quick_log"),
]
