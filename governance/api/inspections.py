"""`/api/v1/inspection-lists/`, `/api/v1/inspections/` and `/api/v1/case-studies/`."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from governance.api.stepping import Stepping
from governance.filters.inspections import (
    CaseStudyFilter,
    InspectionFilter,
    InspectionListFilter,
)
from governance.models import CaseStudy, Inspection, InspectionList, InspectionResult
from governance.serializers import inspection as shapes
from governance.serializers.case_study import CaseStudySerializer
from governance.services import case_studies, inspection_lists, inspections
from incidents.models import Incident
from lib.api.numbered import FITS_A_BIGINT
from lib.api.resources import ResourceViewSet

ALL = ["get", "post", "patch", "delete", "head", "options"]
RECORD, KEEP = inspections.PERMISSION, inspection_lists.PERMISSION


class InspectionListViewSet(ResourceViewSet):
    """What a round looks at. One that rounds were done with is switched off (`is_active`)."""

    http_method_names = ALL
    model = InspectionList
    serializer_class = shapes.InspectionListSerializer
    filterset_class = InspectionListFilter
    required_permissions = {"create": KEEP, "partial_update": KEEP, "destroy": KEEP}
    create_service = staticmethod(inspection_lists.create_list)
    change_service = staticmethod(inspection_lists.change_list)
    delete_service = staticmethod(inspection_lists.delete_list)
    search_fields = ["code", "name_en", "name_zh"]
    ordering_fields = ["code", "updated_at"]

    def get_queryset(self) -> Any:
        return super().get_queryset().prefetch_related("points__system")


class InspectionViewSet(Stepping, ResourceViewSet):
    """Rounds. Once done, their answers stand; one with nothing answered may be deleted."""

    http_method_names = ALL
    model = Inspection
    serializer_class = shapes.InspectionSerializer
    filterset_class = InspectionFilter
    required_permissions = {
        "create": RECORD, "partial_update": RECORD, "destroy": RECORD, "result": RECORD,
        "completion": RECORD,
    }  # fmt: skip
    create_service = staticmethod(inspections.start_inspection)
    change_service = staticmethod(inspections.change_inspection)
    delete_service = staticmethod(inspections.discard_inspection)
    search_fields = ["code", "list__name_en", "list__name_zh", "note"]
    ordering_fields = ["code", "day", "state", "finished_at"]

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows.prefetch_related("results__point", "results__incident", "results__action")

    @extend_schema(
        request=shapes.InspectionAnswerSerializer, responses={200: shapes.InspectionSerializer},
        parameters=[OpenApiParameter("number", int, OpenApiParameter.PATH)],
    )  # fmt: skip
    @action(detail=True, methods=["patch"], url_path=r"results/(?P<number>[^/]+)")
    def result(self, request: Request, code: str, number: str) -> Response:
        """What was found at a point (`number`: the id of the result), what follows from it."""
        row = self.get_object()
        self.require(row)
        found = None
        if FITS_A_BIGINT.fullmatch(number):
            found = InspectionResult.objects.filter(inspection=row, pk=int(number)).first()
        if found is None:
            raise Http404
        body = shapes.InspectionAnswerSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        values, by, at = dict(body.validated_data), actor(request), timezone.now()
        follows: dict[str, Any] = {
            name: values.pop(name) for name in ("incident", "action") if name in values
        }
        _seen(request, follows)
        if values:
            kept: dict[str, Any] = {
                name: getattr(found, name) for name in ("outcome", "value", "note")
            }
            found = inspections.answer(found, **(kept | values), by=by, at=at)
        inspections.follow(found, **follows, by=by, at=at)
        return Response(self.get_serializer(self._fresh(row)).data)

    @extend_schema(
        request=shapes.InspectionNoteSerializer, responses={200: shapes.InspectionSerializer}
    )
    @action(detail=True, methods=["post"])
    def completion(self, request: Request, code: str) -> Response:
        """Done. 409 with every point that is not answered."""
        return self.step(inspections.finish_inspection, shapes.InspectionNoteSerializer)


class CaseStudyViewSet(ResourceViewSet):
    """What happened to others, or to us, and what it teaches."""

    http_method_names = ALL
    model = CaseStudy
    serializer_class = CaseStudySerializer
    filterset_class = CaseStudyFilter
    required_permissions = dict.fromkeys(
        ("create", "partial_update", "destroy"), case_studies.PERMISSION
    )
    create_service = staticmethod(case_studies.create_case_study)
    change_service = staticmethod(case_studies.change_case_study)
    delete_service = staticmethod(case_studies.delete_case_study)
    search_fields = ["code", "name_en", "name_zh", "story_en", "story_zh"]
    ordering_fields = ["code", "happened_on", "outage_s", "loss", "updated_at"]

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("incident")


def _seen(request: Request, follows: dict[str, Any]) -> None:
    """An incident the caller may not see is none."""
    incident = follows.get("incident")
    if incident is None:
        return
    rows: Any = Incident.objects.filter(pk=incident.pk)
    if not rows.visible_to(actor(request)).exists():
        message = shapes.CodeField.default_error_messages["does_not_exist"]
        raise ValidationError({"incident": [str(message).format(value=incident.number)]})
