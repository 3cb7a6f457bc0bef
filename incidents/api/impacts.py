"""What an incident does to processes, and what it costs so far."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from incidents.api.below import BelowIncident
from incidents.api.incident import known_only_of
from incidents.models import Impact, Incident
from incidents.serializers import impact as shapes
from incidents.serializers.people import HappeningSerializer, MaybeReasonSerializer
from incidents.services import incidents as verbs
from incidents.services.changing_impact import change_impact_fields
from incidents.services.loss import LossSoFar, loss_of
from lib.api.resources import read_version


class ImpactViewSet(BelowIncident):
    serializer_class = shapes.ImpactSerializer

    @extend_schema(responses=shapes.ImpactSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """Each affected process with its interval and the BIA as it stood."""
        return self.page(_rows(self.incident()), shapes.ImpactSerializer)

    @extend_schema(request=shapes.OpenImpactSerializer, responses={201: shapes.ImpactSerializer})
    def create(self, request: Request, code: str) -> Response:
        """One more process is affected."""
        incident = self.allowed("respond")
        values = self.body(shapes.OpenImpactSerializer)
        began = values.pop("at", None)
        made = verbs.open_impact(incident, start_at=began, **self.called(values))
        return self.made(self._json(incident, made.pk))

    @extend_schema(responses={200: shapes.ImpactSerializer})
    def retrieve(self, request: Request, code: str, number: str) -> Response:
        """One impact."""
        incident = self.incident()
        return Response(self._json(incident, self._impact(incident).pk))

    @extend_schema(request=shapes.ImpactChangeSerializer, responses={200: shapes.ImpactSerializer})
    def partial_update(self, request: Request, code: str, number: str) -> Response:
        """What is lost, carried by a workaround, restored of the data, paid in the end."""
        incident = self.allowed("respond", "review")
        one = self._impact(incident)
        version = read_version(request)
        shape = shapes.ImpactChangeSerializer
        data = known_only_of(shapes.ImpactSerializer, request.data, shape)
        body = shape(data=data, context={**self.get_serializer_context(), "row": one})
        body.is_valid(raise_exception=True)
        values = dict(body.validated_data)
        values.pop("version", None)
        at = values.pop("at", None)
        call = self.called({"at": at})
        change_impact_fields(
            incident, one, values, read_version=version, is_dated=at is not None, **call
        )
        return Response(self._json(incident, one.pk))

    @extend_schema(request=MaybeReasonSerializer, responses={204: None})
    def destroy(self, request: Request, code: str, number: str) -> Response:
        """It was not affected after all."""
        incident = self.allowed("respond")
        one = self._impact(incident)
        verbs.drop_impact(incident, one, **self.called(self.body(MaybeReasonSerializer)))
        return Response(status=204)

    @extend_schema(request=HappeningSerializer, responses={200: shapes.ImpactSerializer})
    def confirm(self, request: Request, code: str, number: str) -> Response:
        """Somebody has looked: it is affected indeed."""
        return self._step(verbs.confirm_impact, HappeningSerializer, "respond")

    @extend_schema(request=shapes.ImpactEndSerializer, responses={200: shapes.ImpactSerializer})
    def end(self, request: Request, code: str, number: str) -> Response:
        """It works again, everywhere or in one `region`."""
        return self._step(verbs.end_impact, shapes.ImpactEndSerializer, "respond", "restore")

    @extend_schema(request=HappeningSerializer, responses={200: shapes.ImpactSerializer})
    def adopt(self, request: Request, code: str, number: str) -> Response:
        """The BIA approved meanwhile holds from now on."""
        return self._step(verbs.adopt_objectives, HappeningSerializer, "command")

    def _step(self, verb: Any, shape: Any, *rights: str) -> Response:
        incident = self.allowed(*rights)
        one = self._impact(incident)
        verb(incident, one, **self.called(self.body(shape)))
        return Response(self._json(incident, one.pk))

    def _impact(self, incident: Incident) -> Impact:
        found: Impact = self.one(_rows(incident), pk=self.number())
        return found

    def _json(self, incident: Incident, pk: int) -> Any:
        return shapes.ImpactSerializer(_rows(incident).get(pk=pk)).data

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """What somebody changed first is shown with its incident."""
        if args and isinstance(args[0], Impact):
            fresh = Impact.objects.for_list().select_related("incident").get(pk=args[0].pk)
            args = (fresh, *args[1:])
        return super().get_serializer(*args, **kwargs)


class LossViewSet(BelowIncident):
    serializer_class = shapes.LossSerializer

    @extend_schema(responses={200: shapes.LossSerializer})
    def retrieve(self, request: Request, code: str) -> Response:
        """The loss so far and that of the next 30 minutes, as the BIA estimates them."""
        at = timezone.now()
        return Response(shapes.LossSerializer(loss_json(loss_of(self.incident(), at), at)).data)


def loss_json(loss: LossSoFar, at: Any) -> dict[str, Any]:
    return {
        "at": at,
        "total": _money(loss.total),
        "next_30_min": _money(loss.next_30_min),
        "currency": loss.currency,
        "beyond_horizon": loss.beyond_horizon,
        "per_impact": [
            {
                "id": one.impact.pk,
                "process": one.impact.process.code,
                "loss": _money(one.amount),
                "next_30_min": _money(one.next_30_min),
            }
            for one in loss.per_impact
        ],
        "unknown": [one.code for one in loss.unknown],
        "shared_with": list(loss.shared_with),
    }


def _money(amount: Any) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _rows(incident: Incident) -> Any:
    return Impact.objects.filter(incident=incident).for_list().select_related("incident")
