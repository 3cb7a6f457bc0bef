"""A chat channel; its URL is entered and never shown again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.choices import language_choices
from followup.messages import all_kinds
from followup.models import Channel

FAMILIES: dict[str, Any] = {
    "action": _("Corrective actions"),
    "assessment": _("Assessments"),
    "clock": _("Reminders and missed deadlines"),
}


def kind_choices() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """Families with all of their kinds, also later ones, as the first choice; then the rest."""
    kinds = {kind.key: kind.label for kind in all_kinds()}
    rest = {key: words for key, words in kinds.items() if key.partition(".")[0] not in FAMILIES}
    groups: list[tuple[Any, list[tuple[str, Any]]]] = []
    for family, words in FAMILIES.items():
        own = [(key, kinds[key]) for key in sorted(kinds) if key.startswith(f"{family}.")]
        if own:
            groups.append((words, [(f"{family}.*", _("All of these")), *own]))
    return [*groups, (_("The platform"), [("*", _("Every message")), *sorted(rest.items())])]


def kind_words(kinds: list[str]) -> list[Any]:
    """What the kinds a channel gets are called; one that is gone by its code."""
    names: dict[str, Any] = {kind.key: kind.label for kind in all_kinds()}
    names |= {f"{family}.*": words for family, words in FAMILIES.items()}
    names["*"] = _("Every message")
    return [names.get(kind, kind) for kind in kinds]


class SecretInput(forms.TextInput):
    """Readable while it is typed; no page ever brings it back."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, None, attrs)


class ChannelForm(forms.ModelForm):  # type: ignore[type-arg]
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    secret_url = forms.CharField(
        label=_("URL"),
        max_length=2000,
        widget=SecretInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "code"}),
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
        words: Any = _(
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
