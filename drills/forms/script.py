"""Forms of the parts of a script. The services write and judge; a form only reads.

`rows` says which fields stand side by side: English beside Chinese.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from drills.domain.script_rules import join_of, made_of, terms_of
from drills.models import Criterion, Drill, Expectation, Inject, Objective, Script
from drills.response_roles import role_choices
from drills.services.scripting import owner_of
from lib.fields import DurationField, NamedRowsField

SPARE_TERMS = 3
STATES = [("met", _("is met")), ("unmet", _("is not met"))]


class PartForm(forms.ModelForm):  # type: ignore[type-arg]
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    rows: ClassVar[tuple[tuple[str, ...], ...]] = ()

    def __init__(self, *args: Any, script: Script, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.script = script
        owner = owner_of(script)
        self.drill = owner if isinstance(owner, Drill) else None
        self.initial["version"] = self.instance.version
        self.fields["key"].required = False
        self.fields["key"].help_text = _("Empty: the next one.")
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 5 if name.startswith("body") else 3
            if name.endswith("_zh"):
                field.widget.attrs["lang"] = "zh-Hans"

    @property
    def layout(self) -> list[list[forms.BoundField]]:
        return [[self[name] for name in row] for row in self.rows]

    def given(self) -> dict[str, Any]:
        """What the service gets; without a number it gives the next one, or leaves it."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        if not values.get("key"):
            values.pop("key", None)
        return values

    def _post_clean(self) -> None:
        """The service writes and validates."""

    def _roles(self) -> list[tuple[str, str]]:
        return role_choices(self.drill)


class ObjectiveForm(PartForm):
    rows = (("key",), ("text_en", "text_zh"))

    class Meta:
        model = Objective
        fields = ("key", "text_en", "text_zh")


