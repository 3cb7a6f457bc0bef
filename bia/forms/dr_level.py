"""Forms of the catalogues of recovery levels. `version` is the catalogue's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bia.forms.register import form_field
from bia.models import DrCatalogue, DrLevel

LABELS = {
    "name_en": _("Name (English)"),
    "name_zh": _("Name (Chinese)"),
    "note_en": _("Note (English)"),
    "note_zh": _("Note (Chinese)"),
    "rto_words_en": _("RTO in words (English)"),
    "rto_words_zh": _("RTO in words (Chinese)"),
    "rpo_words_en": _("RPO in words (English)"),
    "rpo_words_zh": _("RPO in words (Chinese)"),
    "cost_en": _("Cost (English)"),
    "cost_zh": _("Cost (Chinese)"),
    "suits_en": _("Suits (English)"),
    "suits_zh": _("Suits (Chinese)"),
}


def level_field(column: Any, **options: Any) -> Any:
    """As in the register, with both languages named."""
    field = form_field(column, **options)
    if column.name in LABELS:
        field.label = LABELS[column.name]
    return field


class _Form(forms.ModelForm):  # type: ignore[type-arg]
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, read_version: int, **options: Any):
        super().__init__(*args, **options)
        self.initial["version"] = read_version

    def _post_clean(self) -> None:
        """The service validates the row; a form never changes it."""

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class DrCatalogueForm(_Form):
    class Meta:
        model = DrCatalogue
        formfield_callback = level_field
        fields = [
            *("name_en", "name_zh", "edition", "superseded_on", "superseded_by"),
            *("note_en", "note_zh"),
        ]


class DrLevelForm(_Form):
    class Meta:
        model = DrLevel
        formfield_callback = level_field
        fields = [
            *("name_en", "name_zh", "best_rto_s", "worst_rto_s", "best_rpo_s", "worst_rpo_s"),
            *("rto_words_en", "rto_words_zh", "rpo_words_en", "rpo_words_zh"),
            *("cost_en", "cost_zh", "suits_en", "suits_zh"),
        ]
