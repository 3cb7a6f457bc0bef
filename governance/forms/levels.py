"""Forms of level assessments, architectures and strategies."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from bia.analysis.levels import KINDS
from bia.forms.choices import RowField, RowsField
from bia.models import Assessment, AssessmentStatus, System
from governance.forms.service_form import ServiceForm, day, numbered_code, text
from governance.models import Architecture, DrElement, LevelAssessment, Strategy
from lib.fields import DurationField, MoneyField

LEVELS = [("", _("not looked at")), ("0", _("0: not even the first"))] + [
    (str(level), str(level)) for level in range(1, 7)
]


class LevelForm(ServiceForm):
    """A menu and a note for each of the seven elements."""

    code = numbered_code()
    system = RowField(System.objects.none(), label=_("System"))
    assessed_on = day(_("Assessed on"))
    note = text(_("Note"))

    class Meta:
        model = LevelAssessment
        fields = ("system", "assessed_on", "note", "code")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        known = {}
        if self.instance.pk is not None:
            self.fields["system"].disabled = True
            known = {one.element_id: one for one in self.instance.ratings.all()}
        self.elements = list(DrElement.objects.prefetch_related("requirements").order_by("order"))
        for element in self.elements:
            found = known.get(element.pk)
            level = "" if found is None or found.level is None else str(found.level)
            self.fields[f"level_{element.code}"] = forms.ChoiceField(
                label=element.name, choices=LEVELS, required=False, initial=level
            )
            self.fields[f"note_{element.code}"] = forms.CharField(
                label=_("Note"), required=False, max_length=2_000,
                initial=found.note if found else "",
            )  # fmt: skip

    def choices(self) -> dict[str, Any]:
        return {"system": System.objects.filter(kind__in=KINDS).order_by("code")}

    def given(self) -> dict[str, Any]:
        names = ("system", "assessed_on", "note", "code")
        values = {name: one for name, one in super().given().items() if name in names}
        ratings = [
            {
                "element": one.code, "note": self.cleaned_data[f"note_{one.code}"],
                "level": _level(self.cleaned_data[f"level_{one.code}"]),
            }
            for one in self.elements
        ]  # fmt: skip
        return values | {"ratings": ratings}

    @property
    def rows(self) -> list[tuple[DrElement, forms.BoundField, forms.BoundField]]:
        return [(one, self[f"level_{one.code}"], self[f"note_{one.code}"]) for one in self.elements]


def _level(value: str) -> int | None:
    return None if value == "" else int(value)


class ArchitectureForm(ServiceForm):
    rto_best_s = DurationField(label=_("RTO at best"))
    rto_worst_s = DurationField(label=_("RTO at worst"))
    rpo_best_s = DurationField(label=_("RPO at best"))
    rpo_worst_s = DurationField(label=_("RPO at worst"))
    far_rto_best_s = DurationField(label=_("RTO to the remote centre at best"), required=False)
    far_rto_worst_s = DurationField(label=_("RTO to the remote centre at worst"), required=False)
    far_rpo_best_s = DurationField(label=_("RPO to the remote centre at best"), required=False)
    far_rpo_worst_s = DurationField(label=_("RPO to the remote centre at worst"), required=False)
    cost_least = forms.DecimalField(
        label=_("Cost at least"), min_value=Decimal("0.01"), max_digits=4, decimal_places=2,
        help_text=_("1.5 is one and a half times the production centre’s."),
    )  # fmt: skip
    cost_most = forms.DecimalField(
        label=_("Cost at most"), min_value=Decimal("0.01"), max_digits=4, decimal_places=2
    )
    points_en = text(_("What building it takes, one a line (English)"), 4)
    points_zh = text(_("What building it takes, one a line (Chinese)"), 4)

    class Meta:
        model = Architecture
        fields = (
            "code", "name_en", "name_zh", "rto_best_s", "rto_worst_s", "rpo_best_s", "rpo_worst_s",
            "far_rto_best_s", "far_rto_worst_s", "far_rpo_best_s", "far_rpo_worst_s",
            "cost_least", "cost_most", "covers_region", "distance_en", "distance_zh", "pros_en",
            "pros_zh", "cons_en", "cons_zh", "suits_en", "suits_zh", "order", "is_active",
        )  # fmt: skip
        labels = {
            "name_en": _("Name (English)"), "name_zh": _("Name (Chinese)"),
            "distance_en": _("Distance (English)"), "distance_zh": _("Distance (Chinese)"),
            "pros_en": _("Advantages (English)"), "pros_zh": _("Advantages (Chinese)"),
            "cons_en": _("Drawbacks (English)"), "cons_zh": _("Drawbacks (Chinese)"),
            "suits_en": _("Suits (English)"), "suits_zh": _("Suits (Chinese)"),
        }  # fmt: skip
        widgets = {
            f"{name}_{language}": forms.Textarea({"rows": 2})
            for name in ("pros", "cons", "suits")
            for language in ("en", "zh")
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for language in ("en", "zh"):
            self.initial[f"points_{language}"] = "\n".join(
                one.get(language, "") for one in self.instance.points
            )

    def given(self) -> dict[str, Any]:
        values = super().given()
        english = values.pop("points_en").splitlines()
        chinese = values.pop("points_zh").splitlines()
        length = max(len(english), len(chinese))
        pairs = zip(_padded(english, length), _padded(chinese, length), strict=True)
        points = [{"en": en.strip(), "zh": zh.strip()} for en, zh in pairs]
        return values | {"points": [one for one in points if one["en"] or one["zh"]]}


def _padded(lines: list[str], length: int) -> list[str]:
    return lines + [""] * (length - len(lines))


class SelectorForm(forms.Form):
    """Which architectures keep these objectives? A system fills in what the analysis asks."""

    system = RowField(System.objects.none(), label=_("System"), required=False)
    rto_s = DurationField(label=_("RTO"), required=False)
    rpo_s = DurationField(label=_("RPO"), required=False)
    region = forms.BooleanField(label=_("A regional disaster too"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["system"]
        field.queryset = System.objects.filter(kind__in=KINDS).order_by("code")
        field.settle()


class StrategyForm(ServiceForm):
    code = numbered_code()
    system = RowField(System.objects.none(), label=_("System"))
    architecture = RowField(Architecture.objects.none(), label=_("Architecture"))
    rto_s = DurationField(label=_("RTO by design"), required=False)
    rpo_s = DurationField(label=_("RPO by design"), required=False)
    reason = text(_("Reason"), 4, required=True)
    assessments = RowsField(
        Assessment.objects.none(), label=_("Approved impact analyses"), required=True,
        help_text=_("Analysis comes before money: a strategy rests on approved analyses."),
    )  # fmt: skip

    class Meta:
        model = Strategy
        fields = (
            "system", "architecture", "level", "rto_s", "rpo_s", "annual_cost", "automatic",
            "reason", "assessments", "code",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["annual_cost"] = MoneyField(
            label=_("Cost per year"), required=False, currency=Organisation.current().currency
        )

    def choices(self) -> dict[str, Any]:
        wanted = Assessment.objects.filter(status=AssessmentStatus.APPROVED)
        built = Architecture.objects.filter(is_active=True)
        if self.instance.pk is not None:
            wanted |= Assessment.objects.filter(strategies=self.instance)
            built |= Architecture.objects.filter(pk=self.instance.architecture_id)
        return {
            "system": System.objects.filter(kind__in=KINDS).order_by("code"),
            "architecture": built.distinct().order_by("order"),
            "assessments": wanted.distinct().select_related("process").order_by("code"),
        }
