"""Opening a batch, what became of its sheets, pasting and uploading rows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms.people import PersonField
from bia.forms.choices import RowField
from plans.forms.paper import offer, offer_people
from plans.models import PaperForm, PlanActivation, SheetState, Store

ACCOUNTED = [
    (one.value, one.label) for one in SheetState if one.value != SheetState.STOCK.value
]  # fmt: skip


class ActivationField(RowField):
    """A code says little to a shop: the plan is named with it."""

    def label_from_instance(self, obj: PlanActivation) -> str:
        return f"{obj.code} · {obj.plan_version}"


class OpenForm(forms.Form):
    activation = ActivationField(PlanActivation.objects.none(), label=_("Activation"))
    form = RowField(PaperForm.objects.none(), label=_("Form"))
    store = RowField(Store.objects.none(), label=_("Shop"))
    lead = PersonField(
        label=_("Lead"), required=False, help_text=_("Left empty: the lead of the shop.")
    )
    serials = forms.CharField(
        label=_("Sheets"), required=False, widget=forms.Textarea({"rows": 2, "class": "code"}),
        help_text=_("Serials of the sheets in use, such as CSM-000001 or CSM-000001–CSM-000010."),
    )  # fmt: skip
    quantity = forms.IntegerField(
        label=_("or so many from the stock"), min_value=0, max_value=500, required=False
    )

    def __init__(self, *args: Any, by: Any, **options: Any):
        super().__init__(*args, **options)
        runs = PlanActivation.objects.visible_to(by).exclude(state="cancelled")
        rows = {
            "activation": runs.select_related("plan_version__plan").order_by("-activated_at"),
            "form": PaperForm.objects.filter(is_active=True).order_by("code"),
            "store": Store.objects.filter(is_active=True).order_by("code"),
        }
        for name, found in rows.items():
            offer(self, name, found)
        offer_people(self, lead=None)

    def clean_serials(self) -> list[str]:
        return serials_in(self.cleaned_data["serials"])


class IssueForm(forms.Form):
    serials = forms.CharField(
        label=_("Sheets"), required=False, widget=forms.TextInput({"class": "code"}),
        help_text=_("CSM-000001 CSM-000004, or CSM-000001–CSM-000010"),
    )  # fmt: skip
    quantity = forms.IntegerField(
        label=_("or so many from the stock"), min_value=1, max_value=500, required=False
    )

    def clean_serials(self) -> list[str]:
        return serials_in(self.cleaned_data["serials"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("serials") and not cleaned.get("quantity"):
            raise forms.ValidationError(_("Name sheets or say how many."))
        return cleaned


class SheetForm(forms.Form):
    """What became of one sheet."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    state = forms.ChoiceField(label=pgettext_lazy("paper", "What became of it"), choices=ACCOUNTED)
    rows_written = forms.IntegerField(
        label=_("Rows written"), min_value=0, max_value=40, required=False,
        help_text=_("Counted on the paper, with those struck out."),
    )  # fmt: skip
    rows_void = forms.IntegerField(
        label=_("of these void"), min_value=0, max_value=40, required=False
    )
    rows_estimated = forms.IntegerField(
        label=_("Rows estimated"), min_value=0, max_value=40, required=False,
        help_text=_("Of a lost sheet only."),
    )  # fmt: skip
    signed_by = PersonField(
        label=_("Signed by"), required=False, help_text=_("Of a lost sheet only.")
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, *args: Any, signed_by: int | None = None, **options: Any):
        super().__init__(*args, **options)
        offer_people(self, signed_by=signed_by)


class PasteForm(forms.Form):
    rows = forms.CharField(
        label=_("Rows"),
        strip=False,
        widget=forms.Textarea({"rows": 12, "class": "code", "spellcheck": "false", "wrap": "off"}),
    )


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"), max_length=255,
        help_text=_("CSV or XLSX, at most 10 MB and 5,000 rows."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea({"rows": 2}))


class ReconcileForm(forms.Form):
    explanation = forms.CharField(
        label=_("Explanation"), required=False, max_length=5000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Compulsory where paper and entries do not agree."),
    )  # fmt: skip


MOST_SERIALS = 500


def serials_in(text: str) -> list[str]:
    """ "CSM-000001–CSM-000003 CSM-000007" → four serials. Raises ValidationError."""
    found: list[str] = []
    plain = text.upper().replace("，", " ").replace(",", " ").replace(";", " ")
    for dash in ("–", "—", "～", "~", "..."):
        plain = plain.replace(f" {dash} ", "..").replace(dash, "..")
    for word in plain.split():
        first, _dots, last = word.partition("..")
        found += _between(first, last) if last else [first]
    if len(found) > MOST_SERIALS:
        raise forms.ValidationError(_("At most 500 sheets at once."))
    return list(dict.fromkeys(found))


def _between(first: str, last: str) -> list[str]:
    prefix, _dash, start = first.rpartition("-")
    other, _dash, end = last.rpartition("-")
    digits = start.isascii() and start.isdigit() and end.isascii() and end.isdigit()
    if not digits or (other and other != prefix) or len(start) > 9 or len(end) > 9:
        raise forms.ValidationError(_("“%(text)s” is no range of serials."), params={"text": first})
    if not 0 <= int(end) - int(start) < MOST_SERIALS:
        raise forms.ValidationError(_("At most 500 sheets at once."))
    return [f"{prefix}-{number:06d}" for number in range(int(start), int(end) + 1)]
