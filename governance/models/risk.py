"""The risk register (ISO 8.2.3, S2-015): what may interrupt which processes, and the answer."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Person, User
from bia.models import Process, System
from governance.models.change import Change
from governance.models.visibility import GovernanceQuerySet
from lib.history import tracked
from lib.records import Record

SCALE = [MinValueValidator(1), MaxValueValidator(5)]


class Threat(models.TextChoices):
    POWER = "power", _("Power or cooling")
    HARDWARE = "hardware", _("Hardware")
    SOFTWARE = "software", _("Software or change")
    CYBER = "cyber", _("Cyber attack")
    NETWORK = "network", _("Network")
    NATURE = "nature", _("Fire, water, weather")
    PEOPLE = "people", _("Loss of people")
    SUPPLIER = "supplier", _("Supplier")
    OTHER = "other", _("Other")


class Treatment(models.TextChoices):
    REDUCE = "reduce", _("Reduce")
    AVOID = "avoid", _("Avoid")
    TRANSFER = "transfer", _("Transfer")
    ACCEPT = "accept", _("Accept")


class RiskState(models.TextChoices):
    OPEN = "open", pgettext_lazy("risk", "Open")
    TREATED = "treated", _("Treated")
    ACCEPTED = "accepted", pgettext_lazy("risk", "Accepted")
    CLOSED = "closed", pgettext_lazy("risk", "Closed")


class RiskQuerySet(GovernanceQuerySet["Risk"]):
    def for_list(self) -> RiskQuerySet:
        return self.select_related("owner").prefetch_related("processes", "systems")


@tracked()
class Risk(Record):
    """ "RSK-2026-0001". Value = likelihood × impact, 1 to 25, before and (`left_*`) after the
    treatment. Accepting one needs a reason, an approver and a day it is looked at again."""

    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what may happen"), blank=True, default="")
    threat = models.CharField(_("threat"), max_length=10, choices=Threat.choices)
    processes = models.ManyToManyField(
        Process, verbose_name=_("processes"), blank=True, related_name="risks"
    )
    systems = models.ManyToManyField(
        System, verbose_name=_("systems"), blank=True, related_name="risks"
    )
    likelihood = models.PositiveSmallIntegerField(_("likelihood"), validators=SCALE)
    impact = models.PositiveSmallIntegerField(_("impact"), validators=SCALE)
    treatment = models.CharField(
        _("treatment"), max_length=10, choices=Treatment.choices, default=Treatment.REDUCE.value
    )
    measures = models.TextField(_("measures"), blank=True, default="")
    left_likelihood = models.PositiveSmallIntegerField(
        _("likelihood after treatment"), null=True, blank=True, validators=SCALE
    )
    left_impact = models.PositiveSmallIntegerField(
        _("impact after treatment"), null=True, blank=True, validators=SCALE
    )
    owner = models.ForeignKey(
        Person, verbose_name=_("owner"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="risks_owned",
    )  # fmt: skip
    next_review = models.DateField(_("next review"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=RiskState.choices, default=RiskState.OPEN.value,
        editable=False,
    )  # fmt: skip
    reason = models.TextField(_("reason"), blank=True, default="", editable=False)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    change = models.ForeignKey(
        Change, verbose_name=_("change"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="risks",
    )  # fmt: skip

    objects = RiskQuerySet.as_manager()

    class Meta:
        ordering = ["-code"]
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__gte=1, likelihood__lte=5, impact__gte=1, impact__lte=5),
                name="risk_is_rated_one_to_five",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted")
                | (Q(decided_by__isnull=False, next_review__isnull=False) & ~Q(reason="")),
                name="risk_accepted_has_reason_approver_and_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("governance:risk_detail", args=[self.code])

    @property
    def value(self) -> int:
        return self.likelihood * self.impact

    @property
    def left(self) -> int | None:
        if self.left_likelihood is None or self.left_impact is None:
            return None
        return self.left_likelihood * self.left_impact
