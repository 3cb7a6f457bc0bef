"""REST resources of roles, grades, call trees and reachability."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.access import actor, may, visible_or_404
from accounts.models import Person
from lib.api.resources import ResourceViewSet, read_version
from plans.api.content import PartViewSet
from plans.call_list import call_list, role_contacts
from plans.contact_state import states_of
from plans.domain.reachability import LEVELS
from plans.filters.role import RoleFilter
from plans.models import CallNode, IncidentGrade, ResponseRole
from plans.reachability_page import Contact, contacts_about, contacts_of
from plans.serializers import contacts as shapes
from plans.services import calling, grades, reachability, roles
from plans.services.content_document import document_of


class ResponseRoleViewSet(ResourceViewSet):
    """What people are in a response, and who holds it in which order."""

    model = ResponseRole
    serializer_class = shapes.RoleSerializer
    filterset_class = RoleFilter
    search_fields = ["code", "name_en", "name_zh"]
    ordering_fields = ["code", "position", "kind", "updated_at"]
    required_permissions = dict.fromkeys(
        ("create", "partial_update", "destroy"), "response_role.change"
    )
    create_service = roles.create_role
    change_service = roles.change_role
    delete_service = roles.delete_role

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return ResponseRole.objects.none()
        return ResponseRole.objects.visible_to(actor(self.request))

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """With the contacts of all rows it shows, read at once."""
        rows = args[0] if args else None
        if rows is not None:
            codes = [one.code for one in (rows if kwargs.get("many") else [rows])]
            contacts = role_contacts(codes, timezone.now())
            kwargs["context"] = {**self.get_serializer_context(), "contacts": contacts}
        return super().get_serializer(*args, **kwargs)

    def _fresh(self, row: Any) -> Any:
        return ResponseRole.objects.get(pk=row.pk)


class IncidentGradeViewSet(ResourceViewSet):
    """Grades of incidents; there are as many as the catalogue has."""

    model = IncidentGrade
    serializer_class = shapes.GradeSerializer
    filterset_class: Any = None
    search_fields = ["code", "name_en", "name_zh"]
    ordering_fields = ["code", "severity"]
    http_method_names = ["get", "patch", "head", "options"]
    required_permissions = {"partial_update": grades.PERMISSION}
    change_service = grades.change_grade

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("decision_role")


class CallNodeViewSet(PartViewSet):
    """Places of a call tree, written in a draft."""

    model = CallNode
    serializer_class = shapes.CallNodeSerializer
    with_rows = ("person", "role", "parent")
    many_rows = ("alternates__person",)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        version = self.plan_version
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        node = calling.add_node(
            version, by=actor(request), at=timezone.now(), **serializer.validated_data
        )
        answer = self.get_serializer(self._fresh(node)).data
        return Response(answer, status=status.HTTP_201_CREATED, headers={"Location": answer["url"]})

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        node = self.get_object()
        read = read_version(request)
        serializer = self.get_serializer(node, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        calling.change_node(
            node,
            read_version=read,
            by=actor(request),
            at=timezone.now(),
            **serializer.validated_data,
        )
        return Response(self.get_serializer(self._fresh(node)).data)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        calling.remove_node(self.get_object(), by=actor(request), at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses=shapes.CallRowSerializer(many=True), filters=False)
    @action(detail=False, url_path="in-order", pagination_class=None, filterset_class=None)
    def in_order(self, request: Request, **kwargs: Any) -> Response:
        """The tree as the list it is called by, with names, numbers and states."""
        rows = call_list(document_of(self.plan_version), timezone.now())
        return Response(shapes.CallRowSerializer(rows, many=True).data)


class ReachabilityViewSet(GenericViewSet[Any]):
    """Everybody plans in force rely on, the worst first."""

    serializer_class = shapes.ReachabilitySerializer
    queryset = Person.objects.none()  # the rows are made of the documents in force
    lookup_field = "code"
    lookup_value_regex = r"[^/]+"
    filterset_class: Any = None

    @extend_schema(
        parameters=[OpenApiParameter("level", enum=list(LEVELS), description="Only this state.")]
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        level = request.query_params.get("level", "")
        user, at = actor(request), timezone.now()
        known = level if level in LEVELS else ""
        rows = contacts_of(user, at, level=known) if may(user, "plan.view") else []
        page = self.paginate_queryset(rows)  # type: ignore[arg-type]  # a list is cut the same way
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(self.get_serializer(self._contact()).data)

    @extend_schema(request=None, responses={202: shapes.ReachabilitySerializer})
    @action(detail=True, methods=["post"])
    def asking(self, request: Request, code: str) -> Response:
        """Ask now: a new link leaves, the old one is no longer of use."""
        self._require()
        shapes.BodySerializer(data=request.data or {}).is_valid(raise_exception=True)
        reachability.ask_now(self._person(), by=actor(request), at=timezone.now())
        answer = self.get_serializer(self._contact()).data
        return Response(answer, status=status.HTTP_202_ACCEPTED)

    @extend_schema(request=shapes.AnswerSerializer, responses=shapes.ReachabilitySerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, code: str) -> Response:
        """A colleague called them."""
        self._require()
        body = shapes.AnswerSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        reachability.record_by_hand(
            self._person(),
            outcome=body.validated_data["outcome"],
            by=actor(request),
            at=timezone.now(),
        )
        return Response(self.get_serializer(self._contact()).data)

    def _require(self) -> None:
        self._person()
        if not may(actor(self.request), reachability.PERMISSION):
            raise PermissionDenied

    def _person(self) -> Person:
        user = actor(self.request)
        if not may(user, "plan.view") or "\0" in self.kwargs["code"]:
            raise Http404
        rows = Person.objects.select_related("user")
        found: Person = visible_or_404(rows, user, code=self.kwargs["code"])
        return found

    def _contact(self) -> Contact:
        person = self._person()
        states = states_of([person.pk], timezone.now())
        return contacts_about([person.pk], actor(self.request), states)[0]
