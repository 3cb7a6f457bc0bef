"""A campaign: what to ask, until when, about which processes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bia.models import Process
from lib.fields import NamedRowsField


class CampaignForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    due_on = forms.DateField(
        label=_("Due"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    message = forms.CharField(
        label=_("Message to the owners"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 3}),
    )
    processes = NamedRowsField(
        Process.objects.none(),
        to_field_name="code",
        label=_("Processes"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pick at least one process.")},
    )

    def __init__(self, *args: Any, among: QuerySet[Process], **options: Any):
        super().__init__(*args, **options)
        field = self.fields["processes"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = among
