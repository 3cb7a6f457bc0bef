"""The one shape of every refusal, for the API's description."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class ProblemSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()
    attr = serializers.CharField(allow_null=True)


class ProblemsSerializer(serializers.Serializer[Any]):
    """`type` tells bad input from a refusal; each error names its field in `attr`."""

    type = serializers.CharField()
    errors = ProblemSerializer(many=True)  # type: ignore[assignment]  # the contract names it so
