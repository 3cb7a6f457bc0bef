"""Printed copies: printed, ticked off, their PDF; offline packs: asked for, downloaded."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ValidationError

from accounts.access import actor
from accounts.api.idempotency import IdempotentCreate
from lib.api.negotiation import WhateverTheFileIs
from lib.api.resources import ResourceViewSet
from lib.errors import GuardsUnmet
from plans.filters.copy import CopyFilter
from plans.models import OfflinePack, PackFile, PackTrigger, Plan, PrintCopy
from plans.pack_page import file_answer
from plans.printing.copy_pdf import copy_pdf
from plans.serializers.printed import (
    ClosureSerializer,
    CopyPrintingSerializer,
    OfflinePackSerializer,
    PrintCopySerializer,
)
from plans.services import copies
from plans.services.packs import ask_for_pack
from plans.services.versions import effective_of

PDF = {(200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY, description="The file.")}
ZIP = {
    (200, "application/zip"): OpenApiResponse(OpenApiTypes.BINARY, description="The file."),
    (409, "application/json"): OpenApiResponse(
        OpenApiTypes.OBJECT, description="There is none (any more)."
    ),
}


class PrintingViewSet(ResourceViewSet):
    """POST prints; what repeats a request stands in front of it."""

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.require()
        body = CopyPrintingSerializer(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        told = dict(body.validated_data)
        plan = told.pop("plan")
        if not Plan.objects.visible_to(actor(request)).filter(pk=plan.pk).exists():
            raise ValidationError({"plan": [_("There is no such plan.")]})
        version = effective_of(plan)
        if version is None:
            words = _("No version of this plan is in force yet: there is nothing to print.")
            raise GuardsUnmet.one("not_effective", words, "plan")
        return self.made(copies.print_copy(version, **told, by=actor(request), at=timezone.now()))

    def made(self, copy: PrintCopy) -> Response:
        answer = self.get_serializer(self._fresh(copy)).data
        headers = {"Location": answer["url"]}
        return Response(answer, status=status.HTTP_201_CREATED, headers=headers)


class PrintCopyViewSet(IdempotentCreate, PrintingViewSet):
    """What was printed for which place; POST prints the version in force."""

    model = PrintCopy
    serializer_class = PrintCopySerializer
    lookup_field = "token"
    lookup_url_kwarg = "code"
    filterset_class = CopyFilter
    search_fields = ["token", "place", "plan_version__plan__code", "holder__name"]
    ordering_fields = ["printed_at", "place", "state"]
    required_permissions = {"create": "plan.print", "reprint": "plan.print"}
    http_method_names = ["get", "post", "head", "options"]

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("replaced_by", "plan_version__plan__owner")

    def _fresh(self, row: Any) -> Any:
        return PrintCopy.objects.for_list().select_related("replaced_by").get(pk=row.pk)

    @extend_schema(request=CopyPrintingSerializer, responses={201: PrintCopySerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().create(request, *args, **kwargs)

    @extend_schema(request=None, responses={201: PrintCopySerializer})
    @action(detail=True, methods=["post"])
    def reprint(self, request: Request, code: str) -> Response:
        """The version in force, for the same place; this copy is replaced."""
        row = self.get_object()
        self.require(row)
        return self.made(copies.print_again(row, by=actor(request), at=timezone.now()))

    @extend_schema(request=ClosureSerializer, responses=PrintCopySerializer)
    @action(detail=True, methods=["post"])
    def closure(self, request: Request, code: str) -> Response:
        """Ticked off: replaced, removed or lost. By its holder, or whoever prints."""
        row = self.get_object()
        if not copies.may_close(actor(request), row):
            raise PermissionDenied("plan.print")
        body = ClosureSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        copies.close_copy(
            row,
            state=body.validated_data["state"],
            read_version=body.validated_data["version"],
            by=actor(request),
            at=timezone.now(),
        )
        return Response(self.get_serializer(self._fresh(row)).data)

    @extend_schema(responses=PDF)
    @action(detail=True, content_negotiation_class=WhateverTheFileIs)
    def file(self, request: Request, code: str) -> HttpResponse:
        """The PDF with its code."""
        row = self.get_object()
        answer = HttpResponse(copy_pdf(row), content_type="application/pdf")
        answer.headers["Content-Disposition"] = f'attachment; filename="{row.token}.pdf"'
        return answer


class OfflinePackViewSet(ResourceViewSet):
    """Packs; POST (without a body) asks for one, a pack that waits already is answered."""

    model = OfflinePack
    serializer_class = OfflinePackSerializer
    search_fields = ["code"]
    ordering_fields = ["requested_at", "state", "size_bytes"]
    required_permissions = {"create": "plan.print", "file": "plan.pack"}
    http_method_names = ["get", "post", "head", "options"]

    def get_queryset(self) -> Any:
        return _with_file(super().get_queryset())

    def _fresh(self, row: Any) -> Any:
        return _with_file(OfflinePack.objects.for_list()).get(pk=row.pk)

    @extend_schema(request=None, responses={201: OfflinePackSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.require()
        pack = ask_for_pack(trigger=PackTrigger.MANUAL, by=actor(request), at=timezone.now())
        answer = self.get_serializer(self._fresh(pack)).data
        headers = {"Location": answer["url"]}
        return Response(answer, status=status.HTTP_201_CREATED, headers=headers)

    @extend_schema(responses=ZIP)
    @action(detail=True, content_negotiation_class=WhateverTheFileIs)
    def file(self, request: Request, code: str) -> HttpResponse:
        """The ZIP; 409 while it is built, after a failure, or when it expired."""
        row = self.get_object()
        self.require(row)
        answer = file_answer(row)
        if answer is None:
            raise GuardsUnmet.one("no_file", _("This pack has no file (any more)."), "state")
        return answer


def _with_file(rows: Any) -> Any:
    return rows.annotate(file_there=Exists(PackFile.objects.filter(pack=OuterRef("pk"))))
