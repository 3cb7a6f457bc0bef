"""REST resource of batches: rows in, sheets accounted for, and the steps of their life."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from accounts.api.idempotency import IdempotentCreate
from backups.serializers.location import NothingSerializer
from lib.api.resources import ResourceViewSet
from plans.backfill_access import may_open
from plans.backfill_progress import progress_of
from plans.domain.paper_lines import Line
from plans.filters.backfill import BackfillFilter
from plans.models import Backfill
from plans.serializers.backfill import (
    AccountSerializer,
    BackfillReasonSerializer,
    BackfillSerializer,
    CountSerializer,
    EnteredSerializer,
    IssueSerializer,
    LinesSerializer,
    OpenBackfillSerializer,
    ReconcileSerializer,
    RowSerializer,
    SheetSerializer,
    TicksSerializer,
    VerdictsSerializer,
)
from plans.services import backfills
from plans.services.backfill_checking import check_rows
from plans.services.backfill_export import sees_personal
from plans.services.backfill_facts import columns_in
from plans.services.backfill_posting import tick_posted, tick_resent
from plans.services.backfill_rows import enter_rows
from plans.services.sheets import account_for, issue_sheets

WRITES = (
    *("create", "destroy", "checking", "checks", "reopening", "reconciliation"),
    *("posted_rows", "resent_rows", "posting", "closure", "account"),
)


class Batches(ResourceViewSet):
    """Opening one and taking one away."""

    model = Backfill
    serializer_class = BackfillSerializer
    required_permissions = dict.fromkeys(WRITES, backfills.ENTER)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.require()
        body = OpenBackfillSerializer(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        row = backfills.open_backfill(**body.validated_data, by=actor(request), at=timezone.now())
        answer = self.get_serializer(self._fresh(row)).data
        headers = {"Location": answer["url"]}
        return Response(answer, status=status.HTTP_201_CREATED, headers=headers)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        self.require(row)
        backfills.delete_backfill(row, by=actor(request), at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _do(self, request: Request, verb: Callable[..., Any], body: Any = None) -> Response:
        """Call the verb with what was sent; the batch as it is now."""
        row = self.get_object()
        self.require(row)
        given = body or NothingSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        fields = dict(given.validated_data) if body is not None else {}
        verb(row, by=actor(request), at=timezone.now(), **fields)
        return Response(self.get_serializer(self._fresh(row)).data)


class BackfillViewSet(IdempotentCreate, Batches):
    """What shops wrote on paper while a plan was carried out."""

    filterset_class = BackfillFilter
    search_fields = ["code", "store__code", "store__name_en", "store__name_zh"]
    ordering_fields = ["code", "created_at", "due_at", "state"]
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Backfill.objects.none()
        if not may_open(self.request.user):
            raise PermissionDenied("backfill.view")
        return super().get_queryset()

    def get_serializer_class(self) -> Any:
        """What a stale sheet is answered with is the sheet as it stands."""
        return SheetSerializer if self.action == "account" else super().get_serializer_class()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page: Any = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        for row, progress in zip(page, progress_of(page, at=timezone.now()), strict=True):
            row.progress = progress
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(request=OpenBackfillSerializer, responses={201: BackfillSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().create(request, *args, **kwargs)

    @extend_schema(exclude=True)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        raise MethodNotAllowed("PATCH")

    # --- rows -----------------------------------------------------------------------------

    @extend_schema(methods=["GET"], responses=RowSerializer(many=True), filters=False)
    @extend_schema(methods=["POST"], request=LinesSerializer, responses=EnteredSerializer)
    @action(detail=True, methods=["get", "post"], filterset_class=None)
    def rows(self, request: Request, code: str) -> Response:
        """POST keeps every line that can be kept and tells the others; up to 5,000 at once."""
        batch = self.get_object()
        if request.method == "POST":
            body = LinesSerializer(data=request.data)
            body.is_valid(raise_exception=True)
            given = body.validated_data
            lines = [_line(number, one) for number, one in enumerate(given["rows"], start=1)]
            done = enter_rows(
                batch, lines, by=actor(request), at=timezone.now(), dry_run=given["dry_run"]
            )
            return Response(EnteredSerializer(done).data)
        found = batch.rows.select_related("sheet", "entered_by", "checked_by")
        page = self.paginate_queryset(found.order_by("sheet__serial", "row"))
        context = {"columns": columns_in(batch), "personal": sees_personal(actor(request))}
        return self.get_paginated_response(RowSerializer(page, many=True, context=context).data)

    # --- sheets ---------------------------------------------------------------------------

    @extend_schema(methods=["GET"], responses=SheetSerializer(many=True), filters=False)
    @extend_schema(methods=["POST"], request=IssueSerializer, responses=SheetSerializer(many=True))
    @action(detail=True, methods=["get", "post"], filterset_class=None)
    def sheets(self, request: Request, code: str) -> Response:
        """POST issues sheets: those named, or so many of the shop's stock."""
        batch = self.get_object()
        if request.method == "POST":
            body = IssueSerializer(data=request.data)
            body.is_valid(raise_exception=True)
            made = issue_sheets(batch, by=actor(request), at=timezone.now(), **body.validated_data)
            return Response(SheetSerializer(made, many=True).data)
        found = batch.sheets.select_related("signed_by").order_by("serial")
        page = self.paginate_queryset(found)
        return self.get_paginated_response(SheetSerializer(page, many=True).data)

    @extend_schema(request=AccountSerializer, responses=SheetSerializer)
    @action(detail=True, methods=["patch"], url_path=r"sheets/(?P<serial>[^/]+)", url_name="sheet")
    def account(self, request: Request, code: str, serial: str) -> Response:
        """Returned with its rows counted, blank, lost (signed, estimated) or void."""
        batch = self.get_object()
        self.require(batch)
        sheet = batch.sheets.filter(serial=serial).first()
        if sheet is None:
            raise Http404
        body = AccountSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        fields = dict(body.validated_data)
        done = account_for(
            sheet,
            read_version=fields.pop("version"),
            by=actor(request),
            at=timezone.now(),
            **fields,
        )
        return Response(SheetSerializer(done).data)

    # --- steps ----------------------------------------------------------------------------

    @extend_schema(request=NothingSerializer)
    @action(detail=True, methods=["post"])
    def checking(self, request: Request, code: str) -> Response:
        """All is entered: the sample for the second person is drawn."""
        return self._do(request, backfills.send_to_checking)

    @extend_schema(request=VerdictsSerializer)
    @action(detail=True, methods=["post"])
    def checks(self, request: Request, code: str) -> Response:
        """Verdicts on rows somebody else entered; one error, and every row is checked."""
        return self._do(request, _check, VerdictsSerializer(data=request.data))

    @extend_schema(request=BackfillReasonSerializer)
    @action(detail=True, methods=["post"])
    def reopening(self, request: Request, code: str) -> Response:
        """Back to entry, with a reason; not once rows are posted."""
        return self._do(request, backfills.reopen, BackfillReasonSerializer(data=request.data))

    @extend_schema(request=ReconcileSerializer)
    @action(detail=True, methods=["post"])
    def reconciliation(self, request: Request, code: str) -> Response:
        """Paper and entries agree, or the difference is explained."""
        return self._do(request, backfills.reconcile, ReconcileSerializer(data=request.data))

    @extend_schema(request=TicksSerializer, responses=CountSerializer)
    @action(detail=True, methods=["post"], url_path="posted-rows", url_name="posted-rows")
    def posted_rows(self, request: Request, code: str) -> Response:
        """These rows stand in the real system; how many ticks changed."""
        return self._tick(request, tick_posted, "posted")

    @extend_schema(request=TicksSerializer, responses=CountSerializer)
    @action(detail=True, methods=["post"], url_path="resent-rows", url_name="resent-rows")
    def resent_rows(self, request: Request, code: str) -> Response:
        """The e-service orders of these rows were sent again."""
        return self._tick(request, tick_resent, "resent")

    @extend_schema(request=NothingSerializer)
    @action(detail=True, methods=["post"])
    def posting(self, request: Request, code: str) -> Response:
        """Every row is posted; only after the integrity of the data is verified."""
        return self._do(request, backfills.finish_posting)

    @extend_schema(request=NothingSerializer)
    @action(detail=True, methods=["post"])
    def closure(self, request: Request, code: str) -> Response:
        """Nothing more comes."""
        return self._do(request, backfills.close)

    def _tick(self, request: Request, verb: Callable[..., int], name: str) -> Response:
        batch = self.get_object()
        self.require(batch)
        body = TicksSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        count = verb(
            batch, rows=given["rows"], by=actor(request), at=timezone.now(), **{name: given["on"]}
        )
        return Response({"count": count})


def backfills_for_api(rows: Any) -> Any:
    return rows.select_related("form", "store", "activation", "lead")


def _check(batch: Backfill, *, verdicts: list[dict[str, Any]], **call: Any) -> None:
    check_rows(batch, verdicts={one["row"]: one["result"] for one in verdicts}, **call)


def _line(number: int, given: dict[str, Any]) -> Line:
    return Line(
        number=number,
        serial=given["sheet"].upper(),
        row=str(given["row"]),
        values=given.get("values", {}),
        void=given.get("void", False),
        illegible=given.get("illegible", False),
        version=given.get("version"),
    )
