"""How this organisation prints, checks and keeps what belongs to its plans."""

from __future__ import annotations

from datetime import time

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from lib.history import tracked


@tracked()
class PlanSettings(models.Model):
    """Exactly one row (id 1). `pack_folder` is a path beneath PACK_ROOT, "" for none."""

    posters_masked = models.BooleanField(_("mask numbers on cards and posters"), default=True)
    poster_address = models.CharField(
        _("address in QR codes"), max_length=200, blank=True, default=""
    )
    reachability_days = models.PositiveSmallIntegerField(
        _("days between asking"), default=90, validators=[MinValueValidator(7)]
    )
    amber_days = models.PositiveSmallIntegerField(_("amber after days"), default=7)
    red_days = models.PositiveSmallIntegerField(_("red after days"), default=30)
    phone_region = models.CharField(_("region of phone numbers"), max_length=2, default="CN")
    pack_at = models.TimeField(_("offline pack built at"), default=time(3, 0))
    pack_on = models.BooleanField(_("build an offline pack every night"), default=True)
    pack_days = models.PositiveSmallIntegerField(
        _("days an offline pack is kept"), default=14, validators=[MinValueValidator(1)]
    )
    pack_mail_to = models.ManyToManyField(
        Person, verbose_name=_("told of a new pack"), related_name="+", blank=True
    )
    pack_attach = models.BooleanField(_("attach the pack to the mail"), default=False)
    pack_folder = models.CharField(_("folder of packs"), max_length=200, blank=True, default="")
    purge_days = models.PositiveSmallIntegerField(
        _("days rows are kept after closing"), default=180, validators=[MinValueValidator(1)]
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("settings of plans")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="plan_settings_are_the_only_ones"),
            models.CheckConstraint(
                condition=Q(amber_days__lt=models.F("red_days")),
                name="amber_comes_before_red",
                violation_error_message=_("Amber must come before red."),
            ),
            models.CheckConstraint(
                condition=Q(pack_days__gte=1, purge_days__gte=1, reachability_days__gte=7),
                name="plan_settings_are_possible",
                violation_error_message=_(
                    "Keep packs and rows a day at least, and ask once in seven days at most."
                ),
            ),
        ]

    def __str__(self) -> str:
        return "settings of plans"

    @classmethod
    def current(cls) -> PlanSettings:
        return cls.objects.get_or_create(id=1)[0]
