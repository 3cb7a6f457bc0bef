"""The filters of lib with the register's suggestions."""

from __future__ import annotations

from typing import Any

from django.db import models

from bia.forms.lookup import LookupInput
from lib import filters
from lib.filters import YES_NO, CodeChoiceField, CodeMenuFilter, MissingFilter, YesNoFilter

__all__ = [
    "YES_NO", "CodeChoiceField", "CodeFilter", "CodeMenuFilter", "MissingFilter", "YesNoFilter",
]  # fmt: skip


class CodeFilter(filters.CodeFilter):
    """`?owner=p-101`: rows whose relation has this code."""

    def __init__(self, *, field_name: str, model: type[models.Model], **options: Any):
        options.setdefault("widget", LookupInput(str(model._meta.model_name)))
        super().__init__(field_name=field_name, model=model, **options)
