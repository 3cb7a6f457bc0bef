"""The response card, the clocks and the plans of an incident."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from accounts.api.idempotency import IdempotentCreate
from followup.models import Clock
from followup.serializers.clock import ClockSerializer
from incidents.api.below import BelowIncident
from incidents.models import CheckRun, Incident, StepRun
from incidents.serializers import card as shapes
from incidents.serializers import nouns
from incidents.services import incidents as verbs
from incidents.services.plans import activations_of, proposals
from lib.errors import Refused
from plans.api.activations import activations_for_api
from plans.models import Plan
from plans.serializers.activation import ActivationSerializer


class StepViewSet(BelowIncident):
    serializer_class = shapes.StepSerializer

    @extend_schema(responses=shapes.StepSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """The steps of the card with their limits and boxes, as frozen at the declaration."""
        return self.page(_steps(self.incident()), shapes.StepSerializer)

    @extend_schema(request=shapes.TickSerializer, responses={200: shapes.StepSerializer})
    def tick(self, request: Request, code: str, number: str) -> Response:
        """Tick a box (its `id`); ticking it twice is one deed. The answer is its step."""
        incident = self.allowed("respond")
        rows = CheckRun.objects.filter(step__incident=incident).select_related("step__incident")
        box = self.one(rows, pk=self.number())
        verbs.tick(box, **self.called(self.body(shapes.TickSerializer)))
        return Response(shapes.StepSerializer(_steps(incident).get(pk=box.step_id)).data)


class ClockOfIncidentViewSet(BelowIncident):
    serializer_class = ClockSerializer

    @extend_schema(responses=ClockSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """The clocks of the incident and its impacts, live and ended, by their deadline."""
        number = self.incident().number
        mine = Q(subject_kind="incident", subject_code=number)
        of_impacts = Q(subject_kind="impact", subject_code__startswith=f"{number}:")
        rows = Clock.objects.filter(mine | of_impacts).select_related("responsible")
        rows = rows.defer("marks", "policy_snapshot").order_by("due_at", "id")
        return self.page(rows, ClockSerializer)


class OnceAnActivation(BelowIncident):
    def create(self, request: Request, code: str) -> Response:
        incident = self.allowed("respond")
        values = self.called(self.body(nouns.ActivatePlanSerializer))
        asked = str(values.pop("plan"))
        rows = Plan.objects.visible_to(actor(request))
        plan = None if "\0" in asked else rows.filter(code=asked).first()
        if plan is None:
            words = _("There is no object with the code “%(code)s”.") % {"code": asked}
            raise Refused("does_not_exist", words, "plan")
        row = verbs.activate_plan(incident, plan, **values)
        return self.made(self._json(row.pk))

    def _json(self, pk: int) -> Any:
        row = activations_for_api(activations_of(self.incident())).get(pk=pk)
        return ActivationSerializer(row, context=self.get_serializer_context()).data


class ActivationOfIncidentViewSet(IdempotentCreate, OnceAnActivation):
    """Plans carried out for it; their tasks stand at `/plan-activations/`."""

    serializer_class = ActivationSerializer
    basename = "plan-activation"

    @extend_schema(responses=ActivationSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """Those carried out for it, the oldest first."""
        return self.page(activations_for_api(activations_of(self.incident())), ActivationSerializer)

    @extend_schema(request=nouns.ActivatePlanSerializer, responses={201: ActivationSerializer})
    def create(self, request: Request, code: str) -> Response:
        """Carry a plan out for this incident; once. `Idempotency-Key` is honoured."""
        return super().create(request, code)


class ProposedPlanViewSet(BelowIncident):
    serializer_class = nouns.ProposedPlanSerializer
    pagination_class = None

    @extend_schema(responses=nouns.ProposedPlanSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """Plans in force whose criteria it meets, those that hold for certain first."""
        found = proposals(self.incident(), timezone.now())
        seen = set(Plan.objects.visible_to(actor(request)).values_list("pk", flat=True))
        return Response(
            [
                {
                    "plan": one.plan.code,
                    "name": one.plan.name,
                    "version": one.version.number,
                    "certain": one.certain,
                    "activation": one.activation.code if one.activation else None,
                }
                for one in found
                if one.plan.pk in seen
            ]
        )


def _steps(incident: Incident) -> Any:
    checks = CheckRun.objects.select_related("by").order_by("position", "id")
    rows = StepRun.objects.filter(incident=incident).order_by("number", "attempt")
    return rows.prefetch_related(Prefetch("checks", checks))
