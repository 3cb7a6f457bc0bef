"""REST resources of shops and paper forms."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor, require
from lib.api.resources import ResourceViewSet
from plans.models import PaperForm, Store
from plans.serializers.paper import (
    PaperFormSerializer,
    PrintingSerializer,
    PrintSerializer,
    StoreSerializer,
)
from plans.services import forms, stores
from plans.services.sheets import print_sheets

WRITES = dict.fromkeys(("create", "partial_update", "destroy"), "paper_form.change")


class StoreViewSet(ResourceViewSet):
    """Shops that work on paper while a system is down."""

    model = Store
    serializer_class = StoreSerializer
    filterset_fields = ["is_active"]
    search_fields = ["code", "name_en", "name_zh"]
    ordering_fields = ["code", "updated_at"]
    required_permissions = WRITES
    create_service = stores.create_store
    change_service = stores.change_store
    delete_service = stores.delete_store


class PaperFormViewSet(ResourceViewSet):
    """Forms as they are designed now; printed sheets keep the design they were printed with."""

    model = PaperForm
    serializer_class = PaperFormSerializer
    filterset_fields = ["is_active"]
    search_fields = ["code", "name_en", "name_zh", "prefix"]
    ordering_fields = ["code", "updated_at"]
    required_permissions = WRITES
    create_service = forms.create_form
    change_service = forms.change_form
    delete_service = forms.delete_form

    def get_queryset(self) -> Any:
        return super().get_queryset().prefetch_related("columns")

    def _fresh(self, row: Any) -> Any:
        return PaperForm.objects.for_list().prefetch_related("columns").get(pk=row.pk)

    @extend_schema(methods=["GET"], responses=PrintingSerializer(many=True), filters=False)
    @extend_schema(methods=["POST"], request=PrintSerializer, responses={201: PrintingSerializer})
    @action(detail=True, methods=["get", "post"], filterset_fields=None)
    def printings(self, request: Request, code: str) -> Response:
        """Printings, newest first; POST allots the next serials and freezes the design."""
        row = self.get_object()
        context = {"prefix": row.prefix}
        if request.method == "POST":
            require(request.user, "plan.print")
            body = PrintSerializer(data=request.data)
            body.is_valid(raise_exception=True)
            made = print_sheets(row, by=actor(request), at=timezone.now(), **body.validated_data)
            answer = PrintingSerializer(made, context=context).data
            return Response(answer, status=status.HTTP_201_CREATED)
        rows = row.printings.select_related("store", "printed_by").order_by("-printed_at", "-id")
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(
            PrintingSerializer(page, many=True, context=context).data
        )
