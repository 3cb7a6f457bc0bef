"""Call trees, and whether the people in them can be reached."""

from __future__ import annotations

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from bia.models.dependency import exactly_one
from lib.bilingual import in_both
from lib.history import tracked
from lib.records import duration_field
from plans.models.catalogue import ResponseRole
from plans.models.content import ON_VERSION, Part, of_version


@pgtrigger.register(ON_VERSION)
@tracked()
class CallNode(Part):
    """A person or a role to be called by `parent` (null: by whoever starts the tree).

    `wait_s` is how long to wait before the next alternate. A critical node has alternates: the
    further holders of its role, or `alternates`.
    """

    plan_version = of_version("call_nodes")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="children"
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="call_nodes",
    )
    role = models.ForeignKey(
        ResponseRole,
        verbose_name=_("role"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="call_nodes",
    )
    is_critical = models.BooleanField(_("critical"), default=False)
    wait_s = duration_field(
        _("wait before the next"),
        null=False,
        blank=False,
        default=300,
        validators=[MinValueValidator(0)],
    )
    script_en = models.TextField(_("what to say (English)"), blank=True, default="")
    script_zh = models.TextField(_("what to say (Chinese)"), blank=True, default="")

    script = in_both("script")

    class Meta(Part.Meta):
        verbose_name = _("contact of the call tree")
        verbose_name_plural = _("contacts of the call tree")
        constraints = [
            models.CheckConstraint(
                condition=exactly_one(("person", "role")),
                name="call_node_is_a_person_or_a_role",
                violation_error_message=_("Name a person or a role, not both."),
            ),
            models.CheckConstraint(
                condition=Q(wait_s__gte=0),
                name="call_wait_is_not_negative",
                violation_error_message=_("A duration is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person or self.role)


@pgtrigger.register(ON_VERSION)
@tracked()
class CallAlternate(Part):
    """Who is called when the node's own people cannot be reached, in order of position."""

    plan_version = of_version("call_alternates")
    node = models.ForeignKey(CallNode, on_delete=models.CASCADE, related_name="alternates")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="call_alternates")

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["node", "person"],
                name="alternate_stands_once",
                violation_error_message=_("This person is an alternate here already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.person)


class ReachabilityQuerySet(models.QuerySet["ReachabilityCheck"]):
    def waiting(self) -> ReachabilityQuerySet:
        return self.filter(answered_at__isnull=True, cancelled_at__isnull=True)


@tracked(exclude=["token_hash"])
class ReachabilityCheck(models.Model):
    """One asking of one person, answered by a one-tap link (PLN-11).

    Unanswered for 7 days the person is amber, for 30 days red. `token_hash` is the SHA-256 of
    the link's secret. `correct` null: answered without saying whether the numbers are right.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reachability")
    token_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    correct = models.BooleanField(null=True, blank=True)
    # "link", "by_hand" (a colleague reached them), "declined"
    answered_by = models.CharField(max_length=10, blank=True, default="")
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = ReachabilityQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(answered_at__isnull=True, cancelled_at__isnull=True),
                name="person_is_asked_once_at_a_time",
                violation_error_message=_("This person is being asked already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.asked_at:%Y-%m-%d}"
