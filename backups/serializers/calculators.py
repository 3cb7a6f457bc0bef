"""What the calculators of backups are asked and what they answer."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from backups.models import Medium
from bia.serializers.calculator_fields import RowsField
from lib.api.fields import DurationField, StrictBooleanField, StrictCharField

MOST = 100
A_MONTH_S = 31 * 86_400


class ScoredCopySerializer(serializers.Serializer[Any]):
    medium = serializers.ChoiceField(Medium.choices)
    site = StrictCharField(max_length=200, default="", allow_blank=True)
    offsite = StrictBooleanField(
        default=False, help_text=_("Also true by itself where the site is not the production's.")
    )
    production = StrictBooleanField(default=False, help_text=_("The live data; needs no proof."))
    immutable = StrictBooleanField(default=False, help_text=_("Or offline."))
    verified = StrictBooleanField(
        default=True, help_text=_("A copy that nobody verified in time does not count.")
    )


class BackupScoreQuestionSerializer(serializers.Serializer[Any]):
    copies = RowsField(child=ScoredCopySerializer(), max_length=MOST)
    restore_test_age_s = DurationField(
        allow_null=True, default=None, help_text=_("Of the last one that passed; null: none did.")
    )
    restore_test_limit_s = DurationField(default=A_MONTH_S)


class BackupScoreAnswerSerializer(serializers.Serializer[Any]):
    copies = serializers.IntegerField(help_text=_("3 are needed."))
    media = serializers.IntegerField(help_text=_("2 are needed."))
    offsite = serializers.IntegerField(help_text=_("1 is needed."))
    immutable_ok = serializers.BooleanField()
    restore_ok = serializers.BooleanField()
    score_321 = serializers.IntegerField(min_value=0, max_value=3)
    score_32110 = serializers.IntegerField(min_value=0, max_value=5)
    missing = serializers.ListField(
        child=serializers.ChoiceField(("copies", "media", "offsite", "unchangeable", "no_errors"))
    )
