"""What a version says: sections, when it is activated, tasks, resources, messages."""

from __future__ import annotations

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bia.models import Process, Supplier, System
from lib.bilingual import in_both
from lib.history import tracked
from lib.records import duration_field
from plans.models.catalogue import IncidentGrade
from plans.models.plan import PlanVersion, frozen_with_version


def of_version(name: str) -> models.ForeignKey[PlanVersion, PlanVersion]:
    return models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name=name)


class Part(models.Model):
    """Abstract: one numbered piece of a version's content, edited on its own.

    `position` orders; `version` counts the edits of this piece (a change names the one it read).
    """

    position = models.PositiveIntegerField(_("order"), default=1)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
        ordering = ["position", "id"]


ON_VERSION = frozen_with_version("plan_version_id")


class SectionSource(models.TextChoices):
    WRITTEN = "written", _("Written")
    TEMPLATE = "template", _("From the template")
    GENERATED = "generated", _("Generated")


@pgtrigger.register(ON_VERSION)
@tracked()
class Section(Part):
    """Bilingual Markdown (CommonMark with tables, sanitised when shown). `key` names the chapter
    in its template ("background"); the generated preface has keys that begin with "preface.".
    `depth` 1 is a chapter, 2 and 3 stand below the one before."""

    plan_version = of_version("sections")
    key = models.CharField(max_length=60, blank=True, default="")
    depth = models.PositiveSmallIntegerField(
        _("level"), default=1, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True, default="")
    title_zh = models.CharField(_("title (Chinese)"), max_length=200, blank=True, default="")
    body_en = models.TextField(_("text (English)"), blank=True, default="")
    body_zh = models.TextField(_("text (Chinese)"), blank=True, default="")
    source = models.CharField(
        max_length=10, choices=SectionSource.choices, default=SectionSource.WRITTEN.value
    )

    title = in_both("title")
    body = in_both("body")

    class Meta(Part.Meta):
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [
            models.CheckConstraint(
                condition=Q(depth__gte=1, depth__lte=3),
                name="section_depth_is_1_to_3",
                violation_error_message=_("Sections have the levels 1 to 3."),
            )
        ]

    def __str__(self) -> str:
        return str(self.title)


class CriterionKind(models.TextChoices):
    GRADE = "grade", _("Grade is at least")
    SYSTEM = "system", _("System is down")
    PROCESS = "process", _("Process is down")
    DOWNTIME = "downtime", _("Expected downtime is at least")
    MANUAL = "manual", _("Somebody decides")


@pgtrigger.register(ON_VERSION)
@tracked()
class ActivationCriterion(Part):
    """Criteria of one `group` hold together; any group is enough."""

    plan_version = of_version("criteria")
    group = models.PositiveSmallIntegerField(_("group"), default=1)
    kind = models.CharField(_("kind"), max_length=10, choices=CriterionKind.choices)
    grade = models.ForeignKey(
        IncidentGrade,
        verbose_name=_("grade"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    system = models.ForeignKey(
        System,
        verbose_name=_("system"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    process = models.ForeignKey(
        Process,
        verbose_name=_("process"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    downtime_s = duration_field(_("expected downtime"), validators=[MinValueValidator(0)])
    text_en = models.CharField(_("in words (English)"), max_length=300, blank=True, default="")
    text_zh = models.CharField(_("in words (Chinese)"), max_length=300, blank=True, default="")

    text = in_both("text")

    class Meta(Part.Meta):
        verbose_name = _("activation criterion")
        verbose_name_plural = _("activation criteria")
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="grade") & Q(grade__isnull=False))
                | (Q(kind="system") & Q(system__isnull=False))
                | (Q(kind="process") & Q(process__isnull=False))
                | (Q(kind="downtime") & Q(downtime_s__gte=0))
                | (Q(kind="manual") & ~Q(text_en="", text_zh="")),
                name="criterion_says_what_it_asks",
                violation_error_message=_("Say what the criterion asks for."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.text}".strip()


class ResourceKind(models.TextChoices):
    """Categories of source 001 §6.2 and of ISO 22332."""

    PEOPLE = "people", _("People")
    HARDWARE = "hardware", _("Hardware")
    SOFTWARE = "software", _("Software")
    NETWORK = "network", _("Network")
    INFORMATION = "information", _("Information")
    FACILITY = "facility", _("Facilities")
    TRANSPORT = "transport", _("Transport")
    SUPPLIES = "supplies", _("Supplies")


@pgtrigger.register(ON_VERSION)
@tracked()
class PlanResource(Part):
    """What must be there. `from_s` is how long after the activation it is needed."""

    plan_version = of_version("resources")
    kind = models.CharField(_("kind"), max_length=12, choices=ResourceKind.choices)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True, default="")
    name_zh = models.CharField(_("name (Chinese)"), max_length=200, blank=True, default="")
    quantity = models.CharField(_("quantity"), max_length=60, blank=True, default="")
    place = models.CharField(_("where it is"), max_length=200, blank=True, default="")
    from_s = duration_field(_("needed from"), validators=[MinValueValidator(0)])
    supplier = models.ForeignKey(
        Supplier,
        verbose_name=_("supplier"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    name = in_both("name")

    class Meta(Part.Meta):
        verbose_name = _("resource")
        verbose_name_plural = _("resources")

    def __str__(self) -> str:
        return str(self.name)


class Audience(models.TextChoices):
    CUSTOMERS = "customers", _("Customers")
    STORES = "stores", _("Shops")
    STAFF = "staff", _("Staff")
    COMMAND = "command", _("Command")
    REGULATOR = "regulator", _("Regulator")
    MEDIA = "media", _("Media")


@pgtrigger.register(ON_VERSION)
@tracked()
class CommsTemplate(Part):
    """A message prepared. Places in braces are filled when it is used: {system}, {process},
    {expected_recovery}, {incident}, {contact}; any other place is refused."""

    plan_version = of_version("messages")
    audience = models.CharField(_("audience"), max_length=10, choices=Audience.choices)
    channel = models.CharField(_("channel"), max_length=60, blank=True, default="")
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True, default="")
    title_zh = models.CharField(_("title (Chinese)"), max_length=200, blank=True, default="")
    body_en = models.TextField(_("text (English)"), blank=True, default="")
    body_zh = models.TextField(_("text (Chinese)"), blank=True, default="")

    title = in_both("title")
    body = in_both("body")

    class Meta(Part.Meta):
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")

    def __str__(self) -> str:
        return str(self.title)
