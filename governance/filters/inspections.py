"""Filters of inspections and cases, for the lists and the API."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from governance.models import CaseStudy, Inspection, InspectionList, InspectionState, Outcome
from incidents.filters.api import CodeFilter


class InspectionListFilter(django_filters.FilterSet):
    is_active = django_filters.BooleanFilter(label=_("In use"))
    site = CodeFilter(field_name="site__code", label=_("Site"))

    class Meta:
        model = InspectionList
        fields: list[str] = []


class InspectionFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=InspectionState.choices, label=_("State"))
    list = CodeFilter(field_name="list__code", label=_("List"))
    outcome = django_filters.ChoiceFilter(
        choices=Outcome.choices, field_name="results__outcome", distinct=True,
        label=_("Found at a point"),
    )  # fmt: skip
    since = django_filters.DateFilter(field_name="day", lookup_expr="gte", label=_("Since"))
    until = django_filters.DateFilter(field_name="day", lookup_expr="lte", label=_("Until"))

    class Meta:
        model = Inspection
        fields: list[str] = []


class CaseStudyFilter(django_filters.FilterSet):
    confirmed = django_filters.BooleanFilter(label=_("Confirmed by a second source"))
    own = django_filters.BooleanFilter(
        field_name="incident", lookup_expr="isnull", exclude=True, label=_("Of our own")
    )
    tag = django_filters.CharFilter(
        field_name="tags", lookup_expr="contains", label=_("Tag"), method="by_tag"
    )

    class Meta:
        model = CaseStudy
        fields: list[str] = []

    def by_tag(self, rows, _name, value):  # type: ignore[no-untyped-def]
        return rows.filter(tags__contains=[value]) if "\0" not in value else rows.none()
