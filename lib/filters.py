"""Filters of lists that refuse nonsense instead of ignoring it; pages and API share them."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

YES_NO = [("true", _("Yes")), ("false", _("No"))]


class YesNoFilter(django_filters.ChoiceFilter):
    """`?critical=true`; anything but true and false is an error."""

    def __init__(self, **options: Any):
        options.setdefault("choices", YES_NO)
        options.setdefault("empty_label", _("All"))
        super().__init__(**options)

    def filter(self, rows: models.QuerySet[Any], value: Any) -> models.QuerySet[Any]:
        if value in (None, ""):
            return rows
        found: models.QuerySet[Any] = self.get_method(rows)(**{self.lookup: value == "true"})
        return found

    @property
    def lookup(self) -> str:
        return f"{self.field_name}"


class MissingFilter(YesNoFilter):
    """Is the field not set?"""

    @property
    def lookup(self) -> str:
        return f"{self.field_name}__isnull"


class CodeChoiceField(forms.CharField):
    """The code of an existing row of `model`, typed as text: for tables too long for a menu."""

    default_error_messages = {"unknown": _("There is no “%(value)s”.")}

    def __init__(self, *, model: type[models.Model], **options: Any):
        self.model = model
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        code = super().clean(value)
        if code and not self.model._default_manager.filter(code=code).exists():
            message = self.error_messages["unknown"]
            raise forms.ValidationError(message, code="unknown", params={"value": code[:64]})
        return code


class CodeFilter(django_filters.CharFilter):
    """`?owner=p-101`: rows whose relation has this code. Give the `widget` that offers codes."""

    field_class = CodeChoiceField

    def __init__(self, *, field_name: str, model: type[models.Model], **options: Any):
        super().__init__(field_name=f"{field_name}__code", model=model, **options)


class CodeMenuFilter(django_filters.ModelChoiceFilter):
    """`?department=sales`: a menu of rows, addressed by code."""

    def __init__(self, **options: Any):
        super().__init__(to_field_name="code", **options)
