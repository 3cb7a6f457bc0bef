"""Versions of a plan: drafts are edited, steps of the life cycle are nouns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor, visible_or_404
from lib.api.resources import ResourceViewSet
from plans.access import require_edit, require_publish
from plans.api.plan_loading import versions_for_api
from plans.domain.difference import document_changes
from plans.domain.document import digest_of
from plans.domain.guards import Fault
from plans.guard_words import words_of
from plans.models import Plan, PlanVersion
from plans.plan_page.difference import content_of
from plans.serializers.plan import RetirementSerializer
from plans.serializers.version import (
    AskReadersSerializer,
    NewVersionSerializer,
    ObstaclesSerializer,
    PlanApprovalSerializer,
    PlanDifferencesSerializer,
    PlanDocumentSerializer,
    PlanReturnSerializer,
    PlanSubmissionSerializer,
    ReadingSerializer,
    StepBodySerializer,
    VersionSerializer,
)
from plans.services import lifecycle, publication, readings, versions
from plans.services.approvals import require_signer
from plans.services.content_document import document_of
from plans.services.guards import faults_of, warnings_of


def number_parts(number: str) -> tuple[int, int]:
    """ "2.1" → (2, 1). Raises Http404 for what is no number of a version."""
    major, dot, minor = number.partition(".")
    if not dot or not all(
        one.isascii() and one.isdecimal() and len(one) < 9 for one in (major, minor)
    ):
        raise Http404
    return int(major), int(minor)


class VersionViewSet(ResourceViewSet):
    """One version, named by its number; at most one of a plan is open, one in force."""

    model = PlanVersion
    serializer_class = VersionSerializer
    filterset_class: Any = None
    lookup_field = "number"
    ordering_fields = ["major", "minor", "status", "updated_at"]
    change_service = versions.change_version

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return PlanVersion.objects.none()
        return versions_for_api(PlanVersion.objects.filter(plan=self.plan()))

    def plan(self) -> Plan:
        rows = Plan.objects.select_related("owner", "deputy")
        found: Plan = visible_or_404(rows, self.request.user, code=self.kwargs["code"])
        return found

    def get_object(self) -> PlanVersion:
        major, minor = number_parts(self.kwargs["number"])
        row: PlanVersion | None = self.get_queryset().filter(major=major, minor=minor).first()
        if row is None:
            raise Http404
        self.check_object_permissions(self.request, row)
        return row

    def _fresh(self, row: Any) -> Any:
        return versions_for_api(PlanVersion.objects.all()).get(pk=row.pk)

    @extend_schema(request=NewVersionSerializer, responses={201: VersionSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Begin the next version with the content of the one in force."""
        plan = self.plan()
        require_edit(actor(request), plan)
        body = NewVersionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        row = versions.new_draft(plan, by=actor(request), at=timezone.now(), **body.validated_data)
        answer = self.get_serializer(self._fresh(row)).data
        return Response(answer, status=status.HTTP_201_CREATED, headers={"Location": answer["url"]})

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Throw a draft away."""
        versions.discard_draft(self.get_object(), by=actor(request), at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(methods=["POST"], request=PlanSubmissionSerializer, responses=VersionSerializer)
    @extend_schema(methods=["DELETE"], request=None, responses=VersionSerializer)
    @action(detail=True, methods=["post", "delete"])
    def submission(self, request: Request, **kwargs: str) -> Response:
        """Ask for the signatures; DELETE takes it back into work."""
        if request.method == "DELETE":
            return self._step(request, lifecycle.withdraw_version, StepBodySerializer)
        return self._step(request, lifecycle.submit_version, PlanSubmissionSerializer)

    @extend_schema(request=PlanApprovalSerializer, responses=VersionSerializer)
    @action(detail=True, methods=["post"])
    def approval(self, request: Request, **kwargs: str) -> Response:
        """Sign the steps whose turn it is and that are yours; the last one approves."""
        return self._step(request, lifecycle.approve_version, PlanApprovalSerializer)

    @extend_schema(request=PlanReturnSerializer, responses=VersionSerializer)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def return_(self, request: Request, **kwargs: str) -> Response:
        """Send back with a reason."""
        return self._step(request, lifecycle.return_version, PlanReturnSerializer)

    @extend_schema(request=StepBodySerializer, responses=VersionSerializer)
    @action(detail=True, methods=["post"])
    def publication(self, request: Request, **kwargs: str) -> Response:
        """Put it into force; the version before is superseded."""
        return self._step(request, publication.publish_version, StepBodySerializer)

    @extend_schema(request=RetirementSerializer, responses=VersionSerializer)
    @action(detail=True, methods=["post"])
    def retirement(self, request: Request, **kwargs: str) -> Response:
        """End what is approved or in force; with the version in force the plan is retired."""
        return self._step(request, publication.retire_version, RetirementSerializer)

    @extend_schema(responses=PlanDocumentSerializer, filters=False)
    @action(detail=True, filterset_class=None, pagination_class=None)
    def document(self, request: Request, **kwargs: str) -> Response:
        """The whole content as one document, and its digest: what is signed."""
        row = self.get_object()
        doc = document_of(row)
        answer = {"document": doc, "digest": digest_of(doc), "sha256": row.sha256}
        return Response(PlanDocumentSerializer(answer).data)

    @extend_schema(
        responses=PlanDifferencesSerializer,
        parameters=[OpenApiParameter("with", str, description="Number of the other version.")],
        filters=False,
    )
    @action(detail=True, pagination_class=None)
    def differences(self, request: Request, **kwargs: str) -> Response:
        """Against the version it started from, or `?with=1.0`."""
        after = self.get_object()
        before = self._before(after)
        changes = document_changes(content_of(before), content_of(after)) if before else ()
        answer = {
            "before": before.number if before else None,
            "after": after.number,
            "differences": [asdict(one) for one in changes],
        }
        return Response(PlanDifferencesSerializer(answer).data)

    def _before(self, after: PlanVersion) -> PlanVersion | None:
        other = self.request.query_params.get("with", "")
        if not other:
            return after.based_on
        major, minor = number_parts(other)
        row: PlanVersion | None = self.get_queryset().filter(major=major, minor=minor).first()
        if row is None:
            raise Http404
        return row

    @extend_schema(responses=ObstaclesSerializer, filters=False)
    @action(detail=True, filterset_class=None, pagination_class=None)
    def obstacles(self, request: Request, **kwargs: str) -> Response:
        """What stands against handing it in, and what its approvers should know."""
        row = self.get_object()
        doc = document_of(row)
        answer = {
            "problems": _told(faults_of(row, doc)),
            "warnings": _told(warnings_of(row, timezone.now(), doc)),
        }
        return Response(ObstaclesSerializer(answer).data)

    @extend_schema(methods=["GET"], responses=ReadingSerializer(many=True), filters=False)
    @extend_schema(
        methods=["POST"],
        request=AskReadersSerializer,
        responses={201: ReadingSerializer(many=True)},
    )
    @action(detail=True, methods=["get", "post"], filterset_class=None)
    def readings(self, request: Request, **kwargs: str) -> Response:
        """Who was asked to read it and who has; POST asks people."""
        row = self.get_object()
        if request.method == "GET":
            rows = row.readings.select_related("person", "plan_version__plan")
            page = self.paginate_queryset(rows)
            return self.get_paginated_response(ReadingSerializer(page, many=True).data)
        self._allowed(row)
        body = AskReadersSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        values = dict(body.validated_data)
        people = values.pop("people", None)
        if people is None:
            people = readings.people_named(document_of(row))
        made = readings.ask_to_read(row, people, by=actor(request), at=timezone.now(), **values)
        return Response(ReadingSerializer(made, many=True).data, status=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self._allowed(self.get_object())
        return super().partial_update(request, *args, **kwargs)

    def _allowed(self, row: PlanVersion) -> None:
        """Who may not is told so before the body is read. Raises PermissionDenied."""
        user = actor(self.request)
        if self.action in ("approval", "return_"):
            require_signer(row, user)
        elif self.action in ("publication", "retirement"):
            require_publish(user, row.plan)
        else:
            require_edit(user, row.plan, row)

    def _step(self, request: Request, verb: Callable[..., Any], shape: Any) -> Response:
        row = self.get_object()
        self._allowed(row)
        body = shape(data=request.data if request.data else {}, context={"request": request})
        body.is_valid(raise_exception=True)
        values = dict(body.validated_data)
        if "version" in values:
            values["read_version"] = values.pop("version")
        if "sha256" in values:
            values["seen_sha256"] = values.pop("sha256")
        verb(row, by=actor(request), at=timezone.now(), **values)
        return Response(self.get_serializer(self._fresh(row)).data)


def _told(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    return [{"code": one.code, "detail": str(words_of(one)), "attr": one.field} for one in faults]
