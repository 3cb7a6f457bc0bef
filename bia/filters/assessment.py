"""Filters of assessments, shared by the pages and the API."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Person
from bia.filters.parts import CodeFilter
from bia.models import Assessment, AssessmentStatus, Tier


class AssessmentFilter(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=AssessmentStatus.choices
    )
    process = django_filters.CharFilter("process__code", label=_("Process"))
    department = django_filters.ModelChoiceFilter(
        "process__department",
        label=_("Department"),
        queryset=Department.objects.all(),
        to_field_name="code",
    )
    owner = CodeFilter(field_name="process__owner", model=Person, label=_("Owner"))
    tier = django_filters.ModelChoiceFilter(
        label=_("Tier"), queryset=Tier.objects.all(), to_field_name="code"
    )

    class Meta:
        model = Assessment
        fields = ["status", "process", "department", "owner", "tier"]
