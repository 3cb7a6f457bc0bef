"""Products and services, with the limits their contracts set."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bia.models.process import Process
from bia.models.visibility import SharedRegisterQuerySet
from lib.history import tracked
from lib.records import Record, duration_field


class ProductQuerySet(SharedRegisterQuerySet["Product"]):
    def for_list(self) -> ProductQuerySet:
        return self.prefetch_related("processes")


@tracked()
class Product(Record):
    """`mtd_s` caps the MTD of every process the product needs; `contract_mtd_s` its contract."""

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True, default="")
    mtd_s = duration_field(_("MTD"))
    contract_mtd_s = duration_field(_("limit by contract"))
    mbco_percent = models.DecimalField(
        _("minimum capacity (MBCO), %"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    processes = models.ManyToManyField(
        Process, verbose_name=_("processes"), blank=True, related_name="products"
    )

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("product or service")
        verbose_name_plural = _("products and services")
        constraints = [
            models.CheckConstraint(
                condition=(Q(mtd_s__isnull=True) | Q(mtd_s__gte=0))
                & (Q(contract_mtd_s__isnull=True) | Q(contract_mtd_s__gte=0)),
                name="product_limits_are_not_negative",
            )
        ]

    def __str__(self) -> str:
        return self.name
