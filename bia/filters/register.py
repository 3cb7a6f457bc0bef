"""Filters of the register's lists."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Person
from bia.analysis.levels_in_use import too_low
from bia.filters.parts import CodeFilter, CodeMenuFilter, MissingFilter, YesNoFilter
from bia.models import (
    Dependency,
    DependencyMode,
    DependencyStrength,
    Importance,
    Obligation,
    Process,
    Product,
    Site,
    SiteKind,
    Supplier,
    System,
    SystemKind,
    Tier,
)
from bia.models.obligation import ObligationKind
from bia.services.dependencies import DEPENDENT_COLUMN, NEEDED_COLUMN
from bia.services.nodes import NODE_MODELS


class ProcessFilter(django_filters.FilterSet):
    department = CodeMenuFilter(queryset=Department.objects.all(), label=_("Department"))
    tier = CodeMenuFilter(queryset=Tier.objects.all(), label=_("Tier"))
    critical = YesNoFilter(label=_("Critical"))
    life_safety = YesNoFilter(label=_("Life safety"))
    regulated = YesNoFilter(label=_("Regulated"))
    no_rto = MissingFilter(field_name="rto_s", label=_("RTO missing"))
    review_until = django_filters.DateFilter("review_due", "lte", label=_("Review due until"))
    owner = CodeFilter(field_name="owner", model=Person, label=_("Owner"))
    product = CodeFilter(field_name="products", model=Product, label=_("Product"))

    class Meta:
        model = Process
        fields: list[str] = []


class SystemFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=SystemKind.choices, label=_("Kind"))
    importance = django_filters.ChoiceFilter(choices=Importance.choices, label=_("Importance"))
    site = CodeMenuFilter(queryset=Site.objects.all(), label=_("Site"))
    supplier = CodeMenuFilter(queryset=Supplier.objects.all(), label=_("Supplier"))
    no_rto = MissingFilter(field_name="rto_s", label=_("RTO missing"))
    level_too_low = YesNoFilter(method="of_level", label=_("Recovery level too low"))
    owner = CodeFilter(field_name="owner", model=Person, label=_("Owner"))

    class Meta:
        model = System
        fields: list[str] = []

    def of_level(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Below the level the analysis asks for, by the catalogue in use."""
        short = too_low(timezone.now())
        return rows.filter(pk__in=short) if value == "true" else rows.exclude(pk__in=short)


class OneKindFilter(SystemFilter):
    """On pages that show one kind of system only."""

    kind = None


class SiteFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=SiteKind.choices, label=_("Kind"))
    region = django_filters.CharFilter(lookup_expr="iexact", label=_("Region"))

    class Meta:
        model = Site
        fields: list[str] = []


class SupplierFilter(django_filters.FilterSet):
    no_rto = MissingFilter(field_name="contract_rto_s", label=_("RTO missing"))

    class Meta:
        model = Supplier
        fields: list[str] = []


class ProductFilter(django_filters.FilterSet):
    process = CodeFilter(field_name="processes", model=Process, label=_("Process"))

    class Meta:
        model = Product
        fields: list[str] = []


class ObligationFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=ObligationKind.choices, label=_("Kind"))
    process = CodeFilter(field_name="processes", model=Process, label=_("Process"))
    product = CodeFilter(field_name="products", model=Product, label=_("Product"))

    class Meta:
        model = Obligation
        fields: list[str] = []


class DependencyFilter(django_filters.FilterSet):
    mode = django_filters.ChoiceFilter(choices=DependencyMode.choices, label=_("Mode"))
    strength = django_filters.ChoiceFilter(choices=DependencyStrength.choices, label=_("Strength"))
    dependent = django_filters.CharFilter(method="of_dependent", label=_("Dependent"))
    needs = django_filters.CharFilter(method="of_needs", label=_("Needs"))
    group = django_filters.CharFilter(label=_("Group"))

    class Meta:
        model = Dependency
        fields: list[str] = []

    def of_dependent(self, rows: QuerySet[Any], name: str, key: str) -> QuerySet[Any]:
        return _at_end(rows, key, DEPENDENT_COLUMN)

    def of_needs(self, rows: QuerySet[Any], name: str, key: str) -> QuerySet[Any]:
        return _at_end(rows, key, NEEDED_COLUMN)


def _at_end(rows: QuerySet[Any], key: str, columns: dict[Any, str]) -> QuerySet[Any]:
    """Edges with this node at one end; nothing for a key that names no node."""
    kind, _colon, code = key.partition(":")
    column = columns.get(NODE_MODELS.get(kind))
    return rows.filter(**{f"{column}__code": code}) if column else rows.none()
