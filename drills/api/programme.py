"""The programme: policies, slots, freezes; compliance, coverage and proposed days."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor, require
from drills.filters.programme import PolicyFilter, SlotFilter
from drills.models import BEFORE, LIVE, Drill, DrillPolicy, DrillSlot, FreezeWindow, SlotState
from drills.serializers import programme as shapes
from drills.serializers.drill import TYPES
from drills.services.coverage import Spot, coverage
from drills.services.freezes import change_freeze, create_freeze, delete_freeze
from drills.services.policies import PERMISSION, change_policy, create_policy
from drills.services.programme_compliance import PolicyCompliance, programme
from drills.services.proposals import Days
from drills.services.slots import require_slot_again, waive_slot
from lib.api.fields import InstantField
from lib.api.numbered import ByNumber
from lib.api.resources import ResourceViewSet

MOST_CELLS_FIRST = 20
FIRST_YEAR, LAST_YEAR = 1970, 2999
AT = OpenApiParameter("at", datetime, description="As of this instant (default: now).")
TYPE = OpenApiParameter("type", str, enum=[one for one, _label in TYPES])


class DrillPolicyViewSet(ResourceViewSet):
    """What must be drilled how often. A change is followed by the slots at once. One that no
    longer holds is switched off (`is_active`): its slots stay."""

    http_method_names = ["get", "post", "patch", "head", "options"]
    model = DrillPolicy
    serializer_class = shapes.DrillPolicySerializer
    filterset_class = PolicyFilter
    required_permissions = {"create": PERMISSION, "partial_update": PERMISSION}
    create_service = staticmethod(create_policy)
    change_service = staticmethod(change_policy)
    search_fields = ["code", "name_en", "name_zh"]
    ordering_fields = ["code", "type", "period", "updated_at"]


class DrillSlotViewSet(ResourceViewSet):
    """Drills that are required, one each; made by the programme, met by what was held."""

    http_method_names = ["get", "post", "delete", "head", "options"]
    model = DrillSlot
    serializer_class = shapes.DrillSlotSerializer
    filterset_class = SlotFilter
    required_permissions = {"waiver": PERMISSION}
    search_fields = ["code", "policy__code", "policy__name_en", "policy__name_zh"]
    ordering_fields = ["code", "period_start", "period_end", "state", "met_at"]

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("waived_by")

    @extend_schema(exclude=True)
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().create(request, *args, **kwargs)

    @extend_schema(exclude=True)
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().destroy(request, *args, **kwargs)

    @extend_schema(
        methods=["POST"], request=shapes.SlotWaiverSerializer,
        responses={200: shapes.DrillSlotSerializer},
    )  # fmt: skip
    @extend_schema(methods=["DELETE"], request=None, responses={200: shapes.DrillSlotSerializer})
    @action(detail=True, methods=["post", "delete"])
    def waiver(self, request: Request, code: str) -> Response:
        """Nothing is required in this period, for a reason; DELETE requires it again."""
        row = self.get_object()
        self.require(row)
        if request.method == "DELETE":
            row = require_slot_again(row, by=actor(request), at=timezone.now())
        else:
            body = shapes.SlotWaiverSerializer(data=request.data)
            body.is_valid(raise_exception=True)
            row = waive_slot(row, by=actor(request), at=timezone.now(), **body.validated_data)
        return Response(self.get_serializer(self._fresh(row)).data)


class FreezeViewSet(ByNumber, ResourceViewSet):
    """Days on which no drill is proposed; named by their number."""

    model = FreezeWindow
    serializer_class = shapes.FreezeSerializer
    lookup_field = "pk"
    required_permissions = {
        "create": PERMISSION, "partial_update": PERMISSION, "destroy": PERMISSION,
    }  # fmt: skip
    create_service = staticmethod(create_freeze)
    change_service = staticmethod(change_freeze)
    delete_service = staticmethod(delete_freeze)
    search_fields = ["name_en", "name_zh", "reason"]
    ordering_fields = ["starts_on", "ends_on"]


class ProgrammeViewSet(viewsets.GenericViewSet[Any]):
    """What follows from the programme; nothing is written."""

    queryset = DrillSlot.objects.none()
    serializer_class: Any = shapes.ProgrammeComplianceSerializer
    filter_backends: Any = ()
    pagination_class = None

    @extend_schema(
        operation_id="drill_programme_compliance", parameters=[AT],
        responses={200: shapes.ProgrammeComplianceSerializer},
    )  # fmt: skip
    def compliance(self, request: Request) -> Response:
        """How much of the programme was done in the year up to then."""
        require(actor(request), "drill.view")
        at = _at(request)
        whole = programme(at=at)
        answer = {
            "at": at,
            "rate": _text(whole.rate),
            "required": whole.required,
            "done": whole.done,
            "overdue": whole.overdue,
            "policies": [_policy(one) for one in whole.policies],
        }
        return Response(shapes.ProgrammeComplianceSerializer(answer).data)

    @extend_schema(
        operation_id="drill_programme_coverage", parameters=[TYPE],
        responses={200: shapes.DrillCoverageSerializer},
    )  # fmt: skip
    def coverage(self, request: Request) -> Response:
        """Processes × scenarios: what was drilled when, how it went, and what comes next."""
        require(actor(request), "drill.view")
        kind = request.query_params.get("type", "")
        if kind and kind not in dict(TYPES):
            _refuse("type", "invalid_choice")
        found = coverage(actor(request), at=timezone.now(), type=kind, most=MOST_CELLS_FIRST)
        answer = {
            "today": found.today,
            "valid_days": found.valid_days,
            "type": found.type,
            "scenarios": [one.code for one in found.scenarios],
            "cells": [_cell(one) for line in found.lines for one in line.spots],
            "next": [_cell(one) for one in found.next],
        }
        return Response(shapes.DrillCoverageSerializer(answer).data)

    @extend_schema(
        operation_id="drill_programme_proposals",
        responses={200: shapes.DrillProposalSerializer(many=True)},
    )
    def proposals(self, request: Request) -> Response:
        """A day for every open slot no drill is planned for: no holiday, no freeze, no day of a
        real I or II; full-scale exercises in the low season."""
        require(actor(request), "drill.view")
        at = timezone.now()
        planned = Drill.objects.visible_to(actor(request)).filter(status__in=[*BEFORE, *LIVE])
        rows = DrillSlot.objects.visible_to(actor(request)).for_list()  # type: ignore[attr-defined]
        rows = rows.filter(
            state=SlotState.OPEN.value, policy__is_active=True, period_end__gte=at.date()
        ).exclude(planned__in=planned)
        slots = list(rows.order_by("period_end", "code"))
        days = Days.of(slots, at=at)
        answer = []
        for slot in slots:
            found = days.propose(slot)
            if found.day is not None:
                days.taken[found.day] += 1
            answer.append(
                {
                    "slot": slot.code,
                    "policy": slot.policy.code,
                    "type": slot.policy.type,
                    "process": slot.process.code if slot.process else None,
                    "system": slot.system.code if slot.system else None,
                    "period_start": slot.period_start,
                    "period_end": slot.period_end,
                    "day": found.day,
                    "why": found.why,
                    "passed": [{"day": day, "why": why} for day, why in found.passed],
                }
            )
        return Response(shapes.DrillProposalSerializer(answer, many=True).data)


def _policy(one: PolicyCompliance) -> dict[str, Any]:
    figures = one.figures
    return {
        "policy": one.policy.code, "name": str(one.policy.name), "type": one.policy.type,
        "things": one.things, "per_year": figures.per_year, "required": figures.required,
        "done": figures.done, "pending": figures.pending, "missed": one.missed,
        "rate": _text(figures.rate), "last_on": figures.last, "next_due_on": figures.next_due,
        "overdue": figures.overdue, "hints": list(figures.hints),
    }  # fmt: skip


def _cell(one: Spot) -> dict[str, Any]:
    return {
        "process": one.process.code,
        "scenario": one.scenario.code if one.scenario else None,
        "state": one.state,
        "last_on": one.cell.last,
        "age_days": one.age_days,
        "score": _text(one.cell.score),
        "drill": one.cell.drill or None,
        "applies": one.applies,
        "priority": _text(one.priority),
    }


def _text(value: Any) -> str | None:
    return None if value is None else f"{value:f}"


def _at(request: Request) -> datetime:
    raw = request.query_params.get("at", "")
    if not raw:
        return timezone.now()
    try:
        at: datetime = InstantField().run_validation(raw)
    except ValidationError as error:
        raise ValidationError({"at": error.detail}) from error
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        _refuse("at", "out_of_range")
    return at


def _refuse(field: str, code: str) -> None:
    from django.utils.translation import gettext_lazy as _

    raise ValidationError({field: [ErrorDetail(str(_("There is no such choice.")), code)]})
