"""What stops a drill: a real event, and that it was none."""

from __future__ import annotations

from django.urls import path

from drills.views import real_event

urlpatterns = [
    path("drills/<str:code>/real-event/", real_event.real_event, name="real_event"),
    path("drills/<str:code>/real-event/mistaken/", real_event.mistaken, name="real_event_mistaken"),
]
