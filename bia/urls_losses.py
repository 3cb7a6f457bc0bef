"""Pages of expected loss."""

from __future__ import annotations

from django.urls import path

from bia.views import loss

urlpatterns = [
    path("losses/", loss.loss_list, name="loss_list"),
    path("processes/<str:code>/loss/", loss.loss_profile, name="loss_profile"),
    path("processes/<str:code>/loss/simulation/", loss.loss_simulation, name="loss_simulation"),
]
