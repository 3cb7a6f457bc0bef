"""The hot wash of a drill."""

from __future__ import annotations

from django.urls import path

from drills.views import hot_wash

urlpatterns = [path("drills/<str:code>/hot-wash/", hot_wash.hot_wash, name="hot_wash")]
