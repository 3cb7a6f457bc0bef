"""Forms of the parts of a draft. The services write and judge; a form only reads.

`rows` says which fields stand side by side: English beside Chinese.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from bia.models import Process, Supplier, System
from lib.fields import DurationField
from plans.models import (
    ActivationCriterion,
    CardContact,
    CardItem,
    CardStep,
    CommsTemplate,
    IncidentGrade,
    Plan,
    PlanResource,
    PlanTask,
    PlanVersion,
    ResponseRole,
    Section,
)

MARKDOWN = _(
    "Markdown: a blank line between paragraphs, “- ” for lists, **bold**, | tables |. No HTML."
)


class PartForm(forms.ModelForm):  # type: ignore[type-arg]
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    rows: ClassVar[tuple[tuple[str, ...], ...]] = ()
    durations: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, plan_version: PlanVersion, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan_version, self.user = plan_version, user
        self.initial["version"] = self.instance.version
        for name, words in self.durations.items():
            old = self.fields[name]
            self.fields[name] = DurationField(label=old.label, required=False, help_text=words)
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 14 if name.startswith("body") else 4
            if name.endswith("_zh"):
                field.widget.attrs["lang"] = "zh-Hans"
            if isinstance(field, forms.ModelChoiceField):
                self._limit(name, field)

    def _limit(self, name: str, field: forms.ModelChoiceField) -> None:  # type: ignore[type-arg]
        """Only what may be seen; what is no longer active stays where it was chosen."""
        rows: Any = field.queryset
        if rows is None:
            return
        if rows.model in (System, Process, Supplier, Plan):
            field.queryset = rows.model.objects.visible_to(self.user).order_by("code")
        if rows.model is ResponseRole:
            chosen = getattr(self.instance, f"{name}_id")
            active = ResponseRole.objects.filter(is_active=True)
            field.queryset = (active | ResponseRole.objects.filter(pk=chosen)).distinct()
        if rows.model is CardStep:
            field.queryset = CardStep.objects.filter(plan_version=self.plan_version)

    @property
    def layout(self) -> list[list[forms.BoundField]]:
        return [[self[name] for name in row] for row in self.rows]

    def given(self) -> dict[str, Any]:
        """What the service gets."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def _post_clean(self) -> None:
        """The service writes and validates."""


class SectionForm(PartForm):
    rows = (("title_en", "title_zh"), ("depth",), ("body_en", "body_zh"))
    depth = forms.TypedChoiceField(
        label=_("Level"),
        coerce=int,
        choices=[(1, _("Chapter")), (2, _("Section of a chapter")), (3, _("Below a section"))],
    )

    class Meta:
        model = Section
        fields = ("depth", "title_en", "title_zh", "body_en", "body_zh")
        help_texts: ClassVar = {"body_en": MARKDOWN, "body_zh": MARKDOWN}


class CriterionForm(PartForm):
    rows = (
        ("kind", "group"), ("grade", "downtime_s"), ("system", "process"), ("text_en", "text_zh"),
    )  # fmt: skip
    durations: ClassVar = {"downtime_s": _("When the expected downtime is asked for.")}

    class Meta:
        model = ActivationCriterion
        fields = (
            *("kind", "group", "grade", "system", "process", "downtime_s"),
            *("text_en", "text_zh"),
        )
        help_texts: ClassVar = {
            "group": _("Criteria of one group hold together; any group is enough."),
            "grade": _("When a grade is asked for."),
            "system": _("When a system is asked for."),
            "process": _("When a process is asked for."),
        }


