"""Plans being carried out: what is done is a noun below the activation or its task."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import MethodNotAllowed, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor, visible_or_404
from accounts.api.idempotency import IdempotentCreate
from lib.api.resources import ResourceViewSet
from plans.api.version import VersionViewSet
from plans.domain.task_states import SATISFIED
from plans.feasible import feasibility_of
from plans.feasible_page import as_json
from plans.filters.activation import ActivationFilter
from plans.models import Plan, PlanActivation, TaskRun
from plans.serializers import activation as shapes
from plans.services import activations as verbs
from plans.services.activation_rights import may_activate

NUMBER = OpenApiParameter("number", int, OpenApiParameter.PATH, description="Number of the task.")
TASK = r"tasks/(?P<number>[^/]+)"


def activations_for_api(rows: Any) -> Any:
    """With everything the serializer shows, in one query."""
    ended = Count("tasks", filter=Q(tasks__state__in=SATISFIED))
    return rows.select_related(
        "plan", "plan_version", "commander", "activated_by", "integrity_by"
    ).annotate(tasks_all=Count("tasks"), tasks_ended=ended)


class ActivationViewSet(ResourceViewSet):
    """Activations of the plans one sees. They are begun below their plan."""

    model = PlanActivation
    serializer_class = shapes.ActivationSerializer
    filterset_class: Any = ActivationFilter
    search_fields = ["code", "plan__code", "plan__name_en", "plan__name_zh", "reason"]
    ordering_fields = ["code", "state", "activated_at", "ended_at", "updated_at"]

    def get_queryset(self) -> Any:
        return activations_for_api(super().get_queryset())

    def _fresh(self, row: Any) -> Any:
        return activations_for_api(PlanActivation.objects.all()).get(pk=row.pk)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """A task that somebody changed first is shown with the refusal."""
        if args and isinstance(args[0], TaskRun):
            return shapes.TaskRunSerializer(*args, **kwargs)
        return super().get_serializer(*args, **kwargs)

    @extend_schema(exclude=True)
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        raise MethodNotAllowed("POST")

    @extend_schema(exclude=True)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        raise MethodNotAllowed("PATCH")

    @extend_schema(exclude=True)
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Never: what began by mistake is cancelled, and stays on record."""
        raise MethodNotAllowed("DELETE")

    # --- the whole ------------------------------------------------------------------------

    @extend_schema(request=shapes.ActivationMomentSerializer, responses=shapes.ActivationSerializer)
    @action(detail=True, methods=["post"])
    def restoration(self, request: Request, code: str) -> Response:
        """It works again: the backfill counts from `at`."""
        return self._step(request, verbs.restore_activation, shapes.ActivationMomentSerializer)

    @extend_schema(
        request=shapes.ActivationIntegritySerializer, responses=shapes.ActivationSerializer
    )
    @action(detail=True, methods=["post"])
    def integrity(self, request: Request, code: str) -> Response:
        """The data was verified: rows kept on paper can be posted."""
        return self._step(request, verbs.verify_integrity, shapes.ActivationIntegritySerializer)

    @extend_schema(request=shapes.ActivationEndSerializer, responses=shapes.ActivationSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, code: str) -> Response:
        """It is over; changes made on the spot become change requests of the plan."""
        return self._step(request, verbs.end_activation, shapes.ActivationEndSerializer)

    @extend_schema(request=shapes.TaskReasonSerializer, responses=shapes.ActivationSerializer)
    @action(detail=True, methods=["post"])
    def cancellation(self, request: Request, code: str) -> Response:
        """It was a mistake: nothing of it counts."""
        return self._step(request, verbs.cancel_activation, shapes.TaskReasonSerializer)

    @extend_schema(
        request=shapes.ActivationCommanderSerializer, responses=shapes.ActivationSerializer
    )
    @action(detail=True, methods=["post"])
    def commander(self, request: Request, code: str) -> Response:
        """Somebody else is in command; null: who activated it."""
        return self._step(request, verbs.change_commander, shapes.ActivationCommanderSerializer)

    @extend_schema(
        methods=["GET"], responses=shapes.ActivationEventSerializer(many=True), filters=False
    )
    @extend_schema(
        methods=["POST"],
        request=shapes.ActivationNoteSerializer,
        responses={201: shapes.ActivationEventSerializer},
    )
    @action(detail=True, methods=["get", "post"], filterset_class=None)
    def events(self, request: Request, code: str) -> Response:
        """What happened, oldest first, each entry chained to the last; POST writes a note."""
        row = self.get_object()
        if request.method == "POST":
            made = verbs.add_note(row, **self._body(request, shapes.ActivationNoteSerializer))
            answer = shapes.ActivationEventSerializer(made).data
            return Response(answer, status=status.HTTP_201_CREATED)
        page = self.paginate_queryset(row.timeline.select_related("actor"))
        return self.get_paginated_response(shapes.ActivationEventSerializer(page, many=True).data)

    # --- tasks ----------------------------------------------------------------------------

    @extend_schema(methods=["GET"], responses=shapes.TaskRunSerializer(many=True), filters=False)
    @extend_schema(
        methods=["POST"],
        request=shapes.TaskRunBodySerializer,
        responses={201: shapes.TaskRunSerializer},
    )
    @action(detail=True, methods=["get", "post"], filterset_class=None)
    def tasks(self, request: Request, code: str) -> Response:
        """The tasks in their order; POST adds one on the spot."""
        row = self.get_object()
        if request.method == "POST":
            given = self._fields(request, shapes.TaskRunBodySerializer)
            task = verbs.add_task(row, key=request.headers.get("Idempotency-Key", ""), **given)
            return Response(self._task(row, task.number), status=status.HTTP_201_CREATED)
        page = self.paginate_queryset(_tasks(row))
        return self.get_paginated_response(shapes.TaskRunSerializer(page, many=True).data)

    @extend_schema(methods=["GET"], responses=shapes.TaskRunSerializer, parameters=[NUMBER])
    @extend_schema(
        methods=["PATCH"],
        request=shapes.TaskRunChangeSerializer,
        responses=shapes.TaskRunSerializer,
        parameters=[NUMBER],
    )
    @action(detail=True, methods=["get", "patch"], url_path=TASK, filterset_class=None)
    def task(self, request: Request, code: str, number: str) -> Response:
        """One task; PATCH changes it in this activation only."""
        row = self.get_object()
        known = _number(row, number)
        if request.method == "PATCH":
            given = self._fields(request, shapes.TaskRunChangeSerializer)
            verbs.amend_task(row, known, read_version=given.pop("version"), **given)
        return Response(self._task(row, known))

    @extend_schema(
        request=shapes.ActivationMomentSerializer,
        responses=shapes.TaskRunSerializer,
        parameters=[NUMBER],
    )
    @action(detail=True, methods=["post"], url_path=f"{TASK}/start")
    def start(self, request: Request, code: str, number: str) -> Response:
        """Somebody began with it."""
        return self._task_step(request, number, verbs.start_task, shapes.ActivationMomentSerializer)

    @extend_schema(
        request=shapes.TaskCompletionSerializer,
        responses=shapes.TaskRunSerializer,
        parameters=[NUMBER],
    )
    @action(detail=True, methods=["post"], url_path=f"{TASK}/completion")
    def completion(self, request: Request, code: str, number: str) -> Response:
        """It is done; twice is once."""
        return self._task_step(
            request, number, verbs.complete_task, shapes.TaskCompletionSerializer
        )

    @extend_schema(
        request=shapes.TaskReasonSerializer, responses=shapes.TaskRunSerializer, parameters=[NUMBER]
    )
    @action(detail=True, methods=["post"], url_path=f"{TASK}/failure")
    def failure(self, request: Request, code: str, number: str) -> Response:
        """It could not be done; who stands in for the role is told."""
        return self._task_step(request, number, verbs.fail_task, shapes.TaskReasonSerializer)

    @extend_schema(
        request=shapes.TaskReasonSerializer, responses=shapes.TaskRunSerializer, parameters=[NUMBER]
    )
    @action(detail=True, methods=["post"], url_path=f"{TASK}/skip")
    def skip(self, request: Request, code: str, number: str) -> Response:
        """Go on without it."""
        return self._task_step(request, number, verbs.skip_task, shapes.TaskReasonSerializer)

    @extend_schema(
        request=shapes.TaskReopeningSerializer,
        responses=shapes.TaskRunSerializer,
        parameters=[NUMBER],
    )
    @action(detail=True, methods=["post"], url_path=f"{TASK}/reopening")
    def reopening(self, request: Request, code: str, number: str) -> Response:
        """To be done again; who is in command."""
        return self._task_step(request, number, verbs.reopen_task, shapes.TaskReopeningSerializer)

    # --- small print ----------------------------------------------------------------------

    def _step(self, request: Request, verb: Callable[..., Any], shape: Any) -> Response:
        row = self.get_object()
        verb(row, **self._body(request, shape))
        return Response(self.get_serializer(self._fresh(row)).data)

    def _task_step(
        self, request: Request, number: str, verb: Callable[..., Any], shape: Any
    ) -> Response:
        row = self.get_object()
        known = _number(row, number)
        verb(row, known, **self._body(request, shape))
        return Response(self._task(row, known))

    def _task(self, row: PlanActivation, number: int) -> Any:
        return shapes.TaskRunSerializer(_tasks(row).get(number=number)).data

    def _body(self, request: Request, shape: Any) -> dict[str, Any]:
        """The body as keywords of a verb."""
        serializer = shape(data=request.data if request.data else {})
        serializer.is_valid(raise_exception=True)
        return self._called(request, dict(serializer.validated_data))

    def _fields(self, request: Request, shape: Any) -> dict[str, Any]:
        serializer = shape(data=request.data if request.data else {})
        serializer.is_valid(raise_exception=True)
        return self._called(request, serializer.split())

    def _called(self, request: Request, values: dict[str, Any]) -> dict[str, Any]:
        now = timezone.now()
        return values | {
            "at": values.get("at") or now,
            "recorded_at": now,
            "by": actor(request),
            "via": "api",
        }


