"""REST resources of the catalogues: every edit makes a new version of the whole."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django.db.models import Max, Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor, may
from bia.filters.parts import YesNoFilter
from bia.models import (
    CatalogueVersion,
    ImpactCategory,
    ImpactLevel,
    LadderStep,
    RatingUnit,
    Tier,
    TimeBand,
)
from bia.serializers.catalogue import (
    ImpactCategorySerializer,
    ImpactLevelSerializer,
    LadderStepSerializer,
    TierSerializer,
    TimeBandSerializer,
)
from bia.services.catalogue import current_catalogue
from bia.services.catalogue_editing import Edit, apply_edit
from lib.api.numbered import ByNumber
from lib.api.resources import ResourceViewSet


class CatalogueViewSet(ResourceViewSet):
    """The base: writes go through one edit, with its version and its moves."""

    table: ClassVar[str]
    required_permissions = dict.fromkeys(
        ("create", "partial_update", "destroy"), "catalogue.change"
    )

    def get_queryset(self) -> QuerySet[Any]:
        rows = self.model._default_manager.all()
        shown = getattr(self, "swagger_fake_view", False) or may(
            self.request.user, "catalogue.view"
        )
        return rows if shown else rows.none()

    @cached_property
    def number(self) -> int | None:
        return current_catalogue().version

    @cached_property
    def instants(self) -> dict[str, Any]:
        """When the whole catalogue was made and last edited."""
        return CatalogueVersion.objects.aggregate(
            updated_at=Max("created_at"), created_at=Min("created_at")
        )

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.require()
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        fields, anchors = _split(serializer.validated_data)
        self._apply(Edit(self.table, None, fields, anchors))
        key = fields[self.lookup_field]
        row = self.get_queryset().get(**{self.lookup_field: key})
        answer = self.get_serializer(row).data
        return Response(answer, status=status.HTTP_201_CREATED, headers={"Location": answer["url"]})

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.require()
        row = self.get_object()
        version = self._read_version(request)
        serializer = self.get_serializer(row, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        fields, anchors = _split(serializer.validated_data)
        self._apply(Edit(self.table, row, fields, anchors, read_version=version))
        return Response(self.get_serializer(self.get_queryset().get(pk=row.pk)).data)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.require()
        self._apply(Edit(self.table, self.get_object(), delete=True))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _apply(self, edit: Edit) -> None:
        version = apply_edit(edit, by=actor(self.request), at=timezone.now())
        self.__dict__["number"] = version.number
        self.__dict__.pop("instants", None)


class TierFilter(django_filters.FilterSet):
    active = YesNoFilter(label=_("In use"))

    class Meta:
        model = Tier
        fields: list[str] = []


class ImpactCategoryFilter(django_filters.FilterSet):
    active = YesNoFilter(label=_("In use"))
    life_safety = YesNoFilter(label=_("Life safety"))
    unit = django_filters.ChoiceFilter(choices=RatingUnit.choices, label=_("Unit"))

    class Meta:
        model = ImpactCategory
        fields: list[str] = []


class TimeBandFilter(django_filters.FilterSet):
    active = YesNoFilter(label=_("In use"))

    class Meta:
        model = TimeBand
        fields: list[str] = []


class TierViewSet(CatalogueViewSet):
    """Tiers of recovery; a process stands in the first one that holds its RTO."""

    table = "tiers"
    model = Tier
    serializer_class = TierSerializer
    filterset_class = TierFilter
    search_fields = ["code", "name_en", "name_zh"]
    ordering_fields = ["order", "code", "max_rto_s"]


class ImpactCategoryViewSet(CatalogueViewSet):
    """What an outage harms: money, customers, law, reputation, people."""

    table = "categories"
    model = ImpactCategory
    serializer_class = ImpactCategorySerializer
    filterset_class = ImpactCategoryFilter
    search_fields = ["code", "name_en", "name_zh"]
    ordering_fields = ["order", "code"]

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().prefetch_related("anchors__level")


class ImpactLevelViewSet(ByNumber, CatalogueViewSet):
    """The rating scale, from the lowest score up."""

    table = "levels"
    model = ImpactLevel
    lookup_field = "score"
    serializer_class = ImpactLevelSerializer
    search_fields = ["name_en", "name_zh"]
    ordering_fields = ["score"]


class TimeBandViewSet(ByNumber, CatalogueViewSet):
    """The horizons of the impact grid."""

    table = "bands"
    model = TimeBand
    lookup_field = "at_s"
    serializer_class = TimeBandSerializer
    filterset_class = TimeBandFilter
    search_fields: list[str] = []
    ordering_fields = ["at_s"]


class LadderStepViewSet(ByNumber, CatalogueViewSet):
    """The steps an RTO or RPO is proposed from."""

    table = "ladder"
    model = LadderStep
    lookup_field = "at_s"
    serializer_class = LadderStepSerializer
    search_fields: list[str] = []
    ordering_fields = ["at_s"]


def _split(data: dict[str, Any]) -> tuple[dict[str, Any], dict[int, tuple[str, str]] | None]:
    """Fields of the row, and the anchors by score. Raises ValidationError at `anchors`."""
    fields = dict(data)
    if "anchors" not in fields:
        return fields, None
    anchors = {
        one["level"]["score"]: (one["text_en"], one["text_zh"]) for one in fields.pop("anchors")
    }
    known = {level.score for level in current_catalogue().levels}
    unknown = sorted(set(anchors) - known)
    if unknown:
        message = _("There is no level with the score %(score)s.") % {"score": unknown[0]}
        raise ValidationError({"anchors": [message]})
    return fields, anchors