class CriterionForm(PartForm):
    rows = (
        ("key", "objective"), ("group", "rule"), ("text_en", "text_zh"), ("weight", "gate"),
        ("tolerance", "retests"),
    )  # fmt: skip
    tolerance = forms.DecimalField(
        label=_("Tolerance"), required=False, min_value=0,
        help_text=_("Of complaints or of loss; empty: as the settings of drills say."),
    )  # fmt: skip

    class Meta:
        model = Criterion
        fields = (
            *("key", "objective", "group", "rule", "text_en", "text_zh", "weight", "gate"),
            "retests",
        )
        help_texts: ClassVar = {
            "weight": _("Counts within its group; empty: an equal share."),
            "gate": _("When it fails, the drill as a whole is at most partly achieved."),
            "rule": _("Rated from the data where there are any; else evaluators do."),
            "retests": _("Numbers of corrective actions that count as done when this is achieved."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objective"].queryset = Objective.objects.filter(script=self.script)  # type: ignore[attr-defined]
        tolerance = self.instance.params.get("tolerance") if self.instance.pk else None
        self.initial.setdefault("tolerance", tolerance)

    def given(self) -> dict[str, Any]:
        values = super().given()
        tolerance = values.pop("tolerance")
        kept = {name: one for name, one in self.instance.params.items() if name != "tolerance"}
        if tolerance is not None:
            kept["tolerance"] = int(tolerance) if tolerance == int(tolerance) else float(tolerance)
        return values | {"params": kept}


class InjectForm(PartForm):
    rows = (
        ("key", "offset_s"), ("channel", "mode"), ("title_en", "title_zh"),
        ("body_en", "body_zh"), ("scenario_time", "controller"), ("to_roles", "people"),
        ("note_en", "note_zh"),
    )  # fmt: skip
    offset_s = DurationField(
        label=_("After the start"), help_text=_("For example 0, 15 min or 1 h 30 min.")
    )
    to_roles = forms.MultipleChoiceField(
        label=_("To roles"), required=False,
        help_text=_("With nobody chosen in either box it goes to everybody who plays."),
    )  # fmt: skip
    people = NamedRowsField(label=_("To people"), queryset=Person.objects.none(), required=False)
    join = forms.ChoiceField(
        label=_("Comes only if"), required=False,
        choices=[("all", _("all of these hold")), ("any", _("one of these holds"))],
    )  # fmt: skip

    class Meta:
        model = Inject
        fields = (
            *("key", "offset_s", "channel", "mode", "title_en", "title_zh", "body_en", "body_zh"),
            *("scenario_time", "controller", "to_roles", "note_en", "note_zh"),
        )
        help_texts: ClassVar = {
            "scenario_time": _("What players are told, for example “Day 2, 08:30”."),
            "mode": _("By itself: delivered when it is due. Else its controller is asked."),
            "note_en": _("Never shown to players."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self._roles()
        gone = [(one, one) for one in self.instance.to_roles if one not in dict(known)]
        self.fields["to_roles"].choices = known + gone  # type: ignore[attr-defined]
        people = Person.objects.filter(is_active=True).order_by("name")
        if self.drill is not None:
            people = people.filter(drill_parts__drill=self.drill).distinct()
        if self.instance.pk:
            self.initial.setdefault("people", list(self.instance.to_people.all()))
            there = Person.objects.filter(pk__in=self.instance.to_people.values("pk"))
            people = Person.objects.filter(
                Q(pk__in=people.values("pk")) | Q(pk__in=there.values("pk"))
            ).order_by("name")
        self.fields["people"].queryset = people  # type: ignore[attr-defined]
        self.fields["controller"].queryset = Person.objects.filter(is_active=True)  # type: ignore[attr-defined]
        for name in ("to_roles", "people"):
            self.fields[name].widget.attrs["size"] = 6
        self._terms()

    def _terms(self) -> None:
        expected = Expectation.objects.filter(script=self.script).select_related("inject")
        if self.instance.pk:
            expected = expected.exclude(inject=self.instance)
        choices = [("", "")] + [
            (one.key, f"{one.key} {one.text}"[:90])
            for one in expected.order_by("inject__offset_s", "inject__position", "position")
        ]
        condition = self.instance.condition if self.instance.pk else {}
        terms = terms_of(condition)
        self.initial.setdefault("join", join_of(condition))
        self.terms = range(len(terms) + SPARE_TERMS)
        for place in self.terms:
            key, state = terms[place] if place < len(terms) else ("", "met")
            self.fields[f"asks-{place}"] = forms.ChoiceField(
                label=_("Expectation"), choices=choices, required=False, initial=key
            )
            self.fields[f"is-{place}"] = forms.ChoiceField(
                label=_("Result"), choices=STATES, required=False, initial=state
            )

    @property
    def term_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"asks-{place}"], self[f"is-{place}"]) for place in self.terms]

    def given(self) -> dict[str, Any]:
        values = super().given()
        asked: dict[str, str] = {}
        for place in self.terms:
            key, state = values.pop(f"asks-{place}"), values.pop(f"is-{place}")
            if key:
                asked[key] = state or "met"
        values["condition"] = made_of(values.pop("join") or "all", list(asked.items()))
        values["people"] = list(values["people"])
        return values


class ExpectationForm(PartForm):
    rows = (
        ("key", "inject"), ("text_en", "text_zh"), ("role", "due_after_s"),
        ("criterion", "weight"), ("group", "needs"),
    )  # fmt: skip
    due_after_s = DurationField(
        label=_("Within"), required=False, help_text=_("Counted from the delivery of the inject.")
    )
    role = forms.ChoiceField(label=_("Of the role"), required=False)

    class Meta:
        model = Expectation
        fields = (
            *("key", "inject", "text_en", "text_zh", "role", "due_after_s", "criterion"),
            *("weight", "group", "needs"),
        )
        help_texts: ClassVar = {
            "group": _("Expectations of one inject with the same word count together."),
            "criterion": _("What it speaks for."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["inject"].queryset = Inject.objects.filter(script=self.script)  # type: ignore[attr-defined]
        self.fields["inject"].label_from_instance = lambda one: f"{one.key} {one.title}"  # type: ignore[attr-defined]
        self.fields["criterion"].queryset = Criterion.objects.filter(script=self.script)  # type: ignore[attr-defined]
        self.fields["criterion"].label_from_instance = lambda one: f"{one.key} {one.text}"[:90]  # type: ignore[attr-defined]
        known = self._roles()
        if self.instance.role and self.instance.role not in dict(known):
            known.append((self.instance.role, self.instance.role))
        self.fields["role"].choices = [("", _("Anybody")), *known]  # type: ignore[attr-defined]
