"""State changes of a drill: POST makes the noun so, DELETE undoes it where that is possible.

Doing again what is done changes nothing and answers the drill as it is. What stands in the way is
409, each guard one error; `…/guards/` tells them beforehand.
"""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from drills.api.below import BelowDrill
from drills.models import DrillStatus
from drills.serializers import nouns as shapes
from drills.serializers.drill import DrillSerializer
from drills.services import drills as verbs
from lib.api.errors import told as told_of


class PreparationViewSet(BelowDrill):
    @extend_schema(request=shapes.DrillStepSerializer, responses={200: DrillSerializer})
    def create(self, request: Request, code: str) -> Response:
        """Somebody prepares it; whatever is prepared says so by itself."""
        return self.step(verbs.begin_preparing, shapes.DrillStepSerializer, "prepare")


class ReadinessViewSet(BelowDrill):
    @extend_schema(request=shapes.DrillStepSerializer, responses={200: DrillSerializer})
    def create(self, request: Request, code: str) -> Response:
        """Declare it ready. 409 with everything that is missing."""
        return self.step(verbs.make_ready, shapes.DrillStepSerializer, "prepare")

    @extend_schema(request=shapes.DrillMaybeReasonSerializer, responses={200: DrillSerializer})
    def destroy(self, request: Request, code: str) -> Response:
        """It is not ready after all."""
        return self.step(verbs.withdraw_readiness, shapes.DrillMaybeReasonSerializer, "prepare")


class StartViewSet(BelowDrill):
    @extend_schema(request=shapes.DrillMaybeReasonSerializer, responses={200: DrillSerializer})
    def create(self, request: Request, code: str) -> Response:
        """It begins: the script runs, functional and full-scale exercises get their `incident`,
        everybody who takes part is told. Much earlier than planned it needs a `reason`."""
        return self.step(verbs.start, shapes.DrillMaybeReasonSerializer, "start")


class PauseViewSet(BelowDrill):
    @extend_schema(request=shapes.PauseReasonSerializer, responses={200: DrillSerializer})
    def create(self, request: Request, code: str) -> Response:
        """Injects and clocks of the drill stand still; measured times leave the pause out."""
        return self.step(verbs.pause, shapes.PauseReasonSerializer, "control")


class ResumptionViewSet(BelowDrill):
    @extend_schema(request=shapes.DrillStepSerializer, responses={200: DrillSerializer})
    def create(self, request: Request, code: str) -> Response:
        """It goes on where it stood; after a real event only when that is over."""
        return self.step(verbs.resume, shapes.DrillStepSerializer, "control")


class SpeedViewSet(BelowDrill):
    @extend_schema(request=shapes.SpeedSerializer, responses={200: DrillSerializer})
    def create(self, request: Request, code: str) -> Response:
        """The script runs so much faster from now on."""
        return self.step(verbs.set_speed, shapes.SpeedSerializer, "control")


class EndViewSet(BelowDrill):
    @extend_schema(request=shapes.DrillMaybeReasonSerializer, responses={200: DrillSerializer})
    def create(self, request: Request, code: str) -> Response:
        """It is over and is evaluated; what was not delivered is cancelled. Early, say why."""
        return self.step(verbs.end, shapes.DrillMaybeReasonSerializer, "control")


class EvaluationViewSet(BelowDrill):
    @extend_schema(request=shapes.DrillStepSerializer, responses={200: DrillSerializer})
    def create(self, request: Request, code: str) -> Response:
        """Every criterion is rated, the attendance is locked: the report is drafted."""
        return self.step(verbs.finish_evaluation, shapes.DrillStepSerializer, "evaluate")


class DrillClosureViewSet(BelowDrill):
    @extend_schema(request=shapes.DrillStepSerializer, responses={200: DrillSerializer})
    def create(self, request: Request, code: str) -> Response:
        """Archived: nothing about it changes any more."""
        return self.step(verbs.close, shapes.DrillStepSerializer, "close")


class PostponementViewSet(BelowDrill):
    @extend_schema(request=shapes.DrillPostponementSerializer, responses={200: DrillSerializer})
    def create(self, request: Request, code: str) -> Response:
        """Not on that day; its slot stays. Whoever was invited is told."""
        drill = self.allowed("postpone")
        values = self.called(self.body(shapes.DrillPostponementSerializer))
        if drill.status == DrillStatus.POSTPONED and values.get("planned_start") is not None:
            values.pop("reason", None)
            verbs.replan(drill, **values)
        else:
            verbs.postpone(drill, **({"reason": ""} | values))
        return self.answer(drill)


class DrillCancellationViewSet(BelowDrill):
    @extend_schema(request=shapes.DrillReasonSerializer, responses={200: DrillSerializer})
    def create(self, request: Request, code: str) -> Response:
        """It is not held at all. One that has begun is ended instead."""
        return self.step(verbs.cancel, shapes.DrillReasonSerializer, "cancel")


class RealEventViewSet(BelowDrill):
    @extend_schema(request=shapes.RealEventSerializer, responses={200: DrillSerializer})
    def create(self, request: Request, code: str) -> Response:
        """REAL EVENT: the drill stops, everybody is told, `real_incident` is declared with the
        same roles. Everybody who takes part may say so; said twice it is one."""
        return self.step(verbs.real_event, shapes.RealEventSerializer, "real_event")

    @extend_schema(request=shapes.DrillReasonSerializer, responses={200: DrillSerializer})
    def destroy(self, request: Request, code: str) -> Response:
        """Pressed by mistake: the real incident is a false alarm, the drill may be resumed."""
        return self.step(verbs.mistaken, shapes.DrillReasonSerializer, "real_event")


class CopyViewSet(BelowDrill):
    @extend_schema(request=shapes.DrillCopySerializer, responses={201: DrillSerializer})
    def create(self, request: Request, code: str) -> Response:
        """Run it again: a new drill with the script, people and settings of this one, and nothing
        of its course. The answer is the new one."""
        drill = self.allowed("drill.change")
        made = verbs.clone(drill, **self.called(self.body(shapes.DrillCopySerializer)))
        return self.answer(made, 201)


class FiguresViewSet(BelowDrill):
    @extend_schema(request=shapes.FiguresSerializer, responses={200: DrillSerializer})
    def create(self, request: Request, code: str) -> Response:
        """Complaints, loss and cost, as far as they are known; criteria are judged by them."""
        drill = self.allowed("evaluate")
        values = self.called(self.body(shapes.FiguresSerializer))
        verbs.enter_figures(drill, read_version=values.pop("version", None), **values)
        return self.answer(drill)


class DrillGuardsViewSet(BelowDrill):
    serializer_class = shapes.DrillGuardSerializer
    pagination_class = None

    @extend_schema(responses=shapes.DrillGuardSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """What the caller may do now, and what stands in the way of the rest."""
        drill, at = self.drill(), timezone.now()
        answer = []
        for verb, noun in STEPS:
            problems = verbs.unmet(drill, verb, by=actor(request), at=at)
            told = [
                {"code": one.code, "detail": told_of(one), "attr": one.field} for one in problems
            ]
            answer.append({"step": verb, "noun": noun, "allowed": not told, "problems": told})
        return Response(answer)


STEPS = (
    ("begin_preparing", "preparation"), ("make_ready", "readiness"), ("start", "start"),
    ("pause", "pause"), ("resume", "resumption"), ("real_event", "real-event"), ("end", "end"),
    ("finish_evaluation", "evaluation"), ("close", "closure"), ("postpone", "postponement"),
    ("cancel", "cancellation"),
)  # fmt: skip
