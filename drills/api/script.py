"""The script of a drill or of a scenario: objectives, criteria, injects and expectations.

The same views for both: `drills/{code}/injects/` and `drill-scenarios/{code}/injects/`. A drill's
may be changed until it starts, injects that are still to come also while it runs.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from drills.api.script_below import Owner, ScriptPartViewSet
from drills.models import (
    Criterion,
    Drill,
    Expectation,
    Inject,
    InjectStatus,
    Objective,
    Participant,
    ParticipantRole,
    Script,
)
from drills.serializers import script as shapes
from drills.services import drills as verbs
from drills.services.rights import rights_of
from drills.services.scripting import script_of


class ObjectiveViewSet(ScriptPartViewSet):
    serializer_class = shapes.DrillObjectiveSerializer
    part = Objective

    @extend_schema(responses=shapes.DrillObjectiveSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """What it is held for."""
        return self.listed()

    @extend_schema(responses={201: shapes.DrillObjectiveSerializer})
    def create(self, request: Request, code: str) -> Response:
        """One more objective."""
        return self.added()

    def retrieve(self, request: Request, code: str, key: str) -> Response:
        """One objective."""
        return self.found()

    def partial_update(self, request: Request, code: str, key: str) -> Response:
        """Put it right."""
        return self.changed()

    def destroy(self, request: Request, code: str, key: str) -> Response:
        """Remove one without criteria."""
        return self.removed()

    @extend_schema(
        request=shapes.OrderSerializer, responses=shapes.DrillObjectiveSerializer(many=True)
    )
    def order(self, request: Request, code: str) -> Response:
        """Put them in this order."""
        return self.ordered()


class CriterionViewSet(ScriptPartViewSet):
    serializer_class = shapes.DrillCriterionSerializer
    part = Criterion

    @extend_schema(responses=shapes.DrillCriterionSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """What objectives are judged by."""
        return self.listed()

    @extend_schema(responses={201: shapes.DrillCriterionSerializer})
    def create(self, request: Request, code: str) -> Response:
        """One more criterion."""
        return self.added()

    def retrieve(self, request: Request, code: str, key: str) -> Response:
        """One criterion."""
        return self.found()

    def partial_update(self, request: Request, code: str, key: str) -> Response:
        """Put it right."""
        return self.changed()

    def destroy(self, request: Request, code: str, key: str) -> Response:
        """Remove it."""
        return self.removed()

    @extend_schema(
        request=shapes.OrderSerializer, responses=shapes.DrillCriterionSerializer(many=True)
    )
    def order(self, request: Request, code: str) -> Response:
        """Put them in this order."""
        return self.ordered()


class InjectViewSet(ScriptPartViewSet):
    serializer_class = shapes.DrillInjectSerializer
    part = Inject

    def read_by_players(self, owner: Owner) -> tuple[Script, Any]:
        """Whoever plays reads what was delivered to them; observers what was delivered."""
        if not isinstance(owner, Drill):
            raise PermissionDenied("drill.see_script")
        rights = rights_of(owner, actor(self.request))
        if not rights.being & {ParticipantRole.PLAYER.value, ParticipantRole.OBSERVER.value}:
            raise PermissionDenied("drill.see_script")
        script = script_of(owner)
        rows = self.rows(script).filter(status=InjectStatus.DELIVERED)
        parts = Participant.objects.filter(drill=owner, person__user=actor(self.request))
        plays = list(parts.filter(role=ParticipantRole.PLAYER))
        if plays:
            roles = [one.response_role for one in plays if one.response_role]
            rows = rows.filter(
                Q(to_roles=[], to_people=None)
                | Q(to_roles__overlap=roles)
                | Q(to_people__in=[one.person_id for one in plays])
            ).distinct()
        self.plays = True
        return script, rows

    @extend_schema(responses=shapes.DrillInjectSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """The script in the order of its times; players get what was delivered to them."""
        return self.listed()

    @extend_schema(responses={201: shapes.DrillInjectSerializer})
    def create(self, request: Request, code: str) -> Response:
        """One more; controllers may improvise while the drill runs."""
        return self.added()

    def retrieve(self, request: Request, code: str, key: str) -> Response:
        """One inject."""
        return self.found()

    def partial_update(self, request: Request, code: str, key: str) -> Response:
        """Change one that was not delivered yet."""
        return self.changed()

    def destroy(self, request: Request, code: str, key: str) -> Response:
        """Remove one nothing waits for."""
        return self.removed()

    @extend_schema(
        request=shapes.OrderSerializer, responses=shapes.DrillInjectSerializer(many=True)
    )
    def order(self, request: Request, code: str) -> Response:
        """Put those of the same moment in this order."""
        return self.ordered()

    @extend_schema(request=shapes.DeliverySerializer, responses={200: shapes.DrillInjectSerializer})
    def deliver(self, request: Request, code: str, key: str) -> Response:
        """Give it to the players now: early, late, in a pause, whatever its condition."""
        drill = self.allowed("inject")
        row = self._inject(drill)
        verbs.deliver(drill, inject=row, **self.called(self.body(shapes.DeliverySerializer)))
        return Response(self._json(script_of(drill), row.pk))

    @extend_schema(request=shapes.SkippingSerializer, responses={200: shapes.DrillInjectSerializer})
    def skip(self, request: Request, code: str, key: str) -> Response:
        """Leave it out; it may still be delivered later."""
        drill = self.allowed("inject")
        row = self._inject(drill)
        verbs.skip(drill, inject=row, **self.called(self.body(shapes.SkippingSerializer)))
        return Response(self._json(script_of(drill), row.pk))

    def _inject(self, drill: Drill) -> Inject:
        found: Inject = self.one(self.rows(script_of(drill)), key=self.kwargs["key"])
        return found


class ExpectationViewSet(ScriptPartViewSet):
    serializer_class = shapes.DrillExpectationSerializer
    part = Expectation

    @extend_schema(responses=shapes.DrillExpectationSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """What players should do, and what evaluators saw."""
        return self.listed()

    @extend_schema(responses={201: shapes.DrillExpectationSerializer})
    def create(self, request: Request, code: str) -> Response:
        """One more is expected after an inject."""
        return self.added()

    def retrieve(self, request: Request, code: str, key: str) -> Response:
        """One expectation."""
        return self.found()

    def partial_update(self, request: Request, code: str, key: str) -> Response:
        """Put it right before its inject is delivered."""
        return self.changed()

    def destroy(self, request: Request, code: str, key: str) -> Response:
        """Remove one no condition asks for."""
        return self.removed()

    @extend_schema(
        request=shapes.JudgementSerializer, responses={200: shapes.DrillExpectationSerializer}
    )
    def judge(self, request: Request, code: str, key: str) -> Response:
        """What an evaluator saw: met, partly, not, not applicable."""
        drill = self.allowed("evaluate")
        script = script_of(drill)
        row = self.one(self.rows(script), key=self.kwargs["key"])
        verbs.judge(drill, expectation=row, **self.called(self.body(shapes.JudgementSerializer)))
        return Response(self._json(script, row.pk))
