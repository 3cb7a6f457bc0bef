"""A thing of another app as `kind:code`, with suggestions while somebody types."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from followup.registry import subject_kinds, visible_keys
from lib.lookup import LookupInput


class SubjectField(forms.CharField):
    """ "process:road-rescue", or "" without one. Set `by` before cleaning."""

    default_error_messages = {
        "shape": _("Give kind and code, for example process:road-rescue."),
        "unknown": _("There is no “%(value)s”."),
    }

    def __init__(self, **options: Any):
        options.setdefault("help_text", _("Kind and code, for example process:road-rescue."))
        options.setdefault("required", False)
        options.setdefault("widget", LookupInput("followup:subject_lookup"))
        super().__init__(max_length=140, **options)
        self.by: User | None = None

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not text:
            return ""
        kind, _colon, code = text.partition(":")
        if not code or kind not in subject_kinds():
            raise forms.ValidationError(self.error_messages["shape"], code="shape")
        if self.by is None or (kind, code) not in visible_keys(self.by, [(kind, code)]):
            raise forms.ValidationError(
                self.error_messages["unknown"], code="unknown", params={"value": text}
            )
        return text
