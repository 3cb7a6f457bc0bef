"""Addresses of the catalogues of recovery levels."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from bia.api.dr_catalogue import DrCatalogueViewSet

router = SimpleRouter()
router.register("dr-catalogues", DrCatalogueViewSet, "drcatalogue")

urlpatterns = router.urls