class BeginningViewSet(ActivationViewSet):
    """What begins an activation, below its plan."""

    filterset_class: Any = None

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return super().get_queryset().filter(plan=self.plan())

    def plan(self) -> Plan:
        found: Plan = visible_or_404(
            Plan.objects.all(), self.request.user, code=self.kwargs["plan"]
        )
        return found

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        plan = self.plan()
        if not may_activate(actor(request), plan):
            raise PermissionDenied
        row = verbs.activate(plan, **self._body(request, shapes.ActivateSerializer))
        answer = self.get_serializer(self._fresh(row)).data
        return Response(answer, status=status.HTTP_201_CREATED, headers={"Location": answer["url"]})


class PlanActivationsViewSet(IdempotentCreate, BeginningViewSet):
    """The activations of one plan; `Idempotency-Key` is honoured."""

    @extend_schema(request=shapes.ActivateSerializer, responses={201: shapes.ActivationSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Carry the plan out as it is in force."""
        return super().create(request, *args, **kwargs)


class VersionFeasibilityViewSet(VersionViewSet):
    """Whether a version can be carried out in time, from what stands now."""

    serializer_class: Any = shapes.FeasibilitySerializer

    @extend_schema(responses=shapes.FeasibilitySerializer, filters=False)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        view = feasibility_of(self.get_object(), timezone.now())
        answer = as_json(view, actor(request))
        return Response(shapes.FeasibilitySerializer(answer).data)


def _tasks(row: PlanActivation) -> Any:
    return row.tasks.select_related("role", "backup_role", "assignee", "ended_by").order_by(
        "position", "number"
    )


def _number(row: PlanActivation, number: str) -> int:
    """Raises Http404 for what is no task of this activation."""
    if not re.fullmatch(r"[0-9]{1,9}", number):
        raise Http404
    if not TaskRun.objects.filter(activation=row, number=int(number)).exists():
        raise Http404
    return int(number)
