"""Filters of investment cases, for the list and the API."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from governance.models import CaseState, InvestmentCase
from incidents.filters.api import CodeFilter


class InvestmentCaseFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=CaseState.choices, label=_("State"))
    owner = CodeFilter(field_name="owner__code", label=_("Owner"))

    class Meta:
        model = InvestmentCase
        fields: list[str] = []
