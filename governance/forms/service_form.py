"""Forms over a row whose service writes and validates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.records import code_validator


class ServiceForm(forms.ModelForm):  # type: ignore[type-arg]
    """`choices` names the rows of its RowField and RowsField; `version` is what was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    fixed_code = True

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, rows in self.choices().items():
            field: Any = self.fields[name]
            field.queryset = rows
            field.settle()
        if self.instance.pk is not None:
            self.initial["version"] = self.instance.version
            if self.fixed_code and "code" in self.fields:
                self.fields["code"].disabled = True

    def choices(self) -> dict[str, Any]:
        return {}

    def _post_clean(self) -> None:
        """The service writes and validates."""

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        values = {name: one for name, one in self.cleaned_data.items() if name != "version"}
        if self.instance.pk is not None and self.fixed_code:
            values.pop("code", None)
        return values


def day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options
    )


def numbered_code() -> forms.CharField:
    return forms.CharField(
        label=_("Code"), max_length=64, required=False, validators=[code_validator],
        help_text=_("Left empty, it gets a number."),
    )  # fmt: skip


def text(label: Any, rows: int = 3, **options: Any) -> forms.CharField:
    options.setdefault("required", False)
    return forms.CharField(label=label, widget=forms.Textarea({"rows": rows}), **options)
