"""Frameworks, how their requirements stand, and evaluations."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from governance.filters.frameworks import EvaluationFilter, FrameworkFilter, RequirementFilter
from governance.models import Evaluation, EvidenceLink, Framework, Requirement, Standing
from governance.serializers import frameworks as shapes
from governance.services.answers import add_link, answer, remove_link
from governance.services.evaluating import evaluate
from governance.services.standings import judge
from lib.api.numbered import FITS_A_BIGINT
from lib.api.resources import ResourceViewSet


class FrameworkViewSet(ResourceViewSet):
    """Checklists, maturity models and standards. They come with the catalogues."""

    http_method_names = ["get", "head", "options"]
    model = Framework
    serializer_class = shapes.FrameworkSerializer
    filterset_class = FrameworkFilter
    search_fields = ["code", "name_en", "name_zh"]
    ordering_fields = ["order", "code", "updated_at"]

    @extend_schema(exclude=True)
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().create(request, *args, **kwargs)

    @extend_schema(exclude=True)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().partial_update(request, *args, **kwargs)

    @extend_schema(exclude=True)
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().destroy(request, *args, **kwargs)


class RequirementViewSet(viewsets.GenericViewSet[Any]):
    """Items, criteria and clauses, each with its live evidence; named "iso22301-2019:8.2.2"."""

    queryset = Requirement.objects.none()
    serializer_class: Any = shapes.RequirementSerializer
    filterset_class = RequirementFilter
    lookup_field = "code"
    lookup_value_regex = r"[^/]+"
    search_fields = ["number", "name_en", "name_zh", "text_en", "text_zh"]
    ordering_fields = ["order", "number", "level"]

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return Requirement.objects.none()
        rows = Requirement.objects.visible_to(actor(self.request)).for_list()  # type: ignore[attr-defined]
        found: QuerySet[Any] = rows.order_by("framework__order", "framework", "order", "pk")
        return found

    def get_object(self) -> Requirement:
        framework, _colon, number = self.kwargs["code"].rpartition(":")
        row = self.get_queryset().filter(Q(framework__code=framework, number=number)).first()
        if row is None:
            raise Http404
        return row  # type: ignore[no-any-return]

    @extend_schema(responses=shapes.RequirementSerializer(many=True))
    def list(self, request: Request) -> Response:
        """With the evidence as it is now: a page of them asks for each key once."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        rows = judge(page, at=timezone.now())
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    def retrieve(self, request: Request, code: str) -> Response:
        return Response(self._shown(self.get_object()))

    @extend_schema(
        request=shapes.StandingBodySerializer, responses={200: shapes.RequirementSerializer}
    )
    @action(detail=True, methods=["patch"])
    def standing(self, request: Request, code: str) -> Response:
        """Say how it stands. A `decided` that differs from what the evidence gives needs a
        `comment`, what is not `applicable` a `because`; null leaves it to the evidence."""
        row = self.get_object()
        body = shapes.StandingBodySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given = dict(body.validated_data)
        version = given.pop("version")
        answer(row, read_version=version, by=actor(request), at=timezone.now(), **given)
        return Response(self._shown(self.get_object()))

    @extend_schema(
        methods=["GET"], responses={200: shapes.EvidenceLinkSerializer(many=True)}, filters=False
    )
    @extend_schema(
        methods=["POST"], request=shapes.LinkBodySerializer,
        responses={201: shapes.EvidenceLinkSerializer},
    )  # fmt: skip
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def links(self, request: Request, code: str) -> Response:
        """Evidence that lies elsewhere."""
        row = self.get_object()
        if request.method == "GET":
            rows = row.links.select_related("added_by")
            return Response(shapes.EvidenceLinkSerializer(rows, many=True).data)
        body = shapes.LinkBodySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        link = add_link(row, by=actor(request), at=timezone.now(), **body.validated_data)
        return Response(shapes.EvidenceLinkSerializer(link).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        parameters=[OpenApiParameter("link", str, OpenApiParameter.PATH)],
        request=None,
        responses={204: None},
    )
    @action(detail=True, methods=["delete"], url_path=r"links/(?P<link>[^/.]+)")
    def link(self, request: Request, code: str, link: str) -> Response:
        """It stands there no longer; the history keeps it."""
        requirement = self.get_object()
        # A pattern in the address would say so to people who are not logged in, too.
        if not FITS_A_BIGINT.fullmatch(link):
            raise Http404
        row: EvidenceLink | None = requirement.links.filter(pk=int(link)).first()
        if row is None:
            raise Http404
        remove_link(row, by=actor(request), at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """A stale answer is told with the requirement as it stands now."""
        if args and isinstance(args[0], Standing):
            rows = Requirement.objects.for_list().filter(pk=args[0].requirement_id)
            args = (*judge(list(rows), at=timezone.now()), *args[1:])
        return super().get_serializer(*args, **kwargs)

    def _shown(self, row: Requirement) -> Any:
        (judged,) = judge([row], at=timezone.now())
        return self.get_serializer(judged).data


class EvaluationViewSet(ResourceViewSet):
    """How a framework stood. POST freezes it now, with all evidence; nobody changes it later."""

    http_method_names = ["get", "post", "head", "options"]
    model = Evaluation
    serializer_class = shapes.EvaluationSerializer
    filterset_class = EvaluationFilter
    required_permissions = {"create": "governance.change"}
    create_service = staticmethod(evaluate)
    search_fields = ["code", "note", "framework__code"]
    ordering_fields = ["at", "code", "score", "share"]

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows.defer("content") if self.action == "list" else rows

    def get_serializer_class(self) -> Any:
        whole = self.action in ("retrieve", "create")
        return shapes.WholeEvaluationSerializer if whole else shapes.EvaluationSerializer

    @extend_schema(exclude=True)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().partial_update(request, *args, **kwargs)

    @extend_schema(exclude=True)
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().destroy(request, *args, **kwargs)
