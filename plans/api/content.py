"""REST resources of the parts of a version: read in every version, written in a draft."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.http import Http404
from django.utils import timezone
from rest_framework import status
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor, visible_or_404
from lib.api.numbered import ByNumber
from lib.api.resources import ResourceViewSet, read_version
from plans.access import require_edit
from plans.api.version import number_parts
from plans.models import (
    ActivationCriterion,
    CardContact,
    CardItem,
    CardStep,
    CommsTemplate,
    PlanResource,
    PlanTask,
    PlanVersion,
    Section,
)
from plans.serializers import content as shapes
from plans.services.content import add_part, change_part, remove_part


class PartViewSet(ByNumber, ResourceViewSet):
    """Parts of one version, in their order."""

    lookup_field = "pk"
    filterset_class: Any = None
    with_rows: ClassVar[tuple[str, ...]] = ()
    many_rows: ClassVar[tuple[str, ...]] = ()

    @cached_property
    def plan_version(self) -> PlanVersion:
        major, minor = number_parts(self.kwargs["number"])
        rows = PlanVersion.objects.select_related("plan__owner", "plan__deputy")
        found: PlanVersion = visible_or_404(
            rows, self.request.user, plan__code=self.kwargs["code"], major=major, minor=minor
        )
        return found

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who may not write is told so before the body is read."""
        super().initial(request, *args, **kwargs)
        if request.method not in SAFE_METHODS:
            require_edit(actor(request), self.plan_version.plan, self.plan_version)

    def get_queryset(self) -> Any:
        rows: Any = self.model._default_manager
        if getattr(self, "swagger_fake_view", False):
            return rows.none()
        return self._rows(rows.filter(plan_version=self.plan_version)).order_by("position", "pk")

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        version = self.plan_version
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        model: Any = self.model
        row = add_part(
            version, model, by=actor(request), at=timezone.now(), **serializer.validated_data
        )
        answer = self.get_serializer(self._fresh(row)).data
        return Response(answer, status=status.HTTP_201_CREATED, headers={"Location": answer["url"]})

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        read = read_version(request)
        serializer = self.get_serializer(row, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        change_part(
            row,
            read_version=read,
            by=actor(request),
            at=timezone.now(),
            **serializer.validated_data,
        )
        return Response(self.get_serializer(self._fresh(row)).data)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        remove_part(self.get_object(), by=actor(request), at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _rows(self, rows: Any) -> Any:
        return rows.select_related("plan_version__plan", *self.with_rows).prefetch_related(
            *self.many_rows
        )

    def _fresh(self, row: Any) -> Any:
        found = self._rows(row.__class__._default_manager.filter(pk=row.pk)).first()
        if found is None:
            raise Http404
        return found


class SectionViewSet(PartViewSet):
    """Chapters of text."""

    model = Section
    serializer_class = shapes.PlanSectionSerializer
    search_fields = ["title_en", "title_zh"]


class CriterionViewSet(PartViewSet):
    """When the plan is activated."""

    model = ActivationCriterion
    serializer_class = shapes.PlanCriterionSerializer
    with_rows = ("grade", "system", "process")


class TaskViewSet(PartViewSet):
    """What is done, by whom, how long it takes and what it waits for."""

    model = PlanTask
    serializer_class = shapes.PlanTaskSerializer
    search_fields = ["title_en", "title_zh"]
    with_rows = ("role", "backup_role", "system", "sub_plan")
    many_rows = ("need_rows__needs",)


class ResourceRowViewSet(PartViewSet):
    """What must be there."""

    model = PlanResource
    serializer_class = shapes.PlanResourceSerializer
    with_rows = ("supplier",)


class MessageViewSet(PartViewSet):
    """Messages that are ready before they are needed."""

    model = CommsTemplate
    serializer_class = shapes.PlanMessageSerializer


class CardStepViewSet(PartViewSet):
    """Steps of the response card."""

    model = CardStep
    serializer_class = shapes.CardStepSerializer


class CardItemViewSet(PartViewSet):
    """Boxes to tick on the response card."""

    model = CardItem
    serializer_class = shapes.CardItemSerializer
    with_rows = ("step",)


class CardContactViewSet(PartViewSet):
    """Roles that the response card calls."""

    model = CardContact
    serializer_class = shapes.CardContactSerializer
    with_rows = ("role", "from_grade")
