"""Cases of the library."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from governance.forms.service_form import ServiceForm, day, numbered_code
from governance.forms.service_form import text as lines
from governance.models import CaseStudy
from incidents.models import Incident
from lib.fields import DurationField, MoneyField

WHAT = ("name_en", "name_zh", "happened_on", "when_words", "story_en", "story_zh")
FIGURES = ("outage_s", "baseline_s", "target_s", "recovered_percent", "loss", "loss_words")
LEARNED = ("lesson_en", "lesson_zh", "tags", "source_en", "source_zh", "confirmed", "code")


class CaseStudyForm(ServiceForm):
    code = numbered_code()
    name_en = forms.CharField(label=_("Title (English)"), max_length=200, required=False)
    name_zh = forms.CharField(label=_("Title (Chinese)"), max_length=200, required=False)
    happened_on = day(_("Happened on"), required=False)
    story_en = lines(_("What happened (English)"), 4, max_length=20_000)
    story_zh = lines(_("What happened (Chinese)"), 4, max_length=20_000)
    lesson_en = lines(_("Lesson (English)"), 3, max_length=20_000)
    lesson_zh = lines(_("Lesson (Chinese)"), 3, max_length=20_000)
    outage_s = DurationField(label=_("Outage"), required=False)
    baseline_s = DurationField(label=_("Recovery before"), required=False)
    target_s = DurationField(label=_("Target"), required=False)
    loss = MoneyField(label=_("Loss"), required=False)
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=400, help_text=_("Separated by commas.")
    )
    incident = forms.ModelChoiceField(
        Incident.objects.none(), to_field_name="number", required=False, widget=forms.HiddenInput
    )

    class Meta:
        model = CaseStudy
        fields = (*WHAT, *FIGURES, *LEARNED, "incident")
        labels = {
            "when_words": _("When, in words"), "recovered_percent": _("Data recovered, %"),
            "loss_words": _("Loss, in words"), "source_en": _("Source (English)"),
            "source_zh": _("Source (Chinese)"), "confirmed": _("Confirmed by a second source"),
        }  # fmt: skip

    def __init__(self, *args: Any, incidents: Any = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        money: Any = self.fields["loss"]
        money.currency = money.widget.currency = Organisation.current().currency
        own: Any = self.fields["incident"]
        own.queryset = Incident.objects.all() if incidents is None else incidents
        shown = self.initial.get("tags")
        self.initial["tags"] = ", ".join(shown) if isinstance(shown, list) else shown or ""

    def clean_tags(self) -> list[str]:
        found = re.split(r"[,，;；、]+", self.cleaned_data["tags"])
        return [one.strip() for one in found if one.strip()]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("name_en") and not given.get("name_zh"):
            self.add_error("name_en", forms.ValidationError(_("Give it a title."), code="required"))
        return given
