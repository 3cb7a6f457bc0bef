"""A storage location: where it is, how it is read, and its credentials, which only go in."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backups.forms.windows import WindowsField
from backups.models import BackupLocation
from lib.fields import DurationField
from lib.records import code_validator

_CREDENTIAL = re.compile(r"^\s*([a-z][a-z0-9_]*)\s*[=:]\s?(.*)$")


class LocationForm(forms.ModelForm):  # type: ignore[type-arg]
    """The service writes and validates; `credentials` left empty keeps what is stored."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    code = forms.CharField(
        label=_("Code"), max_length=64, required=False, validators=[code_validator],
        help_text=_("Left empty, it gets a number."),
    )  # fmt: skip
    scan_every_s = DurationField(
        label=_("Look for new sets every"), required=False, min_s=60,
        help_text=_("Left empty, it is not searched; for example 15 min."),
    )  # fmt: skip
    windows = WindowsField(
        label=_("Hours of reading"),
        help_text=_(
            "One line each, days (Monday is 1) and hours of the site: 1-5 22:00-06:00. Left empty: always."  # noqa: E501
        ),
    )
    credentials = forms.CharField(
        label=_("Credentials"), required=False, strip=False,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off", "spellcheck": "false",
                               "class": "code"}),
        help_text=_("One line each: key = …, secret = …, endpoint_url = … (S3); username = …, password = … or private_key = … (SFTP). They are sealed and never shown again; left empty, the stored ones stay."),  # noqa: E501
    )  # fmt: skip
    forget_credentials = forms.BooleanField(
        label=_("Forget the stored credentials"), required=False
    )

    class Meta:
        model = BackupLocation
        fields = (
            *("code", "name", "url", "medium", "site", "offsite", "immutable", "offline"),
            *("production", "scan_every_s", "read_workers", "read_bytes_per_s", "windows"),
            *("min_free_percent", "paused", "notes"),
        )
        widgets = {"notes": forms.Textarea({"rows": 2})}
        help_texts = {
            "url": _(
                "file:///mnt/nas, s3://bucket/folder or sftp://user@host/folder; never a password."
            ),
            "offsite": _("It stands elsewhere than the live data."),
            "immutable": _("What lies there cannot be changed or deleted for a time."),
            "offline": _("It is not connected, like a tape on a shelf."),
            "production": _("The live data lie there, no backups."),
            "read_workers": _("So many read it at once."),
            "read_bytes_per_s": _("Together they read at most so much; left empty: no limit."),
            "paused": _("Nobody reads it until this is taken away."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        if not (self.instance.pk and self.instance.credentials):
            del self.fields["forget_credentials"]

    def clean_credentials(self) -> dict[str, str] | None:
        """None keeps; the rest is a mapping. What was typed is never sent back in the page."""
        text = self.cleaned_data["credentials"]
        if not text.strip():
            return None
        found: dict[str, str] = {}
        last = ""
        for line in text.splitlines():
            match = _CREDENTIAL.match(line)
            if match is not None and not _inside_key(found.get(last, "")):
                last = match[1]
                found[last] = match[2]
            elif last:
                found[last] += f"\n{line}"
            elif line.strip():
                raise forms.ValidationError(_("Write one line each: name = value."))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.pop("forget_credentials", False) and cleaned.get("credentials") is None:
            cleaned["credentials"] = {}
        return cleaned

    def _post_clean(self) -> None:
        """The service writes and validates."""


def _inside_key(value: str) -> bool:
    """A private key goes over many lines; some of them hold a sign of equality."""
    return "-----BEGIN" in value and "-----END" not in value
