"""Forms of the log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.forms.deed import DeedForm, NowForm, text_field
from incidents.models import Visibility


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, or none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=Files(), **({"required": False} | options))

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, (list, tuple)) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given if one]


class LogForm(DeedForm):
    text = text_field(3, label=_("What happened, was seen or was done?"), required=False)
    visibility = forms.ChoiceField(
        label=_("Who may read it"), choices=Visibility.choices, required=False,
        initial=Visibility.ALL.value,
    )  # fmt: skip
    attachments = FilesField(
        label=_("Files"),
        help_text=_("Pictures, PDF, Office files without macros, text; at most 20 MB each."),
    )

    def clean_visibility(self) -> str:
        return self.cleaned_data["visibility"] or Visibility.ALL.value


class CorrectionForm(NowForm):
    text = text_field(3, label=_("What is right"))


class TranslationForm(NowForm):
    language = forms.ChoiceField(
        label=_("Language"), choices=[("en", "English"), ("zh-hans", "简体中文")]
    )
    text = text_field(3, label=_("Translation"))


class PaperLogForm(NowForm):
    day = forms.DateField(
        label=_("Day of the first line"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("In the incident's time zone. Past midnight the next day begins by itself."),
    )  # fmt: skip
    lines = text_field(
        12, label=_("Lines"), required=False, max_length=200_000,
        help_text=_("One entry a line: the time, then what happened. 09:42 UPS on battery"),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Or a file"), required=False,
        help_text=_("XLSX or CSV: the time in the first column, the text in the second."),
    )  # fmt: skip
