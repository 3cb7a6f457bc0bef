"""Investment cases in JSON: what they are made of, what they come to, what they conclude."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Person
from bia.models import Assessment, System
from governance.conclusion import sentences
from governance.domain.investment import CaseFigures
from governance.models import InvestmentCase, LineKind, SourcingKind
from governance.serializers.calculators_investment import (
    CostRangeSerializer,
    SplitAnswerSerializer,
    figure,
)
from governance.services.case_parts import rows_of
from governance.services.cases import figures_of, four, results_json
from lib.api.fields import CodeField, DurationField, StrictCharField, StrictIntegerField
from lib.api.resources import BodySerializer, ResourceSerializer

LONG = 10_000


def money(**options: Any) -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=18, decimal_places=2, min_value=Decimal(0), **options
    )


def share(**options: Any) -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=5, decimal_places=4, min_value=Decimal(0), max_value=Decimal(1),
        normalize_output=True, **options,
    )  # fmt: skip


class CaseLineSerializer(BodySerializer):
    kind = serializers.ChoiceField(choices=LineKind.choices)
    label: Any = StrictCharField(max_length=200)
    amount = money()


class CaseClassSerializer(BodySerializer):
    name = StrictCharField(max_length=200)
    level_from = StrictIntegerField(min_value=1, max_value=6, allow_null=True, default=None)
    level_to = StrictIntegerField(min_value=1, max_value=6, allow_null=True, default=None)
    amount = money()
    systems = CodeField(queryset=System.objects.all(), many=True, default=list)

    def validate_systems(self, rows: list[System]) -> list[System]:
        return sorted(set(rows), key=lambda one: one.code)


class SourcingOptionSerializer(BodySerializer):
    """Its own costs, or `base` (the name of another one of the case) and what it saves of it."""

    kind = serializers.ChoiceField(choices=SourcingKind.choices)
    name = StrictCharField(max_length=200)
    initial_low = money(allow_null=True, default=None)
    initial_high = money(allow_null=True, default=None)
    yearly_low = money(allow_null=True, default=None)
    yearly_high = money(allow_null=True, default=None)
    base = StrictCharField(max_length=200, allow_null=True, default=None)
    saving_low = share(allow_null=True, default=None)
    saving_high = share(allow_null=True, default=None)
    note = StrictCharField(max_length=300, allow_blank=True, default="")


class DesignOptionSerializer(BodySerializer):
    name = StrictCharField(max_length=200)
    cost = money()
    rto_s = DurationField()
    rpo_s = DurationField()


class CaseResultsSerializer(serializers.Serializer[Any]):
    benefit_per_year = figure()
    net_per_year = figure()
    total_cost = figure()
    total_benefit = figure()
    net_benefit = figure()
    payback_gross_years = figure()
    payback_net_years = figure()
    roi = figure()
    benefit_cost = figure()
    npv = figure()
    irr = figure()
    discounted_payback_years = figure()
    break_even_effectiveness = figure()


class CaseSourcingSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    cost = CostRangeSerializer(allow_null=True)
    against_first = figure()
    missing = serializers.CharField()


class CaseFiguresSerializer(serializers.Serializer[Any]):
    """As the calculators answer them; of a case that was submitted as they were frozen."""

    currency = serializers.CharField()
    investment = figure()
    running_per_year = figure()
    loss_per_year = figure()
    results = CaseResultsSerializer()
    split = SplitAnswerSerializer(allow_null=True)
    sourcing = CaseSourcingSerializer(many=True)


class InvestmentCaseSerializer(ResourceSerializer):
    """`lines`, `classes`, `sourcing` and `designs` replace all there are. `figures` and
    `conclusion` (in the language asked for) follow from them; none of it can be written."""

    title = StrictCharField(max_length=200)
    owner = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    assessments = CodeField(queryset=Assessment.objects.all(), many=True, required=False)
    years = StrictIntegerField(min_value=1, max_value=50, required=False)
    lines = CaseLineSerializer(many=True, required=False)
    classes = CaseClassSerializer(many=True, required=False)
    sourcing = SourcingOptionSerializer(many=True, required=False)
    designs = DesignOptionSerializer(many=True, required=False)
    created_by = serializers.CharField(source="created_by.username", read_only=True)
    submitted_by = serializers.CharField(
        source="submitted_by.username", allow_null=True, default=None, read_only=True
    )
    decided_by = serializers.CharField(
        source="decided_by.username", allow_null=True, default=None, read_only=True
    )
    figures = serializers.SerializerMethodField()
    conclusion = serializers.SerializerMethodField()

    class Meta:
        model = InvestmentCase
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "title", "text"),
            *("state", "owner", "years", "discount_rate", "incidents_per_year", "effectiveness"),
            *("one_size_amount", "assessments", "lines", "classes", "sourcing", "designs"),
            *("created_by", "submitted_by", "submitted_at", "decided_by", "decided_at"),
            *("decision_reason", "digest", "figures", "conclusion"),
        )
        read_only_fields = (
            *("id", "version", "created_at", "updated_at", "state", "submitted_at"),
            *("decided_at", "decision_reason", "digest"),
        )
        extra_kwargs = {"code": {"required": False}}
        validators: list[Any] = []

    def to_representation(self, row: InvestmentCase) -> dict[str, Any]:
        told = super().to_representation(row)
        for name in ("lines", "classes", "sourcing", "designs"):
            told[name] = [self._part(name, one) for one in rows_of(row, name)]
        return told

    def _part(self, name: str, row: dict[str, Any]) -> dict[str, Any]:
        shape: Any = self.fields[name]
        return dict(shape.child.to_representation(row))

    def _figures(self, row: InvestmentCase) -> CaseFigures:
        context: Any = self.context
        known: dict[int, CaseFigures] = context.setdefault("figures", {})
        if row.pk not in known:
            known[row.pk] = figures_of(row)
        return known[row.pk]

    @extend_schema_field(CaseFiguresSerializer)
    def get_figures(self, row: InvestmentCase) -> dict[str, Any]:
        context: Any = self.context
        context.setdefault("figures", {}).pop(row.pk, None)
        found = self._figures(row)
        tiers = found.tiers
        return {
            "currency": found.currency,
            "investment": four(found.investment),
            "running_per_year": four(found.running_per_year),
            "loss_per_year": four(found.loss_per_year),
            "results": results_json(found),
            "split": tiers and {
                "total": four(tiers.total),
                "shares": [{"name": one.name, "share": four(one.share)} for one in tiers.shares],
                "extra": four(tiers.extra), "saving_share": four(tiers.saving_share),
            },
            "sourcing": [
                {
                    "name": one.name, "missing": one.missing,
                    "against_first": four(one.against_first),
                    "cost": one.cost and {
                        "low": four(one.cost.low), "high": four(one.cost.high),
                        "middle": four(one.cost.middle),
                    },
                }
                for one in found.sourcing
            ],
        }  # fmt: skip

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_conclusion(self, row: InvestmentCase) -> list[str]:
        return sentences(self._figures(row))


class CaseReasonSerializer(BodySerializer):
    reason = StrictCharField(max_length=LONG)


class CaseMaybeReasonSerializer(BodySerializer):
    reason = StrictCharField(max_length=LONG, required=False, allow_blank=True)


class CaseEmptySerializer(BodySerializer):
    pass
