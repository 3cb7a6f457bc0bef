"""Filters of findings; the page shows them as chips, the API as parameters."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from bia.filters.parts import CodeFilter, YesNoFilter
from bia.finding_rules import rules
from bia.models import Finding, FindingSeverity, FindingState, Process, System


def rule_choices() -> list[tuple[str, Any]]:
    return [(rule.code, rule.title) for rule in rules()]


class FindingFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=FindingState.choices, label=_("State"))
    severity = django_filters.ChoiceFilter(choices=FindingSeverity.choices, label=_("Severity"))
    rule = django_filters.ChoiceFilter(choices=rule_choices, label=_("Rule"))
    critical = YesNoFilter(field_name="params__critical", label=_("Critical"))
    subject = django_filters.CharFilter(label=_("Subject"))
    process = CodeFilter(field_name="process", model=Process, label=_("Process"))
    system = CodeFilter(field_name="system", model=System, label=_("System"))

    class Meta:
        model = Finding
        fields: list[str] = []
