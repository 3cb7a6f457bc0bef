"""Forms of what an incident does to a process."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bia.models import Process
from incidents.forms.deed import DeedForm, NowForm, moment_field, text_field
from incidents.models import Impact, Incident, IncidentSettings, IncidentSystem

ALL = Decimal(100)


def percent_field(**options: Any) -> forms.DecimalField:
    return forms.DecimalField(min_value=0, max_value=100, decimal_places=2, max_digits=5, **options)


class OpenForm(NowForm):
    """`suspected` processes stand first: the register knows that they may follow."""

    process = forms.ModelChoiceField(Process.objects.none(), label=_("Process"))
    start_at = moment_field(
        label=_("Since when?"), required=False,
        help_text=_("In your time zone; left empty: since the incident began."),
    )  # fmt: skip
    degradation_percent = percent_field(label=_("Capacity lost, %"), initial=ALL)

    def __init__(
        self, *args: Any, incident: Incident, processes: Any, suspected: Iterable[Process],
        **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **options)
        open_ones = incident.impacts.open().values("process_id")
        field: Any = self.fields["process"]
        field.queryset = processes.exclude(pk__in=open_ones).order_by("code")
        first = list(suspected)
        self.suspected = first
        if first:
            field.help_text = _("These may be affected as well: %(names)s") % {
                "names": ", ".join(str(one) for one in first[:10])
            }


class ChangeForm(DeedForm):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    workaround_percent = percent_field(
        label=_("Carried by the workaround, %"),
        help_text=_("Of what is lost. 0: there is none."),
    )
    degradation_percent = percent_field(
        label=_("Capacity lost, %"), help_text=_("Without the workaround. 100: nothing works.")
    )
    kind = forms.ChoiceField(label=_("Extent"), choices=IncidentSystem.Extent.choices)

    @classmethod
    def of(cls, impact: Impact, data: Any) -> ChangeForm:
        names = ("workaround_percent", "degradation_percent", "kind", "version")
        form = cls(data, initial={name: getattr(impact, name) for name in names})
        form.fields["workaround_percent"].help_text = _(
            "Of what is lost; 0: there is none. The recovery time stops where the process works"
            " at %(mbco)s %% or more."
        ) % {"mbco": f"{impact.mbco_percent.normalize():f}"}
        return form


class EndForm(DeedForm):
    """The whole process, or one of its regions that is still down."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    region = forms.ChoiceField(label=_("Where?"), required=False)

    @classmethod
    def of(cls, impact: Impact, data: Any) -> EndForm:
        form = cls(data, initial={"version": impact.version})
        names = list(impact.regions)
        if names == ["all"]:
            names = list(IncidentSettings.current().regions)
        left = [name for name in names if name not in impact.ended_regions]
        if len(left) > 1:
            field: Any = form.fields["region"]
            field.choices = [("", _("Everywhere")), *((name, name) for name in left)]
        else:
            del form.fields["region"]
        return form


class DropForm(NowForm):
    reason = forms.CharField(label=_("How do you know?"), max_length=300, required=False)


class InstantsForm(NowForm):
    """Instants as they stand are shown to the second, so that leaving them changes nothing."""

    impact: Impact
    instants: tuple[str, ...] = ()

    def show(self, impact: Impact) -> None:
        self.impact = impact
        for name in self.instants:
            widget: Any = self.fields[name].widget
            if getattr(impact, name) is not None:
                widget.format = "%Y-%m-%dT%H:%M:%S"
                widget.attrs["step"] = "1"

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        for name in self.instants:
            was, now = getattr(self.impact, name), given.get(name)
            if was is not None and now is not None and was.replace(microsecond=0) == now:
                given[name] = was
        return given


class DataForm(InstantsForm):
    instants = ("last_good_data_at",)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    last_good_data_at = moment_field(
        label=_("Last good data"), required=False,
        help_text=_("Until when the data are whole; in your time zone."),
    )  # fmt: skip
    no_data_lost = forms.BooleanField(label=_("No data were lost"), required=False)
    data_loss_note = text_field(2, label=_("What was lost?"), required=False)

    @classmethod
    def of(cls, impact: Impact, data: Any) -> DataForm:
        names = ("version", "last_good_data_at", "no_data_lost", "data_loss_note")
        form = cls(data, initial={name: getattr(impact, name) for name in names})
        form.show(impact)
        return form


class TimesForm(InstantsForm):
    instants = ("start_at", "end_at")
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    start_at = moment_field(label=_("Down since"))
    end_at = moment_field(label=_("Works again since"))
    reason = forms.CharField(label=_("Why was it wrong?"), max_length=300)

    @classmethod
    def of(cls, impact: Impact, data: Any) -> TimesForm:
        names = ("version", "start_at", "end_at")
        form = cls(data, initial={name: getattr(impact, name) for name in names})
        form.show(impact)
        if impact.end_at is None:
            del form.fields["end_at"]
        return form
