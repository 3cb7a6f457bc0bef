"""The log of an incident."""

from __future__ import annotations

from django.urls import path

from incidents.views import timeline

ONE = "incidents/<str:number>/"

urlpatterns = [
    path(f"{ONE}timeline/", timeline.incident_timeline, name="incident_timeline"),
    path(f"{ONE}log/", timeline.incident_log, name="incident_log"),
    path(f"{ONE}paper-log/", timeline.paper_log_import, name="paper_log"),
    path(f"{ONE}timeline/<int:pk>/correction/", timeline.entry_correct, name="entry_correct"),
    path(f"{ONE}timeline/<int:pk>/translation/", timeline.entry_translate, name="entry_translate"),
    path(f"{ONE}timeline/<int:pk>/pin/", timeline.entry_pin, name="entry_pin"),
    path(f"{ONE}files/<int:pk>/", timeline.attachment_download, name="attachment_download"),
]
