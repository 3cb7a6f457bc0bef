"""A chat channel; its URL is entered and never shown again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.choices import language_choices
from followup.messages import all_kinds
from followup.models import Channel


def kind_choices() -> list[tuple[str, Any]]:
    """Everything, whole families, single kinds; a family stands for its later kinds, too."""
    kinds = {kind.key: kind.label for kind in all_kinds()}
    families = sorted({key.partition(".")[0] for key in kinds if "." in key})
    first: list[tuple[str, Any]] = [("*", _("Every message"))]
    groups = [(f"{name}.*", FAMILIES.get(name, name)) for name in families]
    return first + groups + sorted(kinds.items(), key=lambda one: one[0])


FAMILIES: dict[str, Any] = {
    "action": _("All about corrective actions"),
    "assessment": _("All about assessments"),
    "clock": _("All reminders and missed deadlines"),
    "channel": _("All about channels"),
    "webhook": _("All about webhooks"),
    "ticker": _("All about the platform's clock"),
}


class ChannelForm(forms.ModelForm):  # type: ignore[type-arg]
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    secret_url = forms.CharField(
        label=_("URL"),
        max_length=2000,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "class": "code"}
        ),
    )
    language = forms.ChoiceField(
        choices=lambda: language_choices(_("The organisation's")),
        label=_("Language"),
        required=False,
        help_text=_("Of a group channel; a personal one speaks the reader's."),
    )
    group_kinds = forms.MultipleChoiceField(
        label=_("Messages a group channel gets a copy of"),
        choices=kind_choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Without any, the channel is only used to reach single people."),
    )

    class Meta:
        model = Channel
        fields = (
            "code",
            "name",
            "secret_url",
            "language",
            "group_kinds",
            "per_minute",
            "per_quarter_hour",
            "per_hour",
            "is_active",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        url = self.fields["secret_url"]
        words = _(
            "As the service gives it, for example wecombot://key. For messages to single people "
            "put {phone}, {email} or {username} where the person's own belongs."
        )
        if self.instance.pk:
            del self.fields["code"]
            url.required = False
            words = _("Stored: %(shown)s. Leave it empty to keep it; it is never shown.") % {
                "shown": self.instance.shown_url
            }
        url.help_text = words
        # Never the stored (encrypted) text.
        self.initial["secret_url"] = ""
        self.initial["version"] = self.instance.version

    def _post_clean(self) -> None:
        """The service writes and validates."""
