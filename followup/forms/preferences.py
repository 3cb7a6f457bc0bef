"""How one person wants to be told things."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.choices import language_choices, zone_choices
from followup.forms.settings import ClockField
from followup.models import EMAIL, Channel, NotificationPreference

INHERIT, NONE, OWN = "inherit", "none", "own"


class PreferencesForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    language = forms.ChoiceField(
        choices=lambda: language_choices(_("As on the pages")),
        label=_("Language of messages"),
        required=False,
    )
    timezone = forms.ChoiceField(
        choices=lambda: zone_choices(_("As on the pages")),
        label=_("Time zone of messages"),
        required=False,
    )
    quiet = forms.ChoiceField(label=_("Quiet hours"), widget=forms.RadioSelect)
    quiet_from = ClockField(label=_("Quiet from"), required=False)
    quiet_until = ClockField(label=_("Quiet until"), required=False)
    digest = forms.BooleanField(
        label=_("Daily digest"),
        required=False,
        help_text=_("On working days: what is overdue, due this week or waits for you."),
    )

    def __init__(
        self,
        *args: Any,
        row: NotificationPreference,
        channels: list[Channel],
        inherited: str,
        **kwargs: Any,
    ) -> None:
        """`inherited` are the organisation's quiet hours in words."""
        super().__init__(*args, **kwargs)
        quiet: Any = self.fields["quiet"]
        quiet.choices = [
            (INHERIT, _("The organisation's: %(hours)s") % {"hours": inherited}),
            (NONE, _("None: tell me at any hour")),
            (OWN, _("My own:")),
        ]
        names = [(EMAIL, _("E-mail")), *((one.code, one.name) for one in channels)]
        self.places = [f"channel_{number}" for number in range(1, len(names) + 1)]
        for number, name in enumerate(self.places, start=1):
            self.fields[name] = forms.ChoiceField(
                label=_("First channel") if number == 1 else _("Then"),
                choices=names if number == 1 else [("", "–"), *names],
                required=number == 1,
            )
        # Who chooses nothing is told by mail, then on whatever else reaches single people.
        self.default = [code for code, _name in names]
        self.initial = {**self._initial_of(row), **self.initial}

    def _initial_of(self, row: NotificationPreference) -> dict[str, Any]:
        if row.quiet_from is None:
            quiet = INHERIT
        elif row.quiet_from == row.quiet_until:
            quiet = NONE
        else:
            quiet = OWN
        chosen = dict(zip(self.places, row.channels or self.default, strict=False))
        return chosen | {
            "version": row.version,
            "language": row.language,
            "timezone": row.timezone,
            "quiet": quiet,
            "quiet_from": row.quiet_from if quiet == OWN else None,
            "quiet_until": row.quiet_until if quiet == OWN else None,
            "digest": row.digest,
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("quiet") == OWN:
            for name in ("quiet_from", "quiet_until"):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Give both times."))
        codes = [data.get(name) or "" for name in self.places]
        for number, name in enumerate(self.places):
            if codes[number] and codes[number] in codes[:number]:
                self.add_error(name, _("Name each channel once."))
        data["channels"] = [code for code in codes if code]
        return data

    def preferences(self) -> dict[str, Any]:
        """What the service is given."""
        data = self.cleaned_data
        quiet_from, quiet_until = data["quiet_from"], data["quiet_until"]
        if data["quiet"] == INHERIT:
            quiet_from = quiet_until = None
        elif data["quiet"] == NONE:
            quiet_from = quiet_until = NotificationPreference.NO_QUIET
        return {
            "language": data["language"],
            "timezone": data["timezone"],
            "quiet_from": quiet_from,
            "quiet_until": quiet_until,
            "digest": data["digest"],
            "channels": [] if data["channels"] == self.default else data["channels"],
        }
