"""Recovery options, loss profiles, and the choice of levels over the stored register."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import actor, require
from bia.analysis.portfolio import Question, stored_portfolio
from bia.api.calculators import refused_at_field
from bia.api.calculators_portfolio import choice_json
from bia.domain.figures import money_text
from bia.investment.rows import decided
from bia.models import LossProfile, RecoveryOption
from bia.serializers.investment import (
    LossProfileSerializer,
    PortfolioQuerySerializer,
    RecoveryOptionSerializer,
    StoredPortfolioSerializer,
)
from bia.services import loss_profiles, recovery_options
from lib.api.problems import ProblemsSerializer
from lib.api.resources import ResourceViewSet

WRITES = ("create", "partial_update", "destroy")


class RecoveryOptionFilter(django_filters.FilterSet):
    system = django_filters.CharFilter("system__code", label=_("System"))
    level = django_filters.NumberFilter("level", label=pgettext_lazy("recovery", "Level"))

    class Meta:
        model = RecoveryOption
        fields: list[str] = []


class RecoveryOptionViewSet(ResourceViewSet):
    """What a recovery level would cost a system a year, and what it would promise there."""

    model = RecoveryOption
    serializer_class = RecoveryOptionSerializer
    filterset_class = RecoveryOptionFilter
    search_fields = ["whole_code", "system__name", "note"]
    ordering_fields = ["system__code", "level", "annual_cost", "updated_at"]
    required_permissions = dict.fromkeys(WRITES, recovery_options.PERMISSION)
    create_service = recovery_options.create_recovery_option
    change_service = recovery_options.change_recovery_option
    delete_service = recovery_options.delete_recovery_option

    def get_queryset(self) -> Any:
        whole = Concat("system__code", Value("."), Cast("level", CharField()))
        return super().get_queryset().annotate(whole_code=whole)

    def get_object(self) -> Any:
        """`dispatch.5`: the system's code and the level."""
        system, _dot, level = self.kwargs["code"].rpartition(".")
        if "\0" in system or level not in {"1", "2", "3", "4", "5", "6"}:
            raise Http404
        found = self.get_queryset().filter(system__code=system, level=int(level)).first()
        if found is None:
            raise Http404
        return found


class LossProfileFilter(django_filters.FilterSet):
    process = django_filters.CharFilter("process__code", label=_("Process"))
    basis = django_filters.CharFilter("basis", label=_("Loss by"))

    class Meta:
        model = LossProfile
        fields: list[str] = []


class LossProfileViewSet(ResourceViewSet):
    """How the loss of a process runs, and how often and how long it is out."""

    model = LossProfile
    serializer_class = LossProfileSerializer
    filterset_class = LossProfileFilter
    search_fields = ["process__code", "process__name"]
    ordering_fields = ["process__code", "updated_at"]
    required_permissions = dict.fromkeys((*WRITES, "simulation"), loss_profiles.PERMISSION)
    create_service = loss_profiles.create_loss_profile
    change_service = loss_profiles.change_loss_profile
    delete_service = loss_profiles.delete_loss_profile

    def get_object(self) -> Any:
        code = self.kwargs["code"]
        found = None
        if "\0" not in code:
            found = self.get_queryset().filter(process__code=code).first()
        if found is None:
            raise Http404
        return found

    @extend_schema(request=None, responses={200: LossProfileSerializer})
    @action(detail=True, methods=["post"])
    def simulation(self, request: Request, code: str) -> Response:
        """Play the profile's years with its seed; the figures are kept with it."""
        profile = self.get_object()
        self.require()
        loss_profiles.simulate_profile(profile, by=actor(request), at=timezone.now())
        return Response(self.get_serializer(self._fresh(profile)).data)


class PortfolioView(APIView):
    """One recovery level per system of the register, within a budget."""

    @extend_schema(
        operation_id="analysis_portfolio",
        parameters=[PortfolioQuerySerializer],
        responses={200: StoredPortfolioSerializer, 400: ProblemsSerializer},
    )
    def get(self, request: Request) -> Response:
        require(request.user, "assessment.view")
        query = PortfolioQuerySerializer(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        asked = stored_portfolio(Question(**query.validated_data), timezone.now())
        with refused_at_field():
            found = decided(asked)
        answer = choice_json(found.choice, found.front, asked.names) | {
            "systems": [
                {
                    "key": row.code,
                    "name": row.name,
                    "required_rto_s": row.rto_s,
                    "required_rpo_s": row.rpo_s,
                    "present_level": row.present,
                    "level": row.level,
                    "cost": money_text(row.cost),
                    "expected_loss": money_text(row.expected_loss),
                    "because": row.because,
                    "options": [
                        {
                            "level": one.level,
                            "cost": one.cost,
                            "rto_s": one.rto_s,
                            "rpo_s": one.rpo_s,
                        }
                        for one in row.options
                    ],
                }
                for row in found.rows
            ],
            "currency": asked.state.register.currency,
        }
        return Response(StoredPortfolioSerializer(answer).data)
