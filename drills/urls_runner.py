"""A drill on the run: the controller's and the player's page, and what is done there."""

from __future__ import annotations

from django.urls import path

from drills.views import runner, runner_steps

ONE = "drills/<str:code>/"

urlpatterns = [
    path(f"{ONE}run/", runner.runner, name="runner"),
    path(f"{ONE}run/feed/", runner.runner_feed, name="runner_feed"),
    path(f"{ONE}run/injects/", runner.runner_injects, name="runner_injects"),
    path(f"{ONE}run/files/<int:pk>/", runner.told_file, name="told_file"),
    path(f"{ONE}run/log/", runner_steps.runner_log, name="runner_log"),
    path(f"{ONE}run/speed/", runner_steps.runner_speed, name="runner_speed"),
    path(f"{ONE}run/<int:pk>/delivery/", runner_steps.inject_delivery, name="inject_delivery"),
    path(f"{ONE}run/<int:pk>/skipping/", runner_steps.inject_skipping, name="inject_skipping"),
    path(f"{ONE}run/<int:pk>/preview/", runner_steps.inject_preview, name="inject_preview"),
]
