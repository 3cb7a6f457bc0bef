"""Suppliers and what their contracts promise."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bia.models.visibility import SharedRegisterQuerySet
from lib.history import tracked
from lib.records import Record, duration_field


@tracked(exclude=["contact"])
class Supplier(Record):
    name = models.CharField(_("name"), max_length=200)
    contract_rto_s = duration_field(_("RTO by contract"))
    contract_rpo_s = duration_field(_("RPO by contract"))
    contact = models.CharField(_("contact"), max_length=300, blank=True, default="")
    notes = models.TextField(_("notes"), blank=True, default="")

    objects = SharedRegisterQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")
        constraints = [
            models.CheckConstraint(
                condition=(Q(contract_rto_s__isnull=True) | Q(contract_rto_s__gte=0))
                & (Q(contract_rpo_s__isnull=True) | Q(contract_rpo_s__gte=0)),
                name="supplier_durations_are_not_negative",
            )
        ]

    def __str__(self) -> str:
        return self.name
