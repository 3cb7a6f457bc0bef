"""Addresses of the register's resources."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from bia.api import register
from bia.api.imports import ImportView

router = SimpleRouter()
router.register("sites", register.SiteViewSet, "site")
router.register("suppliers", register.SupplierViewSet, "supplier")
router.register("systems", register.SystemViewSet, "system")
router.register("processes", register.ProcessViewSet, "process")
router.register("products", register.ProductViewSet, "product")
router.register("obligations", register.ObligationViewSet, "obligation")
router.register("dependencies", register.DependencyViewSet, "dependency")

urlpatterns = [*router.urls, path("imports/<str:noun>/", ImportView.as_view(), name="import")]
