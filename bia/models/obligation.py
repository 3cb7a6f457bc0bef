"""Obligations by law, regulator or contract that cap objectives."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bia.models.process import Process
from bia.models.product import Product
from bia.models.visibility import SharedRegisterQuerySet
from lib.history import tracked
from lib.records import Record, duration_field


class ObligationKind(models.TextChoices):
    CONTRACT = "contract", _("Contract")
    REGULATION = "regulation", _("Regulation")
    SAFETY = "safety", _("Safety")
    POLICY = "policy", _("Own policy")


class ObligationQuerySet(SharedRegisterQuerySet["Obligation"]):
    def for_list(self) -> ObligationQuerySet:
        return self.prefetch_related("processes", "products")


@tracked()
class Obligation(Record):
    """Applies to the named processes and to every process of the named products."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=ObligationKind.choices,
        default=ObligationKind.REGULATION.value,
    )
    reference = models.CharField(_("reference"), max_length=300, blank=True, default="")
    text = models.TextField(_("text"), blank=True, default="")
    mtd_cap_s = duration_field(_("MTD at most"))
    rto_cap_s = duration_field(_("RTO at most"))
    rpo_cap_s = duration_field(_("RPO at most"))
    processes = models.ManyToManyField(
        Process, verbose_name=_("processes"), blank=True, related_name="obligations"
    )
    products = models.ManyToManyField(
        Product, verbose_name=_("products"), blank=True, related_name="obligations"
    )

    objects = ObligationQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        constraints = [
            models.CheckConstraint(
                condition=(Q(mtd_cap_s__isnull=True) | Q(mtd_cap_s__gte=0))
                & (Q(rto_cap_s__isnull=True) | Q(rto_cap_s__gte=0))
                & (Q(rpo_cap_s__isnull=True) | Q(rpo_cap_s__gte=0)),
                name="obligation_caps_are_not_negative",
            )
        ]

    def __str__(self) -> str:
        return self.name
