"""The review of an incident: drafted by the platform, handed in, approved."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from incidents.api.below import BelowIncident
from incidents.api.incident import known_only_of
from incidents.models import Incident, PlanVerdict, Review
from incidents.serializers import review as shapes
from incidents.services import incidents as verbs
from incidents.services.logbook import visibilities_of
from incidents.services.plan_verdicts import judge_plan
from lib.api.resources import read_version
from lib.errors import GuardsUnmet, Problem, Refused
from plans.models import PlanActivation


class ReviewViewSet(BelowIncident):
    serializer_class = shapes.ReviewSerializer

    @extend_schema(responses={200: shapes.ReviewSerializer})
    def retrieve(self, request: Request, code: str) -> Response:
        """404 until the recovery is verified: then it is drafted from the facts."""
        return self._answer(self.incident())

    @extend_schema(request=shapes.ReviewChangeSerializer, responses={200: shapes.ReviewSerializer})
    def partial_update(self, request: Request, code: str) -> Response:
        """Write in the draft."""
        incident = self.allowed("review")
        _review(incident)
        version = read_version(request)
        shape = shapes.ReviewChangeSerializer
        data = known_only_of(shapes.ReviewSerializer, request.data, shape)
        body = shape(data=data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        values = dict(body.validated_data)
        values.pop("version", None)
        verbs.change_review(incident, read_version=version, **self.called(values))
        return self._answer(incident)

    @extend_schema(request=shapes.ReviewStepSerializer, responses={200: shapes.ReviewSerializer})
    def submit(self, request: Request, code: str) -> Response:
        """Hand it in: the facts are frozen."""
        return self._step(verbs.submit_review, shapes.ReviewStepSerializer, "review")

    @extend_schema(
        request=shapes.ReviewApprovalSerializer, responses={200: shapes.ReviewSerializer}
    )
    def approve(self, request: Request, code: str) -> Response:
        """By the continuity manager, of grades I and II by the decision level."""
        return self._step(verbs.approve_review, shapes.ReviewApprovalSerializer, "approve_review")

    @extend_schema(request=shapes.ReviewReturnSerializer, responses={200: shapes.ReviewSerializer})
    def send_back(self, request: Request, code: str) -> Response:
        """Back into work, with a reason."""
        return self._step(verbs.return_review, shapes.ReviewReturnSerializer, "approve_review")

    def _step(self, verb: Any, shape: Any, right: str) -> Response:
        incident = self.allowed(right)
        if not Review.objects.filter(incident=incident).exists():
            address = f"POST incidents/{incident.number}/verification/"
            words = _("Verify the recovery first.")
            raise GuardsUnmet([Problem("not_verified", words, "verified_at", address)])
        verb(incident, **self.called(self.body(shape)))
        return self._answer(incident)

    def _answer(self, incident: Incident) -> Response:
        seen = visibilities_of(incident, actor(self.request))
        return Response(shapes.ReviewSerializer(_review(incident), context={"seen": seen}).data)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """What somebody changed first is shown with everything in it."""
        if args and isinstance(args[0], Review):
            args = (_review(args[0].incident), *args[1:])
        return super().get_serializer(*args, **kwargs)


class VerdictViewSet(BelowIncident):
    serializer_class = shapes.PlanVerdictSerializer

    @extend_schema(responses=shapes.PlanVerdictSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """What the incident says of each plan that was carried out in it."""
        return self.page(_verdicts(self.incident()), shapes.PlanVerdictSerializer)

    @extend_schema(
        request=shapes.PlanVerdictBodySerializer, responses={201: shapes.PlanVerdictSerializer}
    )
    def create(self, request: Request, code: str) -> Response:
        """Say whether a plan must change, and why; saying it again replaces what was said."""
        incident = self.allowed("review")
        values = self.called(self.body(shapes.PlanVerdictBodySerializer))
        asked = str(values.pop("activation"))
        rows = PlanActivation.objects.filter(subject_kind="incident", subject_code=incident.number)
        activation = None if "\0" in asked else rows.filter(code=asked).first()
        if activation is None:
            words = _("There is no object with the code “%(code)s”.") % {"code": asked}
            raise Refused("does_not_exist", words, "activation")
        values.setdefault("why", "")
        row = judge_plan(incident, activation, **values)
        found = _verdicts(incident).get(pk=row.pk)
        return self.made(shapes.PlanVerdictSerializer(found).data)


def _review(incident: Incident) -> Review:
    rows = Review.objects.select_related("incident", "author", "approved_by")
    found = rows.filter(incident=incident).first()
    if found is None:
        raise Http404
    return found


def _verdicts(incident: Incident) -> Any:
    rows = PlanVerdict.objects.filter(incident=incident)
    return rows.select_related("activation__plan").order_by("id")
