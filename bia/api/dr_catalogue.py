"""Catalogues of recovery levels: read by everybody, edited with the other catalogues."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from bia.filters.parts import YesNoFilter
from bia.models import DrCatalogue
from bia.serializers.dr_catalogue import DrCatalogueSerializer
from bia.services.dr_levels import PERMISSION, change_dr_catalogue
from lib.api.resources import ResourceViewSet


class DrCatalogueFilter(django_filters.FilterSet):
    in_use = YesNoFilter(label=_("In use"))

    class Meta:
        model = DrCatalogue
        fields: list[str] = []


class DrCatalogueViewSet(ResourceViewSet):
    """Editions of the scale of recovery levels; `in_use` marks the one systems' levels mean."""

    model = DrCatalogue
    serializer_class = DrCatalogueSerializer
    filterset_class = DrCatalogueFilter
    search_fields = ["code", "name_en", "name_zh"]
    ordering_fields = ["code", "updated_at"]
    required_permissions = {"partial_update": PERMISSION}
    http_method_names = ["get", "patch", "head", "options"]
    change_service = change_dr_catalogue

    def get_queryset(self) -> QuerySet[Any]:
        rows = DrCatalogue.objects.prefetch_related("levels")
        shown = getattr(self, "swagger_fake_view", False) or may(
            self.request.user, "catalogue.view"
        )
        return rows if shown else rows.none()

    def _fresh(self, row: Any) -> Any:
        return self.get_queryset().get(pk=row.pk)
