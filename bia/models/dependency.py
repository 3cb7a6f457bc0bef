"""What needs what: edges of the dependency graph (docs/method.md §13)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import departments_limit, may
from accounts.models import Person, User
from bia.models.process import Process
from bia.models.site import Site
from bia.models.supplier import Supplier
from bia.models.system import System
from lib.history import tracked
from lib.records import Record, duration_field

DEPENDENT_FIELDS = ("dependent_process", "dependent_system")
NEEDED_FIELDS = (
    "needs_process",
    "needs_system",
    "needs_site",
    "needs_supplier",
    "needs_person",
)


class DependencyMode(models.TextChoices):
    SERIAL = "serial", _("Serial: restored one after the other")
    PARALLEL = "parallel", _("Parallel: restored side by side")


class DependencyStrength(models.TextChoices):
    HARD = "hard", _("Hard")
    DEGRADING = "degrading", _("Degrading")
    OPTIONAL = "optional", _("Optional")


def exactly_one(fields: tuple[str, ...]) -> Q:
    """A condition: one of `fields` is set and the others are null."""
    condition = Q()
    for chosen in fields:
        condition |= Q(**{f"{field}__isnull": field != chosen for field in fields})
    return condition


class DependencyQuerySet(models.QuerySet["Dependency"]):
    def visible_to(self, user: User) -> DependencyQuerySet:
        """Edges between systems, and edges of the processes the user may see."""
        if not may(user, "register.view"):
            return self.none()
        if departments_limit(user, "register.view") is None:
            return self
        visible = Process.objects.visible_to(user).values("id")
        return self.filter(Q(dependent_process__isnull=True) | Q(dependent_process__in=visible))

    def for_list(self) -> DependencyQuerySet:
        """With both ends. Eight tables in one query take PostgreSQL 30 ms to plan, five take 2:
        what is needed least often comes in a query of its own, and only where there is some."""
        return self.select_related(
            *DEPENDENT_FIELDS, "needs_process", "needs_system"
        ).prefetch_related("needs_site", "needs_supplier", "needs_person")


def _end(
    model: type[models.Model] | str, label: Any, related_name: str
) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        model,
        verbose_name=label,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name=related_name,
    )


@tracked()
class Dependency(Record):
    """`dependent` needs `needs`. Edges that share `group` are alternatives, k of n."""

    dependent_process = _end(Process, _("process"), "needs")
    dependent_system = _end(System, _("system"), "needs")
    needs_process = _end(Process, _("needs process"), "needed_by")
    needs_system = _end(System, _("needs system"), "needed_by")
    needs_site = _end(Site, _("needs site"), "needed_by")
    needs_supplier = _end(Supplier, _("needs supplier"), "needed_by")
    needs_person = _end(Person, _("needs person"), "needed_by")

    mode = models.CharField(
        _("mode"),
        max_length=10,
        choices=DependencyMode.choices,
        default=DependencyMode.SERIAL.value,
    )
    strength = models.CharField(
        _("strength"),
        max_length=10,
        choices=DependencyStrength.choices,
        default=DependencyStrength.HARD.value,
    )
    workaround_activation_s = duration_field(_("workaround active after"))
    # Measured from the disruption, not from the activation.
    workaround_endurance_s = duration_field(_("workaround lasts until"))
    workaround_capacity = models.DecimalField(
        _("workaround capacity (share)"),
        max_digits=4,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    group = models.CharField(_("group of alternatives"), max_length=64, blank=True, default="")
    group_needs = models.PositiveSmallIntegerField(
        _("how many of the group are needed"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    notes = models.CharField(_("notes"), max_length=300, blank=True, default="")

    objects = DependencyQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("dependency")
        verbose_name_plural = _("dependencies")
        constraints = [
            models.CheckConstraint(
                condition=exactly_one(DEPENDENT_FIELDS), name="dependency_has_one_dependent"
            ),
            models.CheckConstraint(
                condition=exactly_one(NEEDED_FIELDS), name="dependency_needs_one_thing"
            ),
            models.UniqueConstraint(
                fields=[*DEPENDENT_FIELDS, *NEEDED_FIELDS],
                name="dependency_is_stated_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=~(
                    Q(dependent_process__isnull=False)
                    & Q(dependent_process=models.F("needs_process"))
                )
                & ~(
                    Q(dependent_system__isnull=False) & Q(dependent_system=models.F("needs_system"))
                ),
                name="dependency_is_not_on_itself",
            ),
            models.CheckConstraint(
                condition=(
                    Q(workaround_activation_s__isnull=True) | Q(workaround_activation_s__gte=0)
                )
                & (Q(workaround_endurance_s__isnull=True) | Q(workaround_endurance_s__gte=0)),
                name="dependency_workaround_times_are_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(workaround_capacity__isnull=True)
                | Q(workaround_capacity__gte=0, workaround_capacity__lte=Decimal(1)),
                name="dependency_workaround_capacity_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(group_needs__isnull=True) | Q(group_needs__gte=1),
                name="dependency_group_needs_at_least_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dependent_key} → {self.needs_key}"

    @property
    def dependent(self) -> Process | System:
        """The process or system that needs (loaded by `for_list`)."""
        return self.dependent_process or self.dependent_system

    @property
    def needs(self) -> models.Model:
        """What is needed (loaded by `for_list`)."""
        for field in NEEDED_FIELDS:
            if getattr(self, f"{field}_id") is not None:
                return getattr(self, field)
        raise ValueError("a dependency needs one thing")

    @property
    def dependent_key(self) -> str:
        return node_key(self.dependent)

    @property
    def needs_key(self) -> str:
        return node_key(self.needs)


def node_key(node: Any) -> str:
    """`process:road-rescue`, `system:dispatch`, `team:…`, as the API names nodes."""
    kind = node._meta.model_name
    if kind == "system" and node.kind == "team":
        kind = "team"
    return f"{kind}:{node.code}"
