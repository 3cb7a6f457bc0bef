"""Courses, sessions, who came, and single records."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, Role
from bia.forms.choices import RowField, RowsField
from governance.forms.programme import NAME_LABELS
from governance.forms.service_form import ServiceForm, day, numbered_code, text
from governance.models import Course, TrainingRecord, TrainingSession
from governance.services.courses import needs_of
from plans.models import ResponseRole


class CourseForm(ServiceForm):
    everybody = forms.BooleanField(label=_("Everybody needs it"), required=False)
    roles = forms.MultipleChoiceField(
        label=_("Roles of the platform that need it"), choices=Role.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    response_roles = RowsField(
        ResponseRole.objects.none(), label=_("Roles in plans that need it"), required=False
    )
    text_en = text(_("Text (English)"), 2)
    text_zh = text(_("Text (Chinese)"), 2)

    class Meta:
        model = Course
        fields = (
            "code", "name_en", "name_zh", "kind", "issuer", "valid_months", "pass_score",
            "text_en", "text_zh", "is_active",
        )  # fmt: skip
        labels = NAME_LABELS
        help_texts = {
            "valid_months": _("Left empty, it does not expire."),
            "pass_score": _("Of 100. Left empty, attending is enough."),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            needs = needs_of(self.instance)
            self.initial.update(needs)

    def choices(self) -> dict[str, Any]:
        return {"response_roles": ResponseRole.objects.filter(is_active=True)}


class SessionForm(ServiceForm):
    code = numbered_code()
    course = RowField(Course.objects.none(), label=_("Course"))
    planned_on = day(_("Planned on"))
    people = RowsField(
        Person.objects.none(), label=_("Who comes"), required=False,
        help_text=_("Nobody is told before you invite them."),
    )  # fmt: skip
    note = text(_("Note"), 2)

    class Meta:
        model = TrainingSession
        fields = ("course", "planned_on", "trainer", "place", "people", "note", "code")

    def choices(self) -> dict[str, Any]:
        courses = Course.objects.all()
        if self.instance.pk is None:
            courses = courses.filter(is_active=True)
        return {
            "course": courses,
            "people": Person.objects.filter(is_active=True).order_by("code"),
        }


class AttendanceRow(forms.Form):
    """One line of the sheet; its prefix is the person."""

    came = forms.BooleanField(label=_("Came"), required=False)
    score = forms.DecimalField(
        label=_("Score"), required=False, min_value=Decimal(0), max_value=Decimal(100),
        decimal_places=2,
    )  # fmt: skip
    passed = forms.BooleanField(label=_("Passed"), required=False)
    certificate = forms.CharField(label=_("Number"), max_length=100, required=False)

    def __init__(self, data: Any, person: Person, record: TrainingRecord | None, scored: bool):
        initial: dict[str, Any] = {"came": record is not None, "passed": True}
        if record is not None:
            initial |= {
                "score": record.score, "passed": record.passed, "certificate": record.certificate,
            }  # fmt: skip
        super().__init__(
            data, prefix=f"person-{person.pk}", initial=initial, use_required_attribute=False
        )
        self.person, self.record = person, record
        del self.fields["passed" if scored else "score"]
        for name, field in self.fields.items():
            label = self.base_fields[name].label
            field.widget.attrs["aria-label"] = f"{person.name}: {label}"

    @property
    def boxes(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields]

    def given(self) -> dict[str, Any]:
        values: dict[str, Any] = {
            "person": self.person, "certificate": self.cleaned_data["certificate"],
        }  # fmt: skip
        if "score" in self.fields:
            values["score"] = self.cleaned_data["score"]
        else:
            values["passed"] = self.cleaned_data["passed"]
        return values


class AttendanceForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    held_on = day(_("Held on"))
    more = RowsField(
        Person.objects.none(), label=_("Also came"), required=False,
        help_text=_("They appear as lines of their own when you save."),
    )  # fmt: skip

    def __init__(self, *args: Any, others: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        more: Any = self.fields["more"]
        more.queryset = others
        more.settle()


def attendance_rows(
    data: Any, session: TrainingSession, people: Sequence[Person],
    records: dict[int, TrainingRecord],
) -> list[AttendanceRow]:  # fmt: skip
    scored = session.course.pass_score is not None
    return [AttendanceRow(data, one, records.get(one.pk), scored) for one in people]


class RecordForm(ServiceForm):
    person = RowField(Person.objects.none(), label=_("Person"))
    course = RowField(Course.objects.none(), label=_("Course or certificate"))
    on = day(_("Day"))
    valid_until = day(
        _("Valid until"), required=False,
        help_text=_("That day included. Left empty, the course’s validity counts."),
    )  # fmt: skip
    passed = forms.TypedChoiceField(
        label=_("Passed"), required=False, empty_value=None,
        choices=[("", _("as the score says")), ("1", _("yes")), ("0", _("no"))],
        coerce=lambda value: value == "1",
    )  # fmt: skip

    class Meta:
        model = TrainingRecord
        fields = ("person", "course", "on", "score", "passed", "valid_until", "certificate", "note")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["passed"] = "1" if self.instance.passed else "0"
            self.fields["valid_until"].help_text = _(
                "That day included. Empty: it does not expire."
            )

    def choices(self) -> dict[str, Any]:
        return {"person": Person.objects.order_by("code"), "course": Course.objects.all()}

    def given(self) -> dict[str, Any]:
        values = super().given()
        if self.instance.pk is None and values.get("valid_until") is None:
            del values["valid_until"]
        return values
