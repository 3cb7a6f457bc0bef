"""Choosing a person: a menu while they are few, a code with suggestions when they are many."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from lib.lookup import FEW, LookupInput


class PersonField(forms.ModelChoiceField):
    """An active person, by code in the HTML. Call `settle` in the form's constructor."""

    default_error_messages = {"invalid_choice": _("There is no “%(value)s”.")}

    def __init__(self, **options: Any):
        super().__init__(Person.objects.none(), to_field_name="code", **options)

    def settle(self, kept: int | None = None) -> None:
        """`kept`: the person who holds it now, offered even when they have left."""
        offered = Person.objects.filter(Q(is_active=True) | Q(pk=kept)).order_by("name", "code")
        self.queryset = offered
        if offered.count() > FEW:
            self.widget = LookupInput("accounts:person_lookup")
            self.widget.is_required = self.required
            self.help_text = self.help_text or _("The code.")

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return Person.objects.filter(pk=value).values_list("code", flat=True).first()
        return super().prepare_value(value)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.code})"
