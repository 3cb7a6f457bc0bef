"""Choosing rows: a menu while there are few, a code typed in when there are many."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from bia.forms.lookup import FEW, LookupInput
from bia.models import Process, Site, Supplier, System
from bia.models.dependency import node_key
from bia.services.nodes import resolve_node
from lib.errors import Refused
from lib.fields import NamedRowsField


def _too_many(rows: Any) -> bool:
    return bool(rows.count() > FEW)


class RowField(forms.ModelChoiceField):
    """One row, by code in the HTML."""

    default_error_messages = {"invalid_choice": _("There is no “%(value)s”.")}

    def __init__(self, queryset: models.QuerySet[Any], **options: Any):
        super().__init__(queryset, to_field_name="code", **options)

    def settle(self) -> None:
        """Menu or text box, by how many rows there are now (one query)."""
        rows: Any = self.queryset
        if _too_many(rows):
            self.widget = LookupInput(str(rows.model._meta.model_name))
            self.widget.is_required = self.required
            self.help_text = self.help_text or _("The code.")

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            rows: Any = self.queryset
            return rows.filter(pk=value).values_list("code", flat=True).first()
        return super().prepare_value(value)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.code})"


class RowsField(NamedRowsField):
    """Many rows: ticks while there are few, codes in a text when there are many."""

    widget: Any = forms.CheckboxSelectMultiple
    default_error_messages = {"invalid_choice": _("There is no “%(value)s”.")}

    def __init__(self, queryset: models.QuerySet[Any], **options: Any):
        super().__init__(queryset, to_field_name="code", **options)

    def settle(self) -> None:
        if _too_many(self.queryset):
            self.widget = CodesInput()
            self.help_text = _("Codes, separated by spaces or commas.")

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, (list, tuple, models.QuerySet)):
            return [getattr(one, "code", one) for one in value]
        return super().prepare_value(value)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.code})"


class CodesInput(forms.Textarea):
    """Codes as a text."""

    def __init__(self) -> None:
        super().__init__({"rows": 3, "class": "code"})

    def format_value(self, value: Any) -> Any:
        return " ".join(map(str, value)) if isinstance(value, (list, tuple)) else value

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        many = data.getlist(name) if hasattr(data, "getlist") else [data.get(name) or ""]
        return [code for one in many for code in re.split(r"[\s,;，；、]+", one) if code]


class NodeField(forms.CharField):
    """A node of the dependency graph as `kind:code`; a menu by kind while there are few."""

    def __init__(self, **options: Any):
        options.setdefault("help_text", _("Kind and code, for example system:dispatch."))
        super().__init__(max_length=100, **options)
        self.by: User | None = None

    def settle(self, by: User, *, only: tuple[str, ...] = ()) -> None:
        self.by = by
        groups = [
            (label, rows) for kind, label, rows in _node_groups(by) if not only or kind in only
        ]
        if sum(rows.count() for _label, rows in groups) > FEW:
            self.widget = LookupInput("node")
            self.widget.is_required = self.required
            return
        choices: list[Any] = [("", "—")]
        for label, rows in groups:
            choices.append((label, [(node_key(row), f"{row} ({row.code})") for row in rows]))
        self.widget = forms.Select(choices=choices)
        self.widget.is_required = self.required
        self.help_text = ""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return resolve_node(text, by=self.by)
        except Refused as refusal:
            problem = refusal.problems[0]
            raise forms.ValidationError(problem.message, code=problem.code) from None

    def prepare_value(self, value: Any) -> Any:
        return node_key(value) if isinstance(value, models.Model) else value


def _node_groups(by: User) -> list[tuple[str, Any, models.QuerySet[Any]]]:
    return [
        ("system", _("Systems"), System.objects.visible_to(by)),
        ("process", _("Processes"), Process.objects.visible_to(by)),
        ("site", _("Sites"), Site.objects.visible_to(by)),
        ("supplier", _("Suppliers"), Supplier.objects.visible_to(by)),
        ("person", _("People"), Person.objects.all()),
    ]
