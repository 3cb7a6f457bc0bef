"""Systems, infrastructure, data sets, teams and services: what processes run on."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from bia.models.site import Site
from bia.models.supplier import Supplier
from bia.models.visibility import SharedRegisterQuerySet
from lib.history import tracked
from lib.records import Record, duration_field


class SystemKind(models.TextChoices):
    APPLICATION = "application", _("Application")
    INFRASTRUCTURE = "infrastructure", _("Infrastructure")
    DATA_SET = "data_set", _("Data set")
    TEAM = "team", _("Team")
    SERVICE = "service", _("Service")


class Importance(models.TextChoices):
    CORE = "core", _("Core")
    IMPORTANT = "important", _("Important")
    GENERAL = "general", _("General")


class SystemQuerySet(SharedRegisterQuerySet["System"]):
    def for_list(self) -> SystemQuerySet:
        return self.select_related("site", "supplier", "owner")


@tracked()
class System(Record):
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(
        _("kind"), max_length=20, choices=SystemKind.choices, default=SystemKind.APPLICATION.value
    )
    importance = models.CharField(
        _("importance"), max_length=20, choices=Importance.choices, default=Importance.GENERAL.value
    )
    description = models.TextField(_("description"), blank=True, default="")
    owner = models.ForeignKey(
        Person,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="systems",
    )
    site = models.ForeignKey(
        Site,
        verbose_name=_("site"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="systems",
    )
    supplier = models.ForeignKey(
        Supplier,
        verbose_name=_("supplier"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="systems",
    )
    restore_s = duration_field(_("own restore duration"))
    rto_s = duration_field(_("RTO"))
    rpo_s = duration_field(_("RPO"))
    dr_level = models.PositiveSmallIntegerField(
        _("disaster recovery level"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(6)],
    )

    objects = SystemQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("system")
        verbose_name_plural = _("systems")
        constraints = [
            models.CheckConstraint(
                condition=(Q(restore_s__isnull=True) | Q(restore_s__gte=0))
                & (Q(rto_s__isnull=True) | Q(rto_s__gte=0))
                & (Q(rpo_s__isnull=True) | Q(rpo_s__gte=0)),
                name="system_durations_are_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(dr_level__isnull=True) | Q(dr_level__gte=1, dr_level__lte=6),
                name="system_dr_level_is_one_to_six",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class TeamMember(models.Model):
    """A person in a team (a system of kind team), in calling order."""

    team = models.ForeignKey(System, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="teams")
    order = models.PositiveSmallIntegerField(default=0)
    duty = models.CharField(_("duty"), max_length=200, blank=True, default="")

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["team", "person"], name="team_member_is_listed_once")
        ]
