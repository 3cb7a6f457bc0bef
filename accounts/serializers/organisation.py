"""The organisation's rules as the API shows them."""

from __future__ import annotations

from rest_framework import serializers

from accounts.models import Organisation
from lib.api.fields import StrictIntegerField
from lib.api.resources import ResourceSerializer


class OrganisationSerializer(ResourceSerializer):
    url = None  # type: ignore[assignment]
    working_days = serializers.ListField(
        child=StrictIntegerField(min_value=1, max_value=7), allow_empty=False, max_length=7
    )

    class Meta:
        model = Organisation
        fields = (
            "name",
            "currency",
            "timezone",
            "language",
            "working_days",
            "mtd_policy",
            "mtd_threshold",
            "default_min_margin",
            "life_safety_min_margin",
            "review_interval_months",
            "review_warning_days",
            "measurement_validity_days",
            "version",
            "updated_at",
        )
        read_only_fields = ("version", "updated_at")
