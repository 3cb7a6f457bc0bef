"""Forms of reports, decisions, promises and of messages to an audience."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from incidents.forms.deed import DeedForm, NowForm, moment_field, text_field
from incidents.models import Audience, Category, CommsTemplate, Confidentiality, Incident
from lib.fields import DurationField
from plans.models import ResponseRole


class ReportForm(DeedForm):
    """At most a minute on a phone: one box is enough, the facts are filled in."""

    happened = text_field(2, label=_("What happened"), required=False)
    done = text_field(2, label=_("What was done"), required=False)
    next_steps = text_field(2, label=_("What comes next"), required=False)
    needs = text_field(
        2, label=_("What must be decided"), required=False,
        help_text=_("Goes to the commander and the decision level at once."),
    )  # fmt: skip
    affected = forms.CharField(
        label=_("How many are affected"), required=False, max_length=300,
        help_text=_("Customers, orders, shops: in a few words."),
    )  # fmt: skip
    expected_recovery_at = moment_field(label=_("Expected recovery"), required=False)


class NoChangeForm(NowForm):
    pass


class RecoveryForm(DeedForm):
    expected_at = moment_field(
        label=_("Expected recovery"), required=False, help_text=_("Left empty: not known.")
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)


class CadenceForm(DeedForm):
    off = forms.BooleanField(label=_("No reports are expected any more"), required=False)
    interval_s = DurationField(label=_("A report every"), required=False)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("off") and data.get("interval_s") is None and "interval_s" in data:
            self.add_error("interval_s", _("Say how often, or that none are expected."))
        return data


class GroupForm(NowForm):
    name = forms.CharField(label=_("Name of the group"), required=False, max_length=200)
    url = forms.CharField(
        label=_("Link"), required=False, max_length=500,
        help_text=_("The invitation of WeChat, DingTalk or another messenger."),
    )  # fmt: skip


class DetailsForm(NowForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=200)
    summary = text_field(4, label=_("Summary"), required=False)
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices)
    change_ref = forms.CharField(label=_("Change reference"), required=False, max_length=100)
    planned_maintenance = forms.BooleanField(
        label=_("Planned maintenance"), required=False,
        help_text=_("Does not count against the availability."),
    )  # fmt: skip
    confidentiality = forms.ChoiceField(
        label=_("Confidentiality"), choices=Confidentiality.choices,
        help_text=_("A restricted one is seen by those with a role in it or on its call list."),
    )  # fmt: skip


class DecisionForm(DeedForm):
    question = forms.CharField(label=_("What was to be decided"), max_length=300)
    options = text_field(
        3, label=_("Options"), required=False, help_text=_("One a line."), max_length=2000
    )
    choice = forms.CharField(label=pgettext_lazy("made", "Decision"), max_length=300)
    rationale = text_field(2, label=_("Why"), required=False)
    level = forms.ModelChoiceField(
        ResponseRole.objects.none(), label=_("Decided at the level of"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles: Any = self.fields["level"]
        roles.queryset = ResponseRole.objects.filter(grades__isnull=False).distinct()

    def clean_options(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["options"].splitlines() if line.strip()]


class DraftForm(NowForm):
    audience = forms.ChoiceField(label=_("To whom"), choices=Audience.choices)
    template = forms.ModelChoiceField(
        CommsTemplate.objects.none(), label=_("Template"), required=False, to_field_name="code",
        empty_label=_("Without a template"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        templates: Any = self.fields["template"]
        templates.queryset = CommsTemplate.objects.filter(is_active=True)
        templates.label_from_instance = lambda row: f"{row.get_audience_display()}: {row.name}"


class MessageForm(NowForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    subject_zh = forms.CharField(label=_("Subject (Chinese)"), required=False, max_length=200)
    body_zh = text_field(6, label=_("Text (Chinese)"), required=False)
    subject_en = forms.CharField(label=_("Subject (English)"), required=False, max_length=200)
    body_en = text_field(6, label=_("Text (English)"), required=False)


class MessageStepForm(NowForm):
    """`version` is the one whose texts stand on the page."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class SendForm(DeedForm):
    """`channel` stays away where the platform writes itself."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    way = forms.ChoiceField(label=_("How it leaves"), widget=forms.RadioSelect, choices=())
    channel = forms.CharField(
        label=_("Channel"), required=False, max_length=200,
        help_text=_("For example: hotline, website, WeChat account."),
    )  # fmt: skip

    def __init__(self, *args: Any, by_platform: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [("hand", _("By hand, through"))]
        if by_platform:
            ways.insert(0, ("platform", _("Through this platform, to the people it knows")))
        self.fields["way"].choices = ways  # type: ignore[attr-defined]
        self.fields["way"].initial = ways[0][0]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("way") == "hand" and not data.get("channel"):
            self.add_error("channel", _("Name the channel it left by."))
        return data


class CommentForm(MessageStepForm):
    comment = text_field(3, label=_("What must change"), max_length=500)


class TemplateForm(forms.ModelForm):  # type: ignore[type-arg]
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = CommsTemplate
        fields = (
            "code", "name_zh", "name_en", "audience", "moment", "subject_zh", "body_zh",
            "subject_en", "body_en", "is_active",
        )  # fmt: skip
        labels = {"name_zh": _("Name (Chinese)"), "name_en": _("Name (English)")}
        widgets = {
            "body_zh": forms.Textarea({"rows": 8}),
            "body_en": forms.Textarea({"rows": 8}),
        }


def details_initial(incident: Incident) -> dict[str, Any]:
    names = (
        "version", "title", "summary", "category", "change_ref", "planned_maintenance",
        "confidentiality",
    )  # fmt: skip
    return {name: getattr(incident, name) for name in names}