class TaskForm(PartForm):
    rows = (
        ("number", "phase"), ("title_en", "title_zh"), ("instructions_en", "instructions_zh"),
        ("role", "backup_role"), ("duration_s", "limit_s"), ("needs",), ("counts_in_time",),
        ("verification_en", "verification_zh"), ("rollback_en", "rollback_zh"),
        ("evidence_required",), ("system", "completes"), ("sub_plan", "automation"),
    )  # fmt: skip
    durations: ClassVar = {
        "duration_s": _("How long the work takes once it can begin."),
        "limit_s": _("A deadline counted from the activation, for example 10 min."),
    }
    number = forms.IntegerField(
        label=_("Number"), required=False, min_value=1, max_value=9_999,
        help_text=_("What people call it. Left empty, it gets the next one."),
    )  # fmt: skip
    needs = forms.TypedMultipleChoiceField(
        label=_("Begins when these are done"), required=False, coerce=int,
        widget=forms.SelectMultiple({"size": 6}),
        help_text=_("None: it begins with the activation. Several: hold Ctrl while choosing."),
    )  # fmt: skip

    class Meta:
        model = PlanTask
        fields = (
            *("number", "phase", "title_en", "title_zh", "instructions_en", "instructions_zh"),
            *("role", "backup_role", "duration_s", "limit_s", "counts_in_time"),
            *("verification_en", "verification_zh", "rollback_en", "rollback_zh"),
            *("evidence_required", "system", "completes", "sub_plan", "automation"),
        )
        help_texts: ClassVar = {
            "counts_in_time": _("The business waits for it; it is part of the critical path."),
            "backup_role": _("Told when the task fails or is late."),
            "completes": _("What is recovered when this task is done."),
            "sub_plan": _("Its tasks are carried out in place of this one."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = self.plan_version.tasks.exclude(pk=self.instance.pk).order_by("position")
        self.fields["needs"].choices = [  # type: ignore[attr-defined]
            (one.number, f"{one.number} {one.title}")
            for one in others.only("plan_version", "number", "title_en", "title_zh")
        ]
        if self.instance.pk:
            self.initial["needs"] = list(
                self.instance.need_rows.values_list("needs__number", flat=True)
            )
        effective = Plan.objects.visible_to(self.user).exclude(pk=self.plan_version.plan_id)
        self.fields["sub_plan"].queryset = effective.order_by("code")  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        found = super().given()
        if found.get("number") is None:
            found.pop("number", None)
        return found


class ResourceForm(PartForm):
    rows = (("kind", "quantity"), ("name_en", "name_zh"), ("place", "from_s"), ("supplier",))
    durations: ClassVar = {"from_s": _("Counted from the activation; empty is from the start.")}

    class Meta:
        model = PlanResource
        fields = ("kind", "name_en", "name_zh", "quantity", "place", "from_s", "supplier")


class MessageForm(PartForm):
    rows = (("audience", "channel"), ("title_en", "title_zh"), ("body_en", "body_zh"))

    class Meta:
        model = CommsTemplate
        fields = ("audience", "channel", "title_en", "title_zh", "body_en", "body_zh")
        help_texts: ClassVar = {
            "channel": _("Telephone, text message, notice at the shop …"),
            "body_en": _(
                "Filled in when it is used: {system}, {process}, {expected_recovery}, {incident}, "
                "{contact}."
            ),
        }


class CardStepForm(PartForm):
    rows = (("key", "anchor"), ("title_en", "title_zh"), ("limit_s", "every_s"))
    durations: ClassVar = {
        "limit_s": _("Left empty: as the plan's tasks say."),
        "every_s": _("A report to command that repeats, for example 30 min."),
    }

    class Meta:
        model = CardStep
        fields = ("key", "title_en", "title_zh", "limit_s", "anchor", "every_s")
        labels: ClassVar = {"key": _("Kind of step")}
        help_texts: ClassVar = {"key": _("Left empty for a step of your own.")}


class CardItemForm(PartForm):
    rows = (("step",), ("team_en", "team_zh"), ("text_en", "text_zh"), ("is_required",))

    class Meta:
        model = CardItem
        fields = ("step", "team_en", "team_zh", "text_en", "text_zh", "is_required")


class CardContactForm(PartForm):
    rows = (("role", "from_grade"),)

    class Meta:
        model = CardContact
        fields = ("role", "from_grade")
        labels: ClassVar = {"from_grade": _("Called from this grade on")}
        help_texts: ClassVar = {"from_grade": _("Left empty: at every grade.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_grade"].queryset = IncidentGrade.objects.all()  # type: ignore[attr-defined]
