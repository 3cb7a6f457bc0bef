"""Forms of the catalogues. `version` is the row's, or the catalogue's number."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from bia.domain.catalogue import Catalogue
from bia.forms.register import form_field
from bia.models import ImpactCategory, ImpactLevel, LadderStep, Tier, TimeBand
from lib.fields import MoneyField

COLOURS = [
    ("danger", _("Red")),
    ("warning", _("Orange")),
    ("info", _("Blue")),
    ("ok", _("Green")),
    ("accent", _("Accent")),
    ("neutral", _("Grey")),
]
LABELS = {
    "name_en": _("Name (English)"),
    "name_zh": _("Name (Chinese)"),
    "importance_en": _("Importance (English)"),
    "importance_zh": _("Importance (Chinese)"),
}
EN, ZH = "anchor_en_", "anchor_zh_"


def catalogue_field(column: Any, **options: Any) -> Any:
    """Money in the organisation's currency, colours by name, both languages labelled."""
    if column.name == "colour":
        return forms.ChoiceField(choices=COLOURS, label=column.verbose_name)
    if isinstance(column, models.DecimalField) and "amount" in column.name:
        return MoneyField(label=column.verbose_name, required=False)
    field = form_field(column, **options)
    if column.name in LABELS:
        field.label = LABELS[column.name]
    if column.name == "at_s":
        field.required = True
    return field


class CatalogueForm(forms.ModelForm):  # type: ignore[type-arg]
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, catalogue: Catalogue, currency: str, **options: Any):
        super().__init__(*args, **options)
        self.catalogue = catalogue
        for field in self.fields.values():
            if isinstance(field, MoneyField):
                field.widget.currency = currency
        if "colour" in self.fields:
            self._keep_colour()
        if self.instance.pk:
            own = getattr(self.instance, "version", None)
            self.initial["version"] = catalogue.version if own is None else own

    def _post_clean(self) -> None:
        """The service validates the row; a form never changes it."""

    def _keep_colour(self) -> None:
        if not self.instance.pk:
            self.initial["colour"] = "neutral"
            return
        current = self.instance.colour
        if current not in dict(COLOURS):
            choices: Any = self.fields["colour"]
            choices.choices = [*COLOURS, (current, current)]

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the row."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    @property
    def anchors(self) -> dict[int, tuple[str, str]] | None:
        return None


class TierForm(CatalogueForm):
    class Meta:
        model = Tier
        formfield_callback = catalogue_field
        fields = [
            *("code", "name_en", "name_zh", "importance_en", "importance_zh", "max_rto_s"),
            *("min_margin", "colour", "regulatory_floor", "active"),
        ]


class CategoryForm(CatalogueForm):
    """With what each level means, in both languages."""

    class Meta:
        model = ImpactCategory
        formfield_callback = catalogue_field
        fields = [
            *("code", "order", "name_en", "name_zh", "unit", "threshold"),
            *("threshold_amount", "life_safety", "active"),
        ]

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        row = self.catalogue.category(self.instance.code) if self.instance.pk else None
        known = {anchor.score: anchor for anchor in row.anchors} if row else {}
        for level in self.catalogue.levels:
            anchor = known.get(level.score)
            for prefix, words in ((EN, _("English")), (ZH, _("Chinese"))):
                label = format_lazy("{} ({})", level.name, words)
                name = f"{prefix}{level.score}"
                self.fields[name] = forms.CharField(label=label, max_length=300, required=False)
                if anchor:
                    text = anchor.text_en if prefix == EN else anchor.text_zh
                    self.initial[name] = text

    @property
    def anchors(self) -> dict[int, tuple[str, str]]:
        data = self.cleaned_data
        return {
            level.score: (data[f"{EN}{level.score}"], data[f"{ZH}{level.score}"])
            for level in self.catalogue.levels
        }


class LevelForm(CatalogueForm):
    class Meta:
        model = ImpactLevel
        formfield_callback = catalogue_field
        fields = ["score", "name_en", "name_zh", "amount_from", "colour"]


class BandForm(CatalogueForm):
    class Meta:
        model = TimeBand
        formfield_callback = catalogue_field
        fields = ["at_s", "active"]


class LadderForm(CatalogueForm):
    class Meta:
        model = LadderStep
        formfield_callback = catalogue_field
        fields = ["at_s"]


FORMS = {
    "tiers": TierForm,
    "categories": CategoryForm,
    "levels": LevelForm,
    "bands": BandForm,
    "ladder": LadderForm,
}
