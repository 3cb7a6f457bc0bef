"""Filters of frameworks, requirements and evaluations, for lists and API."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from governance.models import Evaluation, Framework, FrameworkKind, Requirement


class FrameworkFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=FrameworkKind.choices, label=_("Kind"))
    is_active = django_filters.BooleanFilter(label=_("In use"))

    class Meta:
        model = Framework
        fields: list[str] = []


class RequirementFilter(django_filters.FilterSet):
    framework = django_filters.CharFilter(field_name="framework__code", label=_("Framework"))
    kind = django_filters.ChoiceFilter(
        choices=FrameworkKind.choices, field_name="framework__kind", label=_("Kind")
    )
    level = django_filters.NumberFilter(min_value=2, max_value=5, label=_("Level"))
    owner = django_filters.CharFilter(field_name="standing__owner__code", label=_("Owner"))

    class Meta:
        model = Requirement
        fields: list[str] = []


class EvaluationFilter(django_filters.FilterSet):
    framework = django_filters.ModelChoiceFilter(
        queryset=Framework.objects.all(), to_field_name="code", label=_("Framework")
    )

    class Meta:
        model = Evaluation
        fields: list[str] = []
