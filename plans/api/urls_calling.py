"""Addresses of call trees and of reachability."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from plans.api import contacts
from plans.api.urls_content import ROOT

router = SimpleRouter()
router.register(f"{ROOT}call-nodes", contacts.CallNodeViewSet, "plan-call-node")
router.register("reachability", contacts.ReachabilityViewSet, "reachability")

urlpatterns = router.urls
