"""Catalogues of recovery levels in JSON, and the calculator of the needed level."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from bia.models import DrCatalogue, DrLevel
from lib.api.fields import (
    DurationField,
    StrictBooleanField,
    StrictCharField,
    StrictIntegerField,
)
from lib.api.resources import ResourceSerializer, refuse_unknown

RECORD = ["id", "code", "version", "created_at", "updated_at", "url"]


class DrLevelSerializer(serializers.ModelSerializer[DrLevel]):
    """Best and worst case in seconds; the words are the edition's own."""

    serializer_field_mapping = ResourceSerializer.serializer_field_mapping

    level = StrictIntegerField(min_value=1, max_value=6)
    best_rto_s = DurationField()
    worst_rto_s = DurationField(required=False, allow_null=True, default=None)
    best_rpo_s = DurationField()
    worst_rpo_s = DurationField(required=False, allow_null=True, default=None)

    class Meta:
        model = DrLevel
        fields = [
            *("level", "name_en", "name_zh", "best_rto_s", "worst_rto_s"),
            *("best_rpo_s", "worst_rpo_s", "rto_words_en", "rto_words_zh"),
            *("rpo_words_en", "rpo_words_zh", "cost_en", "cost_zh", "suits_en", "suits_zh"),
        ]

    def to_internal_value(self, data: Any) -> Any:
        refuse_unknown(data, self.fields)
        return super().to_internal_value(data)


class DrCatalogueSerializer(ResourceSerializer):
    """`levels`, when given, are all the levels it shall have."""

    levels = DrLevelSerializer(many=True, required=False)
    # The service takes the other one out of use; a validator of the column would refuse.
    in_use = StrictBooleanField(required=False)

    class Meta:
        model = DrCatalogue
        fields = [
            *RECORD,
            *("name_en", "name_zh", "edition", "superseded_on", "superseded_by", "in_use"),
            *("note_en", "note_zh", "levels"),
        ]
        read_only_fields = ["id", "code", "version", "created_at", "updated_at", "url"]


class DrLevelQuestionSerializer(serializers.Serializer[Any]):
    catalogue = StrictCharField(
        max_length=64, help_text=_("Code of a catalogue: source, gbt-20988-2007 …")
    )
    rto_s = DurationField(allow_null=True, default=None)
    rpo_s = DurationField(allow_null=True, default=None)


class DrLevelAnswerSerializer(serializers.Serializer[Any]):
    level = serializers.IntegerField(
        allow_null=True, help_text=_("Null when no level is enough, or nothing is asked for.")
    )
    because = serializers.CharField()
