"""REST resources of the register."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework.exceptions import PermissionDenied

from accounts.access import may
from bia.filters.register import (
    DependencyFilter,
    ObligationFilter,
    ProcessFilter,
    ProductFilter,
    SiteFilter,
    SupplierFilter,
    SystemFilter,
)
from bia.models import Dependency, Obligation, Process, Product, Site, Supplier, System
from bia.serializers.register import (
    DependencySerializer,
    ObligationSerializer,
    ProcessSerializer,
    ProductSerializer,
    SiteSerializer,
    SupplierSerializer,
    SystemSerializer,
    SystemWithLevelSerializer,
)
from bia.services import (
    dependencies,
    obligations,
    processes,
    products,
    sites,
    suppliers,
    systems,
)
from lib.api.resources import ResourceViewSet

OF_REGISTER = dict.fromkeys(("create", "partial_update", "destroy"), "register.change")
OF_INFRASTRUCTURE = dict.fromkeys(OF_REGISTER, "infrastructure.change")


class SiteViewSet(ResourceViewSet):
    """Places the organisation works from."""

    model = Site
    serializer_class = SiteSerializer
    filterset_class = SiteFilter
    search_fields = ["code", "name", "region"]
    ordering_fields = ["code", "name", "kind", "region", "updated_at"]
    required_permissions = OF_INFRASTRUCTURE
    create_service = sites.create_site
    change_service = sites.change_site
    delete_service = sites.delete_site


class SupplierViewSet(ResourceViewSet):
    """Suppliers and what their contracts promise."""

    model = Supplier
    serializer_class = SupplierSerializer
    filterset_class = SupplierFilter
    search_fields = ["code", "name"]
    ordering_fields = ["code", "name", "contract_rto_s", "contract_rpo_s", "updated_at"]
    required_permissions = OF_INFRASTRUCTURE
    create_service = suppliers.create_supplier
    change_service = suppliers.change_supplier
    delete_service = suppliers.delete_supplier


class SystemViewSet(ResourceViewSet):
    """Applications, infrastructure, data sets, teams and services."""

    model = System
    serializer_class = SystemSerializer
    filterset_class = SystemFilter
    search_fields = ["code", "name"]
    ordering_fields = ["code", "name", "kind", "importance", "rto_s", "rpo_s", "updated_at"]
    required_permissions = OF_INFRASTRUCTURE
    create_service = systems.create_system
    change_service = systems.change_system
    delete_service = systems.delete_system

    def get_serializer_class(self) -> Any:
        """A write is answered without the analysis: an import of hundreds would repeat it."""
        reading = self.action in ("list", "retrieve")
        return SystemWithLevelSerializer if reading else SystemSerializer


class ProcessViewSet(ResourceViewSet):
    """Business processes with the objectives in force."""

    model = Process
    serializer_class = ProcessSerializer
    filterset_class = ProcessFilter
    search_fields = ["code", "name"]
    ordering_fields = [
        *("code", "name", "department", "critical", "daily_volume", "review_due"),
        *("mtd_s", "rto_s", "rpo_s", "tier", "updated_at"),
    ]
    required_permissions = OF_REGISTER
    create_service = processes.create_process
    change_service = processes.change_process
    delete_service = processes.delete_process


class ProductViewSet(ResourceViewSet):
    """Products and services, with the limits their contracts set."""

    model = Product
    serializer_class = ProductSerializer
    filterset_class = ProductFilter
    search_fields = ["code", "name"]
    ordering_fields = ["code", "name", "mtd_s", "contract_mtd_s", "updated_at"]
    required_permissions = OF_REGISTER
    create_service = products.create_product
    change_service = products.change_product
    delete_service = products.delete_product

    def get_queryset(self) -> QuerySet[Any]:
        return _with_visible(super().get_queryset(), self.request.user)


class ObligationViewSet(ResourceViewSet):
    """Obligations by law, regulator or contract that cap objectives."""

    model = Obligation
    serializer_class = ObligationSerializer
    filterset_class = ObligationFilter
    search_fields = ["code", "name", "reference"]
    ordering_fields = ["code", "name", "kind", "mtd_cap_s", "rto_cap_s", "rpo_cap_s", "updated_at"]
    required_permissions = OF_REGISTER
    create_service = obligations.create_obligation
    change_service = obligations.change_obligation
    delete_service = obligations.delete_obligation

    def get_queryset(self) -> QuerySet[Any]:
        return _with_visible(super().get_queryset(), self.request.user, "products")


class DependencyViewSet(ResourceViewSet):
    """What needs what. The service asks for the permission that fits the dependent."""

    model = Dependency
    serializer_class = DependencySerializer
    filterset_class = DependencyFilter
    search_fields = [
        *("code", "dependent_process__name", "dependent_system__name"),
        *("needs_process__name", "needs_system__name", "needs_site__name"),
        *("needs_supplier__name", "needs_person__name", "group"),
    ]
    ordering_fields = ["code", "mode", "strength", "group", "updated_at"]
    create_service = dependencies.create_dependency
    change_service = dependencies.change_dependency
    delete_service = dependencies.delete_dependency

    def require(self, subject: Any = None) -> None:
        """Nobody without either permission gets as far as naming the two ends."""
        permissions = ("register.change", "infrastructure.change")
        writes = self.action in ("create", "partial_update", "destroy")
        if writes and not any(may(self.request.user, one) for one in permissions):
            raise PermissionDenied


def _with_visible(rows: QuerySet[Any], user: Any, *others: str) -> QuerySet[Any]:
    """Linked processes only as far as the user may see them."""
    visible = Prefetch("processes", Process.objects.visible_to(user))
    return rows.prefetch_related(None).prefetch_related(visible, *others)
