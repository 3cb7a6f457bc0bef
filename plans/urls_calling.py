"""Addresses of call trees and of the checks of reachability."""

from __future__ import annotations

from django.urls import path

from plans.views import calling, reach, reachability

TREE = "plans/<str:code>/versions/<str:number>/content/call-tree/"

urlpatterns = [
    path(TREE, calling.call_tree, name="call_tree"),
    path(f"{TREE}new/", calling.call_node_create, name="call_node_create"),
    path(f"{TREE}<int:pk>/", calling.call_node_edit, name="call_node_edit"),
    path(f"{TREE}<int:pk>/delete/", calling.call_node_delete, name="call_node_delete"),
    path(f"{TREE}<int:pk>/move/", calling.call_node_move, name="call_node_move"),
    path("reachability/", reachability.reachability, name="reachability"),
    path("reachability/mine/", reachability.reachability_mine, name="reachability_mine"),
    path("reachability/<str:code>/ask/", reachability.reachability_ask, name="reachability_ask"),
    path(
        "reachability/<str:code>/record/",
        reachability.reachability_record,
        name="reachability_record",
    ),
    path("reach/<str:secret>", reach.reach, name="reach"),
]
