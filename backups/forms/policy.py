"""A backup policy: what, how often, whereto, and how it is proved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backups.models import BackupLocation, BackupPolicy
from lib.fields import DurationField
from lib.records import code_validator

Place = tuple[BackupLocation, str]
DURATIONS = {
    "grace_s": _("So long a backup may be late before anybody is told."),
    "lag_s": _("Of a real-time copy: so far it may lag behind."),
    "duration_s": _("It counts into the worst loss: a backup is good only when it is done."),
    "shortest_s": _("Faster than that is implausible."),
    "longest_s": _("Slower than that is implausible."),
    "rpo_s": _("Stricter than what the system needs, if this class of data needs it."),
    "retention_s": _("Left empty: for ever."),
    "legal_retention_s": _("Nothing younger may be deleted."),
    "verify_every_s": _("The guarantee: no byte stays unread for longer."),
    "verify_within_s": _("A new set is read within this time of its arrival."),
    "restore_test_every_s": _("Left empty: 31 days count as in time."),
    "restore_limit_s": _("A restore test that takes longer is ended."),
    "switchover_every_s": _("How often the switch to the standby is practised."),
}


class AssertionsField(forms.CharField):
    """JSON in the form, the list of the model in `cleaned_data`; the service judges it."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str):
            return value
        return json.dumps(value, indent=1, ensure_ascii=False) if value else ""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return []
        try:
            return json.loads(text)
        except ValueError:
            raise forms.ValidationError(
                _(
                    'This is no JSON. Write a list such as [{"name": "…", "sql": "…", "op": "at_least", "value": 1}].'  # noqa: E501
                )
            ) from None


class PolicyForm(forms.ModelForm):  # type: ignore[type-arg]
    """The service writes and validates. Every location is a pair of fields: used, and folder."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    code = forms.CharField(
        label=_("Code"), max_length=64, required=False, validators=[code_validator],
        help_text=_("Left empty, it gets a number."),
    )  # fmt: skip
    assertions = AssertionsField(
        label=_("Checks of a restore"), required=False,
        widget=forms.Textarea({"rows": 4, "class": "code", "spellcheck": "false"}),
        help_text=_('A list: [{"name": "orders of today", "sql": "SELECT count(*) FROM orders", "op": "at_least", "value": 1}]; op is equals, at_least, exists or sha256; path in place of sql names a file.'),  # noqa: E501
    )  # fmt: skip

    class Meta:
        model = BackupPolicy
        fields = (
            *("code", "system", "data_class", "method", "active", "schedule", "timezone"),
            *("grace_s", "lag_s", "duration_s", "shortest_s", "longest_s", "rpo_s"),
            *("retention_s", "retention_count", "legal_retention_s", "naming_pattern"),
            *("encryption", "encryption_key", "size_tolerance_percent", "smallest_bytes"),
            *("log_required", "success_pattern", "failure_patterns", "allowed_patterns"),
            *("verify_every_s", "verify_within_s", "declared_every", "restore_test_every_s"),
            *("restore_format", "assertions", "gap_query", "command", "restore_limit_s"),
            *("expansion_limit", "switchover_every_s"),
        )
        widgets = {
            "failure_patterns": forms.Textarea({"rows": 2, "class": "code"}),
            "allowed_patterns": forms.Textarea({"rows": 2, "class": "code"}),
            "gap_query": forms.Textarea({"rows": 2, "class": "code"}),
            "schedule": forms.TextInput(
                {"class": "code", "autocomplete": "off", "list": "schedules"}
            ),
            "naming_pattern": forms.TextInput({"class": "code", "autocomplete": "off"}),
        }
        help_texts = {
            "data_class": _("Policies of one system and class of data form one chain of restores."),
            "schedule": _(
                "A rule of the calendar (RRULE), for example FREQ=DAILY;BYHOUR=2;BYMINUTE=0. Left empty: none."  # noqa: E501
            ),
            "naming_pattern": _(
                "A regular expression with the groups date, time, data and kind. Left empty: the date, the class of data and the kind, then .bak."  # noqa: E501
            ),
            "encryption": _("Left empty: it is not expected to be encrypted."),
            "encryption_key": _("The name of the key, never the key."),
            "retention_count": _("Whatever their age, so many are kept."),
            "smallest_bytes": _("Bytes; anything smaller is no backup."),
            "success_pattern": _(
                "A regular expression; without such a line the log does not prove success."
            ),
            "failure_patterns": _("Regular expressions, one a line."),
            "allowed_patterns": _("Regular expressions, one a line."),
            "declared_every": _("0: only at arrival; later rounds use BLAKE3."),
            "gap_query": _("One SELECT that answers the time of the newest record restored."),
            "command": _("The name of a command in the administrator's file."),
            "expansion_limit": _(
                "An archive that unpacks to more than so many times its size is refused."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        for name, words in DURATIONS.items():
            old = self.fields[name]
            required = not BackupPolicy._meta.get_field(name).null
            self.fields[name] = DurationField(
                label=old.label, required=required, help_text=words, initial=old.initial
            )
        self.fields["system"].to_field_name = "code"  # type: ignore[attr-defined]
        self._add_places()

    def _add_places(self) -> None:
        used = {one.location_id: one.folder for one in self.instance.places.all()} if (
            self.instance.pk
        ) else {}  # fmt: skip
        self.locations = list(BackupLocation.objects.filter(production=False))
        for location in self.locations:
            on, folder = f"place_{location.pk}", f"folder_{location.pk}"
            self.fields[on] = forms.BooleanField(
                label=location.name, required=False, initial=location.pk in used
            )
            self.fields[folder] = forms.CharField(
                label=_("Folder at %(name)s") % {"name": location.name}, max_length=500,
                required=False, initial=used.get(location.pk, ""),
            )  # fmt: skip

    @property
    def place_rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"place_{one.pk}"], self[f"folder_{one.pk}"]) for one in self.locations]

    def get_initial_for_field(self, field: Any, field_name: str) -> Any:
        value = super().get_initial_for_field(field, field_name)
        if field_name == "system" and isinstance(value, int):
            return self.instance.system.code if self.instance.system_id == value else value
        return value

    @property
    def places(self) -> Sequence[Place]:
        return [
            (one, self.cleaned_data.get(f"folder_{one.pk}", ""))
            for one in self.locations
            if self.cleaned_data.get(f"place_{one.pk}")
        ]

    def given(self) -> dict[str, Any]:
        """What the service gets; a code only where one was typed."""
        skip = ("version", *(f"{kind}_{one.pk}" for one in self.locations
                             for kind in ("place", "folder")))  # fmt: skip
        found = {name: value for name, value in self.cleaned_data.items() if name not in skip}
        if not found.get("code"):
            found.pop("code", None)
        return found | {"places": self.places}

    def _post_clean(self) -> None:
        """The service writes and validates."""
