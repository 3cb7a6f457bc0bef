"""A webhook endpoint: where to, and which events."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from followup import webhook_types
from followup.models import WebhookEndpoint


def event_choices() -> list[tuple[str, Any]]:
    """Everything, then each noun with all of it and its types."""
    groups: dict[str, list[tuple[str, Any]]] = {}
    for one in webhook_types.all_types():
        if one.key != webhook_types.TEST:
            groups.setdefault(one.noun, []).append((one.key, f"{one.key}: {one.description}"))
    choices: list[tuple[str, Any]] = [(webhook_types.EVERYTHING, _("*: everything"))]
    for noun, types in groups.items():
        every = _("%(noun)s.*: all of these, also later ones") % {"noun": noun}
        choices.append((noun, [(f"{noun}.*", every), *types]))
    return choices


class WebhookEndpointForm(forms.ModelForm):  # type: ignore[type-arg]
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    url = forms.CharField(
        label=_("URL"),
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
        help_text=_(
            "Events are posted here. The settings of notifications say which hosts may be named."
        ),
    )
    event_types = forms.MultipleChoiceField(
        label=_("Events"), choices=event_choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = WebhookEndpoint
        fields = ("name", "url", "event_types", "is_active")
        help_texts = {
            "name": _("Which system listens there."),
            "is_active": _("Switched off, nothing is sent, and what waits is cancelled."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    def _post_clean(self) -> None:
        """The service writes and validates."""
