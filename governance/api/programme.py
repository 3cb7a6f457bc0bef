"""Programmes, their templates and tasks, and recurring duties."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from accounts.models import Organisation, User
from governance.api.stepping import Stepping
from governance.filters import programme as filters
from governance.models import Duty, Programme, ProgrammeTask, ProgrammeTemplate
from governance.serializers import programme as shapes
from governance.services import programmes as verbs
from governance.services.duties import (
    change_duty,
    complete_duty,
    create_duty,
    may_complete,
    take_back,
)
from governance.services.programme_templates import change_template, create_template
from lib.api.resources import ResourceViewSet
from lib.days import day_in

METHODS = ["get", "post", "patch", "head", "options"]
KEEP = verbs.PERMISSION


class ProgrammeTemplateViewSet(ResourceViewSet):
    """The 90 days, and templates of one's own."""

    http_method_names = METHODS
    model = ProgrammeTemplate
    serializer_class = shapes.ProgrammeTemplateSerializer
    filterset_class = filters.ProgrammeTemplateFilter
    required_permissions = {"create": KEEP, "partial_update": KEEP}
    create_service = staticmethod(create_template)
    change_service = staticmethod(change_template)
    search_fields = ["code", "name_en", "name_zh"]
    ordering_fields = ["code", "updated_at"]


class ProgrammeViewSet(Stepping, ResourceViewSet):
    """A plan of dated tasks out of a template, or by hand."""

    http_method_names = METHODS
    model = Programme
    serializer_class = shapes.ProgrammeSerializer
    filterset_class = filters.ProgrammeFilter
    required_permissions = {
        "create": KEEP, "partial_update": KEEP, "closure": KEEP, "cancellation": KEEP,
    }  # fmt: skip
    create_service = staticmethod(verbs.create_programme)
    change_service = staticmethod(verbs.change_programme)
    search_fields = ["code", "title"]
    ordering_fields = ["code", "title", "start_on", "state", "updated_at"]

    @extend_schema(request=shapes.ClosingSerializer, responses={200: shapes.ProgrammeSerializer})
    @action(detail=True, methods=["post"])
    def closure(self, request: Request, code: str) -> Response:
        """It is done. 409 with every task that is not."""
        return self.step(verbs.close_programme, shapes.ClosingSerializer)

    @extend_schema(
        request=shapes.GovernanceReasonSerializer, responses={200: shapes.ProgrammeSerializer}
    )
    @action(detail=True, methods=["post"])
    def cancellation(self, request: Request, code: str) -> Response:
        """It is not pursued any more."""
        return self.step(verbs.cancel_programme, shapes.GovernanceReasonSerializer)


class ProgrammeTaskViewSet(Stepping, ResourceViewSet):
    """Tasks of programmes. Whoever one is given to may begin, complete and reopen it."""

    http_method_names = METHODS
    model = ProgrammeTask
    serializer_class = shapes.ProgrammeTaskSerializer
    filterset_class = filters.ProgrammeTaskFilter
    required_permissions = {"create": KEEP, "partial_update": KEEP, "dropping": KEEP}
    create_service = staticmethod(verbs.create_task)
    change_service = staticmethod(verbs.change_task)
    search_fields = ["code", "name_en", "name_zh"]
    ordering_fields = ["code", "starts_on", "due_on", "state", "updated_at"]

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("done_by")

    def _own(self, row: ProgrammeTask) -> bool:
        return verbs.may_work_on(row, actor(self.request))

    @extend_schema(request=shapes.EmptySerializer, responses={200: shapes.ProgrammeTaskSerializer})
    @action(detail=True, methods=["post"])
    def beginning(self, request: Request, code: str) -> Response:
        """Somebody works on it."""
        return self.step(verbs.begin_task, shapes.EmptySerializer, self._own)

    @extend_schema(
        request=shapes.TaskNoteSerializer, responses={200: shapes.ProgrammeTaskSerializer}
    )
    @action(detail=True, methods=["post"])
    def completion(self, request: Request, code: str) -> Response:
        """Done now."""
        return self.step(verbs.complete_task, shapes.TaskNoteSerializer, self._own)

    @extend_schema(request=shapes.EmptySerializer, responses={200: shapes.ProgrammeTaskSerializer})
    @action(detail=True, methods=["post"])
    def reopening(self, request: Request, code: str) -> Response:
        """Not done after all."""
        return self.step(verbs.reopen_task, shapes.EmptySerializer, self._own)

    @extend_schema(
        request=shapes.TaskDroppingSerializer, responses={200: shapes.ProgrammeTaskSerializer}
    )
    @action(detail=True, methods=["post"])
    def dropping(self, request: Request, code: str) -> Response:
        """Not done at all, for a reason."""
        return self.step(verbs.drop_task, shapes.TaskDroppingSerializer)


class DutyViewSet(Stepping, ResourceViewSet):
    """What comes back in every period; one that no longer holds is switched off (`is_active`)."""

    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    model = Duty
    serializer_class = shapes.DutySerializer
    filterset_class = filters.DutyFilter
    required_permissions = {"create": KEEP, "partial_update": KEEP}
    create_service = staticmethod(create_duty)
    change_service = staticmethod(change_duty)
    search_fields = ["code", "name_en", "name_zh"]
    ordering_fields = ["code", "order", "period", "updated_at"]

    @extend_schema(exclude=True)
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().destroy(request, *args, **kwargs)

    @extend_schema(
        methods=["POST"], request=shapes.DutyCompletionSerializer,
        responses={200: shapes.DutySerializer},
    )  # fmt: skip
    @extend_schema(
        methods=["DELETE"], request=shapes.DutyCompletionSerializer,
        responses={200: shapes.DutySerializer},
    )  # fmt: skip
    @action(detail=True, methods=["post", "delete"])
    def completion(self, request: Request, code: str) -> Response:
        """It was done on a day; DELETE: not on that day (today without one)."""
        if request.method == "POST":
            return self.step(complete_duty, shapes.DutyCompletionSerializer, self._own)
        return self.step(_take_back, shapes.DutyCompletionSerializer, self._own)

    def _own(self, row: Duty) -> bool:
        return may_complete(row, actor(self.request))


def _take_back(
    row: Duty, *, by: User, at: datetime, on: date | None = None, note: str = ""
) -> None:
    take_back(row, on=on or day_in(at, Organisation.current().timezone), by=by, at=at)
