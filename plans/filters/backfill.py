"""Filters of batches; the list and the API share them."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms as widgets
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lib.filters import CodeFilter, YesNoFilter
from plans.models import Backfill, BackfillState, PaperForm, PlanActivation, Store

# Of shops and activations there may be too many for a menu: their code is typed.
CODE = widgets.TextInput({"class": "code"})


def forms(request: Any) -> QuerySet[PaperForm]:
    return PaperForm.objects.order_by("code")


class BackfillFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=BackfillState.choices, label=_("State"))
    store = CodeFilter(field_name="store", model=Store, widget=CODE, label=_("Shop"))
    form = django_filters.ModelChoiceFilter(to_field_name="code", queryset=forms, label=_("Form"))
    activation = CodeFilter(
        field_name="activation", model=PlanActivation, widget=CODE, label=_("Activation")
    )
    late = YesNoFilter(method="of_late", label=pgettext_lazy("backfill", "Late"))

    class Meta:
        model = Backfill
        fields: list[str] = []

    def of_late(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Past the limit of K10: not reconciled yet, or reconciled after it."""
        late = Q(reconciled_at__isnull=True, due_at__lt=timezone.now()) | Q(
            reconciled_at__gt=F("due_at")
        )
        return rows.filter(late) if value else rows.exclude(late)
