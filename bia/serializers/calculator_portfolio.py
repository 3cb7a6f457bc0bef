"""What the calculator of recovery levels is asked and what it answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from bia.domain.portfolio.model import MOST_OPTIONS, MOST_SYSTEMS
from bia.serializers.calculator_fields import DecimalInField, DecimalOutField, RowsField
from lib.api.fields import DurationField, StrictCharField, StrictIntegerField

OBJECTIVES = [("hard", _("Must be met")), ("soft", _("May be missed"))]
MINIMISE = [
    ("cost", _("Cost")),
    ("loss", _("Expected loss")),
    ("cost_plus_loss", _("Cost and expected loss")),
]
MANY_PAIRS = 1_000


class LevelOptionSerializer(serializers.Serializer[Any]):
    level = StrictIntegerField(min_value=1, max_value=99)
    cost = DecimalInField(help_text=_("A year."))
    rto_s = DurationField(help_text=_("What the level promises."))
    rpo_s = DurationField()


class PortfolioSystemSerializer(serializers.Serializer[Any]):
    key = StrictCharField(max_length=200)
    rto_s = DurationField(allow_null=True, default=None, help_text=_("Null asks for nothing."))
    rpo_s = DurationField(allow_null=True, default=None)
    loss_per_hour = DecimalInField(default=Decimal(0))
    weight = StrictIntegerField(
        min_value=1,
        max_value=1_000,
        default=1,
        help_text=_("How much a missed objective counts when objectives may be missed."),
    )
    options = RowsField(child=LevelOptionSerializer(), allow_empty=True, max_length=MOST_OPTIONS)


class SharedPlatformSerializer(serializers.Serializer[Any]):
    platform = StrictCharField(max_length=200)
    user = StrictCharField(max_length=200)


class SerialDependencySerializer(serializers.Serializer[Any]):
    dependent = StrictCharField(max_length=200)
    needs = StrictCharField(max_length=200)


class PortfolioQuestionSerializer(serializers.Serializer[Any]):
    systems = RowsField(child=PortfolioSystemSerializer(), max_length=MOST_SYSTEMS)
    budget = DecimalInField(allow_null=True, default=None)
    objectives = serializers.ChoiceField(choices=OBJECTIVES, default="hard")
    minimise = serializers.ChoiceField(choices=MINIMISE, default="cost")
    incidents_per_year = DecimalInField(default=Decimal(1))
    penalty = DecimalInField(
        allow_null=True,
        default=None,
        help_text=_("Per missed objective; null: as few as possible are missed, at any cost."),
    )
    shared = RowsField(
        child=SharedPlatformSerializer(),
        required=False,
        max_length=MANY_PAIRS,
        help_text=_("A shared platform has at least the highest level of its users."),
    )
    serial = RowsField(
        child=SerialDependencySerializer(),
        required=False,
        max_length=MANY_PAIRS,
        help_text=_("Restores that wait for each other: their times add up."),
    )
    front_budgets = serializers.ListField(
        child=DecimalInField(),
        default=list,
        max_length=20,
        help_text=_("Budgets for which the least expected loss is wanted."),
    )


class ViolationSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    objective = serializers.ChoiceField(choices=["rto", "rpo"])


class RelaxationSerializer(ViolationSerializer):
    minimal_budget = DecimalOutField(allow_null=True)
    enough = serializers.BooleanField(help_text=_("Dropping this objective alone is enough."))
    because = serializers.CharField()


class FrontPointSerializer(serializers.Serializer[Any]):
    budget = DecimalOutField()
    cost = DecimalOutField()
    expected_loss = DecimalOutField()
    choice = serializers.DictField(child=serializers.IntegerField())


class PortfolioAnswerSerializer(serializers.Serializer[Any]):
    feasible = serializers.BooleanField()
    choice = serializers.DictField(
        child=serializers.IntegerField(), help_text=_("The level of each system.")
    )
    cost = DecimalOutField(allow_null=True)
    expected_loss = DecimalOutField(allow_null=True)
    total = DecimalOutField(allow_null=True)
    violations = ViolationSerializer(many=True)
    minimal_budget = DecimalOutField(
        allow_null=True, help_text=_("The least with which there is an answer.")
    )
    full_budget = DecimalOutField(
        allow_null=True, help_text=_("The least with which every objective is met.")
    )
    relaxations = RelaxationSerializer(many=True)
    why = serializers.DictField(child=serializers.CharField())
    front = FrontPointSerializer(many=True)
    proven = serializers.BooleanField(help_text=_("Nothing better exists."))
    because = serializers.CharField()
