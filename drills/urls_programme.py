"""The programme: policies and their slots."""

from __future__ import annotations

from django.urls import path

from drills.views import policies, slots

urlpatterns = [
    path("drills/policies/", policies.policy_list, name="policy_list"),
    path("drills/policies/new/", policies.policy_create, name="policy_create"),
    path("drills/policies/<str:code>/", policies.policy_detail, name="policy_detail"),
    path("drills/policies/<str:code>/edit/", policies.policy_edit, name="policy_edit"),
    path("drills/slots/", slots.slot_list, name="slot_list"),
    path("drills/slots/<str:code>/", slots.slot_detail, name="slot_detail"),
    path("drills/slots/<str:code>/waiver/", slots.slot_waiver, name="slot_waiver"),
]
