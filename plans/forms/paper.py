"""Shops, paper forms with their columns, printing and stock."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms.people import PersonField
from bia.forms.choices import RowField
from bia.models import Process, Site
from lib.records import code_validator
from plans.models import ColumnType, FormColumn, PaperForm, Plan, Store

NAMES = {"name_en": _("Name (English)"), "name_zh": _("Name (Chinese)")}


def offer(form: forms.BaseForm, name: str, rows: QuerySet[Any]) -> None:
    """The rows a field offers; tables of the register may be too long for a menu."""
    field: Any = form.fields[name]
    field.queryset = rows
    if rows.model in (Process, Site):
        field.settle()


def offer_people(form: forms.BaseForm, **kept: int | None) -> None:
    """Active people, and whoever holds the field now."""
    for name, person in kept.items():
        field: Any = form.fields[name]
        field.settle(person)


class StoreForm(forms.ModelForm):  # type: ignore[type-arg]
    """The service writes and validates."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    code = forms.CharField(label=_("Code"), max_length=64, validators=[code_validator])
    manager = PersonField(label=_("Manager"), required=False, help_text=_("Answers for the shop."))
    lead = PersonField(
        label=_("Lead"), required=False, help_text=_("Sees to it that the paper is entered.")
    )
    site = RowField(Site.objects.none(), label=_("Site"), required=False)

    class Meta:
        model = Store
        fields = ("code", "name_en", "name_zh", "manager", "lead", "site", "is_active")
        labels = NAMES

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        offer(self, "site", Site.objects.order_by("code"))
        offer_people(self, manager=self.instance.manager_id, lead=self.instance.lead_id)
        self.initial["version"] = self.instance.version

    def _post_clean(self) -> None:
        """The service writes and validates."""


class PaperFormForm(forms.ModelForm):  # type: ignore[type-arg]
    """The head of the form; its columns are a set of `ColumnForm`s beside it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    code = forms.CharField(label=_("Code"), max_length=64, validators=[code_validator])
    plan = RowField(Plan.objects.none(), label=_("Plan"), required=False)
    process = RowField(Process.objects.none(), label=_("Process"), required=False)

    class Meta:
        model = PaperForm
        fields = (
            *("code", "name_en", "name_zh", "prefix", "header_en", "header_zh"),
            *("rows_per_sheet", "landscape", "plan", "process", "is_active"),
        )
        labels = NAMES
        widgets = {"header_en": forms.Textarea({"rows": 2}),
                   "header_zh": forms.Textarea({"rows": 2})}  # fmt: skip
        help_texts = {"prefix": _("Serials read CSM-000123; sheets that were printed keep theirs.")}

    def __init__(self, *args: Any, by: Any, **options: Any):
        super().__init__(*args, **options)
        offer(self, "plan", Plan.objects.visible_to(by))
        offer(self, "process", Process.objects.visible_to(by))
        self.initial["version"] = self.instance.version

    def _post_clean(self) -> None:
        """The service writes and validates."""


class ColumnForm(forms.Form):
    """One column; without a key and names it is a free line."""

    place = forms.IntegerField(label=_("Place"), min_value=1, max_value=99, required=False)
    key = forms.CharField(label=_("Key"), max_length=30, required=False)
    name_en = forms.CharField(label=_("Name (English)"), max_length=100, required=False)
    name_zh = forms.CharField(label=_("Name (Chinese)"), max_length=100, required=False)
    type = forms.ChoiceField(label=_("Type"), choices=ColumnType.choices, initial="text")
    width = forms.IntegerField(label=_("Width (mm)"), min_value=8, max_value=200, initial=30)
    is_required = forms.BooleanField(label=pgettext_lazy("form column", "Required"), required=False)
    is_personal = forms.BooleanField(label=_("Personal"), required=False)
    groups_totals = forms.BooleanField(label=_("Totals"), required=False)
    choices = forms.CharField(label=_("Choices"), max_length=2000, required=False)
    example = forms.CharField(label=_("Example"), max_length=100, required=False)
    remove = forms.BooleanField(label=_("Remove"), required=False)

    @property
    def is_free(self) -> bool:
        data = getattr(self, "cleaned_data", {})
        return not (data.get("key") or data.get("name_en") or data.get("name_zh"))

    def clean_choices(self) -> list[str]:
        found = self.cleaned_data["choices"].replace("；", ";").split(";")
        return [one.strip() for one in found if one.strip()]


ColumnSet = forms.formset_factory(ColumnForm, extra=2, max_num=22)


def initial_columns(columns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        one | {"place": number, "choices": "; ".join(one["choices"])}
        for number, one in enumerate(columns, start=1)
    ]


def columns_from(formset: Any) -> list[dict[str, Any]]:
    """What the service gets, in order of their places; free and removed lines are left out."""
    rows = [
        (one.cleaned_data.get("place") or 99, number, dict(one.cleaned_data))
        for number, one in enumerate(formset.forms)
        if one.cleaned_data and not one.is_free and not one.cleaned_data["remove"]
    ]
    names = {field.name for field in FormColumn._meta.concrete_fields}
    found = [
        {name: value for name, value in row.items() if name in names}
        for _place, _number, row in sorted(rows, key=lambda row: row[:2])
    ]
    for number, row in enumerate(found, start=1):
        row["key"] = row["key"] or f"column_{number}"
    return found


class PrintForm(forms.Form):
    """How many sheets for which shop."""

    store = RowField(
        Store.objects.none(), label=_("Shop"), required=False,
        help_text=_("Left empty, the first shop that uses a sheet gets it."),
    )  # fmt: skip
    quantity = forms.IntegerField(label=_("Sheets"), min_value=1, max_value=500, initial=20)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[
            ("both", _("Chinese and English")), ("zh-hans", _("Chinese")), ("en", _("English")),
        ],
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        stores = Store.objects.filter(is_active=True).order_by("code")
        offer(self, "store", stores)


class StockForm(forms.Form):
    """How many blank sheets of a form a shop has at least."""

    form = RowField(PaperForm.objects.none(), label=_("Form"))
    minimum = forms.IntegerField(label=_("At least"), min_value=0, max_value=10_000)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        rows = PaperForm.objects.filter(is_active=True).order_by("code")
        offer(self, "form", rows)
