"""Addresses of shops and paper forms."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from plans.api.paper import PaperFormViewSet, StoreViewSet

router = SimpleRouter()
router.register("stores", StoreViewSet, "store")
router.register("paper-forms", PaperFormViewSet, "paper-form")

urlpatterns = router.urls
