"""What has been drilled with what."""

from __future__ import annotations

from django.urls import path

from drills.views import matrix

urlpatterns = [path("drills/coverage/", matrix.matrix, name="matrix")]
