"""Offline packs: what there is, asked for, downloaded."""

from __future__ import annotations

from django.urls import path

from plans.views import pack

urlpatterns = [
    path("offline-packs/", pack.pack_list, name="pack_list"),
    path("offline-packs/new/", pack.pack_create, name="pack_create"),
    path("offline-packs/<str:code>/", pack.pack_detail, name="pack_detail"),
    path("offline-packs/<str:code>/file/", pack.pack_file, name="pack_file"),
]
