"""The library of scenarios (T16): what might happen, kept apart from the drills that use it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import may
from accounts.models import User
from bia.models import Process, Site, System
from drills.models.programme import DrillType
from lib.bilingual import BilingualName, in_both, in_language
from lib.history import tracked
from lib.records import Record, duration_field


class Hazard(models.TextChoices):
    POWER = "power", _("Loss of power")
    HARDWARE = "hardware", _("Hardware failure")
    CYBER = "cyber", _("Cyber attack")
    WATER = "water", _("Water, fire, nature")
    SOFTWARE = "software", _("Failed change")
    SUPPLIER = "supplier", _("Supplier outage")
    PEOPLE = "people", _("Loss of staff")
    TELECOM = "telecom", _("Loss of telecommunication")
    REGION = "region", _("Loss of a region")
    OTHER = "other", pgettext_lazy("hazard", "Other")


class DrillScenarioQuerySet(models.QuerySet["DrillScenario"]):
    def visible_to(self, user: User) -> DrillScenarioQuerySet:
        """Injects would tell players what is coming: the library is for those who plan."""
        return self if may(user, "scenario_library.view") else self.none()

    def for_list(self) -> DrillScenarioQuerySet:
        return self.select_related("script").prefetch_related("processes", "systems")


@tracked()
class DrillScenario(BilingualName, Record):
    """`questions`: [{"en", "zh"}], what the drill is to answer. Its injects, objectives,
    expectations and criteria are its `script`; a drill gets a copy of that. `template` names the
    shipped scenario it came from, `what_if` the kept question of the analysis."""

    hazard = models.CharField(_("hazard"), max_length=10, choices=Hazard.choices)
    trigger_en = models.TextField(_("trigger (English)"), blank=True, default="")
    trigger_zh = models.TextField(_("trigger (Chinese)"), blank=True, default="")
    narrative_en = models.TextField(_("narrative (English)"), blank=True, default="")
    narrative_zh = models.TextField(_("narrative (Chinese)"), blank=True, default="")
    questions = models.JSONField(_("questions"), default=list, blank=True)
    types = ArrayField(
        models.CharField(max_length=15, choices=DrillType.choices),
        verbose_name=_("suits"), default=list, blank=True,
    )  # fmt: skip
    duration_s = duration_field(_("usual duration"))
    processes = models.ManyToManyField(
        Process, verbose_name=_("processes"), related_name="drill_scenarios", blank=True
    )
    systems = models.ManyToManyField(
        System, verbose_name=_("systems"), related_name="drill_scenarios", blank=True
    )
    sites = models.ManyToManyField(
        Site, verbose_name=_("sites"), related_name="drill_scenarios", blank=True
    )
    source = models.CharField(_("source"), max_length=200, blank=True, default="")
    template = models.CharField(max_length=60, blank=True, default="", editable=False)
    what_if = models.CharField(max_length=64, blank=True, default="", editable=False)
    is_active = models.BooleanField(_("active"), default=True)

    objects = DrillScenarioQuerySet.as_manager()
    trigger = in_both("trigger")
    narrative = in_both("narrative")

    class Meta:
        ordering = ["code"]
        verbose_name = _("drill scenario")
        verbose_name_plural = _("drill scenarios")

    def get_absolute_url(self) -> str:
        return reverse("drills:scenario_detail", args=[self.code])

    @property
    def question_texts(self) -> list[str]:
        """In the active language."""
        return [in_language(one.get("en", ""), one.get("zh", "")) for one in self.questions]

    @property
    def type_names(self) -> list[str]:
        """What it suits, in words; none: everything."""
        words = dict(DrillType.choices)
        return [str(words[one]) for one in self.types if one in words]
