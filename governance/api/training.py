"""Courses, training sessions, records, and who lacks what."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor, may, require
from accounts.models import Organisation, Person
from governance.api.stepping import Stepping
from governance.filters import training as filters
from governance.models import Course, TrainingRecord, TrainingSession
from governance.serializers import training as shapes
from governance.serializers.programme import EmptySerializer
from governance.services import courses, training_records, training_sessions
from governance.services.competence import Cell, competence
from lib.api.numbered import ByNumber
from lib.api.resources import ResourceViewSet
from lib.days import day_in

KEEP = courses.PERMISSION
METHODS = ["get", "post", "patch", "head", "options"]
SESSION = {200: shapes.TrainingSessionSerializer}


class CourseViewSet(ResourceViewSet):
    """What one has to know or hold; one that is not given any more is switched off."""

    http_method_names = METHODS
    model = Course
    serializer_class = shapes.CourseSerializer
    filterset_class = filters.CourseFilter
    required_permissions = {"create": KEEP, "partial_update": KEEP}
    create_service = staticmethod(courses.create_course)
    change_service = staticmethod(courses.change_course)
    search_fields = ["code", "name_en", "name_zh", "issuer"]
    ordering_fields = ["code", "kind", "updated_at"]


class TrainingSessionViewSet(Stepping, ResourceViewSet):
    """The yearly plan. For who keeps the records, and for whoever is invited."""

    http_method_names = METHODS
    model = TrainingSession
    serializer_class = shapes.TrainingSessionSerializer
    filterset_class = filters.TrainingSessionFilter
    required_permissions = dict.fromkeys(
        ("create", "partial_update", "invitation", "holding", "cancellation"), KEEP
    )
    create_service = staticmethod(training_sessions.create_session)
    change_service = staticmethod(training_sessions.change_session)
    search_fields = ["code", "course__name_en", "course__name_zh", "trainer", "place"]
    ordering_fields = ["code", "planned_on", "held_on", "state", "updated_at"]

    def get_queryset(self) -> Any:
        return super().get_queryset().prefetch_related("people")

    @extend_schema(request=EmptySerializer, responses=SESSION)
    @action(detail=True, methods=["post"])
    def invitation(self, request: Request, code: str) -> Response:
        """Tell everybody on the list who was not told yet, with the day for their calendar."""
        return self.step(training_sessions.invite, EmptySerializer)

    @extend_schema(request=shapes.TrainingHoldingSerializer, responses=SESSION)
    @action(detail=True, methods=["post"])
    def holding(self, request: Request, code: str) -> Response:
        """It was held: a record for each who came. Sent again it adds and corrects."""
        return self.step(training_sessions.hold_session, shapes.TrainingHoldingSerializer)

    @extend_schema(request=shapes.TrainingCancellationSerializer, responses=SESSION)
    @action(detail=True, methods=["post"])
    def cancellation(self, request: Request, code: str) -> Response:
        """It is not held; whoever was invited is told."""
        return self.step(training_sessions.cancel_session, shapes.TrainingCancellationSerializer)


class TrainingRecordViewSet(ByNumber, ResourceViewSet):
    """What people did and hold; named by their number. Without `training.view` one's own."""

    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    model = TrainingRecord
    serializer_class = shapes.TrainingRecordSerializer
    filterset_class = filters.TrainingRecordFilter
    lookup_field = "pk"
    required_permissions = {"create": KEEP, "partial_update": KEEP, "destroy": KEEP}
    create_service = staticmethod(training_records.create_record)
    change_service = staticmethod(training_records.change_record)
    delete_service = staticmethod(training_records.delete_record)
    search_fields = ["course__code", "course__name_en", "course__name_zh", "person__code"]
    ordering_fields = ["on", "valid_until", "updated_at"]


class CompetenceViewSet(viewsets.GenericViewSet[Any]):
    """People × courses, as far as somebody needs or holds one."""

    queryset = Course.objects.none()
    serializer_class = shapes.CompetenceSerializer
    filter_backends: Any = ()

    @extend_schema(
        operation_id="competence_list",
        parameters=[
            OpenApiParameter("gaps", bool, description="Only what is needed and not held."),
            OpenApiParameter("course", str, description="Code of a course."),
            OpenApiParameter("person", str, description="Code of a person."),
        ],
        responses=shapes.CompetenceSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """How everybody stands today; without `training.view` only one's own."""
        user = actor(request)
        people: Any = Person.objects.filter(is_active=True).order_by("code")
        if not may(user, "training.view"):
            require(user, "governance.view")
            people = people.filter(user=user)
        asked = request.query_params
        if code := asked.get("person", ""):
            people = people.filter(code=code.replace("\0", ""))
        today = day_in(timezone.now(), Organisation.current().timezone)
        found = competence(today=today, people=list(people))
        course = asked.get("course", "")
        rows = [
            _cell(line.person, cell)
            for line in found.lines
            for cell in line.cells.values()
            if course in ("", cell.course.code)
            and (asked.get("gaps", "").lower() not in ("1", "true") or cell.is_gap)
        ]
        page = self.paginate_queryset(rows)  # type: ignore[arg-type]
        return self.get_paginated_response(shapes.CompetenceSerializer(page, many=True).data)


def _cell(person: Person, cell: Cell) -> dict[str, Any]:
    return {
        "person": person.code, "course": cell.course.code, "needed": cell.needed,
        "standing": cell.standing.value, "on": cell.on, "until": cell.until,
        "planned_on": cell.planned_on,
    }  # fmt: skip
