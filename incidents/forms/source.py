"""A monitoring source, with a payload to try it on."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from bia.forms.choices import RowsField
from bia.models import System
from incidents.models import MonitoringSource
from lib.records import code_validator

LONGEST_SAMPLE = 1_000_000


class MappingField(forms.JSONField):
    """Left empty: no mapping."""

    def __init__(self, **options: Any):
        widget = forms.Textarea({"rows": 8, "class": "code", "spellcheck": "false"})
        super().__init__(required=False, widget=widget, **options)

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return {} if found is None else found

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return json.dumps(value, indent=2, ensure_ascii=False) if value else ""
        return "" if value is None else super().prepare_value(value)


class SourceForm(forms.ModelForm):  # type: ignore[type-arg]
    """The service writes and validates."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    code = forms.CharField(
        label=_("Code"), max_length=64, required=False, validators=[code_validator],
        help_text=_("Part of the address alerts are posted to. Left empty, it gets a number."),
    )  # fmt: skip
    user = forms.ModelChoiceField(
        User.objects.none(), label=_("Service user"), to_field_name="username",
        help_text=_("Posts with its own token; it needs a role that may declare incidents."),
    )  # fmt: skip
    mapping = MappingField(
        label=_("Mapping"),
        help_text=_(
            "Paths into the payload. Alertmanager needs none; “system” names another label than "
            "labels.system, “systems” translates names into codes."
        ),
    )
    default_systems = RowsField(
        System.objects.none(), label=_("Systems where an alert names none"), required=False
    )
    sample = forms.CharField(
        label=_("Payload to try it on"), required=False, max_length=LONGEST_SAMPLE,
        widget=forms.Textarea({"rows": 6, "class": "code", "spellcheck": "false"}),
        help_text=_("Paste what the monitoring system sends. Nothing is declared."),
    )  # fmt: skip

    class Meta:
        model = MonitoringSource
        fields = (
            *("code", "name", "kind", "user", "mapping", "default_systems", "category"),
            *("when_resolved", "is_active"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        users: Any = self.fields["user"]
        users.queryset = User.objects.filter(is_active=True).order_by("username")
        if self.instance.pk:
            self.initial["user"] = self.instance.user.username
        systems: Any = self.fields["default_systems"]
        systems.queryset = System.objects.order_by("code")
        systems.settle()

    def clean_sample(self) -> Any:
        """The payload as data; None when there is none."""
        text = self.cleaned_data["sample"].strip()
        if not text:
            return None
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise forms.ValidationError(_("This is no JSON.")) from None

    def _post_clean(self) -> None:
        """The service writes and validates."""
