"""The organisation's settings of messages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from followup.domain.chat_services import CHAT, OWN, SERVICES, SMS
from followup.models import FollowupSettings
from followup.services.settings import PRIORITIES
from lib.fields import DurationField

GROUPS = (
    (CHAT, _("Chat services")),
    (SMS, _("SMS gateways")),
    (OWN, _("Servers of your own (their host must be allowed below)")),
)


class ClockField(forms.TimeField):
    """A time of day, hours and minutes."""

    def __init__(self, **options: Any):
        options["widget"] = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        options["input_formats"] = ["%H:%M", "%H:%M:%S"]
        super().__init__(**options)


class LinesField(forms.CharField):
    """One entry a line ↔ a list of texts."""

    def __init__(self, **options: Any):
        options.setdefault("widget", forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """The service checks the entries."""
        if isinstance(value, list):
            return value
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]


def service_choices() -> list[tuple[Any, list[tuple[str, str]]]]:
    """Every service that can be allowed, in its groups, in the reader's language."""
    return [
        (words, [(one.scheme, one.name) for one in SERVICES if one.group == group])
        for group, words in GROUPS
    ]


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    version = forms.IntegerField(widget=forms.HiddenInput)
    quiet_from = ClockField(label=_("Quiet from"), help_text=_("In the zone of each reader."))
    quiet_until = ClockField(
        label=_("Quiet until"), help_text=_("The same time twice: no quiet hours.")
    )
    digest_on = forms.BooleanField(label=_("Send a daily digest on working days"), required=False)
    digest_at = ClockField(label=_("Digest at"))
    bundle_s = DurationField(
        label=_("Bundle messages for"),
        help_text=_("Told to one person within it: one message."),
    )
    acknowledge_link_s = DurationField(label=_("Acknowledge links are valid for"))
    allowed_schemes = forms.MultipleChoiceField(
        label=_("Allowed chat services"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    allowed_hosts = LinesField(
        label=_("Allowed hosts"),
        required=False,
        help_text=_(
            "Public hosts that channels and webhooks may name, one a line: chat.example.org, "
            ".example.org for all of a domain, * for any public host."
        ),
    )
    allowed_internal = LinesField(
        label=_("Allowed internal hosts"),
        required=False,
        help_text=_(
            "Hosts or networks inside the house, one a line: gate.example.org, 10.1.2.0/24. "
            "All other internal addresses are never called."
        ),
    )
    due_p1 = forms.IntegerField(label=_("Days until due, P1"), min_value=1, max_value=3650)
    due_p2 = forms.IntegerField(label=_("Days until due, P2"), min_value=1, max_value=3650)
    due_p3 = forms.IntegerField(label=_("Days until due, P3"), min_value=1, max_value=3650)
    verification_days = forms.IntegerField(label=_("Days to verify"), min_value=1, max_value=365)
    recurrence_months = forms.IntegerField(
        label=_("A recurrence counts within (months)"), min_value=1, max_value=120
    )

    class Meta:
        model = FollowupSettings
        fields = (
            "quiet_from",
            "quiet_until",
            "digest_on",
            "digest_at",
            "bundle_s",
            "acknowledge_link_s",
            "allowed_schemes",
            "allowed_hosts",
            "allowed_internal",
            "verification_days",
            "recurrence_months",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schemes: Any = self.fields["allowed_schemes"]
        schemes.choices = service_choices
        self.initial["version"] = self.instance.version
        for priority in PRIORITIES:
            self.initial[f"due_{priority.lower()}"] = self.instance.due_days.get(priority)

    def _post_clean(self) -> None:
        """The service writes and validates; the form's copy of the row stays as it was read."""

    def settings(self) -> dict[str, Any]:
        """What the service is given."""
        data = {k: v for k, v in self.cleaned_data.items() if k != "version"}
        data["due_days"] = {one: data.pop(f"due_{one.lower()}") for one in PRIORITIES}
        return data
