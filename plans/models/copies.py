"""What was printed and where it hangs; the offline pack; files waiting to be imported."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import may
from accounts.models import Person, User
from bia.models import Site
from lib.history import tracked
from plans.models.plan import Plan, PlanVersion, VersionStatus


class CopyFormat(models.TextChoices):
    A4 = "a4", _("A4 card")
    A3 = "a3", _("A3 poster")
    WALLET = "wallet", _("Wallet card")
    PLAN = "plan", _("Whole plan")


class CopyState(models.TextChoices):
    POSTED = "posted", pgettext_lazy("paper", "Posted")
    REPLACED = "replaced", _("Replaced")
    REMOVED = "removed", _("Removed")
    LOST = "lost", _("Lost")


class PrintCopyQuerySet(models.QuerySet["PrintCopy"]):
    def visible_to(self, user: User) -> PrintCopyQuerySet:
        return self.filter(plan_version__plan__in=Plan.objects.visible_to(user))

    def for_list(self) -> PrintCopyQuerySet:
        return self.select_related("plan_version__plan", "holder", "site", "printed_by")

    def outdated(self) -> PrintCopyQuerySet:
        """Those that hang although their version is not in force, or names and numbers on them
        are not those of today: the reprint list."""
        holds = Q(plan_version__status=VersionStatus.EFFECTIVE, facts_changed_at__isnull=True)
        return self.filter(state=CopyState.POSTED).exclude(holds)


@tracked(exclude=["token"])
class PrintCopy(models.Model):
    """One print for one place. `token` is what the QR code says, /v/<token>; it shows nothing
    but title, version, date and whether this is current. `numbers_masked` as printed.

    `facts_sha256` is that of the names, numbers and grades printed, which no version holds;
    `facts_changed_at` is since when they are others ("" and null: printed without such facts).
    """

    token = models.CharField(max_length=12, unique=True)
    plan_version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="copies")
    format = models.CharField(_("format"), max_length=8, choices=CopyFormat.choices)
    language = models.CharField(_("language"), max_length=10)  # en, zh-hans, both
    numbers_masked = models.BooleanField(_("numbers masked"), default=True)
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)
    place = models.CharField(_("place"), max_length=200, blank=True, default="")
    site = models.ForeignKey(
        Site,
        verbose_name=_("site"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="print_copies",
    )
    holder = models.ForeignKey(
        Person,
        verbose_name=_("holder"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="print_copies",
    )
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    printed_at = models.DateTimeField(_("printed"))
    state = models.CharField(
        max_length=10, choices=CopyState.choices, default=CopyState.POSTED.value
    )
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    facts_sha256 = models.CharField(max_length=64, blank=True, default="", editable=False)
    facts_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    photo_name = models.CharField(max_length=200, blank=True, default="")
    photo_sha256 = models.CharField(max_length=64, blank=True, default="")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PrintCopyQuerySet.as_manager()

    class Meta:
        ordering = ["-printed_at", "-id"]
        verbose_name = _("printed copy")
        verbose_name_plural = _("printed copies")
        constraints = [
            models.CheckConstraint(
                condition=Q(token__regex="^[A-Za-z0-9]{12}$"),  # noqa: S106 - a shape
                name="token_has_12_characters",
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_version} {self.format} {self.place}"

    def get_absolute_url(self) -> str:
        return reverse("plans:copy_detail", args=[self.token])


class CopyPhoto(models.Model):
    """The picture that shows the new copy in its place."""

    copy = models.OneToOneField(PrintCopy, on_delete=models.CASCADE, related_name="photo")
    content_type = models.CharField(max_length=50)
    content = models.BinaryField(editable=False)

    def __str__(self) -> str:
        return str(self.copy)


class PackState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    BUILDING = "building", _("Being built")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class PackTrigger(models.TextChoices):
    NIGHTLY = "nightly", _("Every night")
    APPROVAL = "approval", _("A version came into force")
    MANUAL = "manual", _("By hand")


class OfflinePackQuerySet(models.QuerySet["OfflinePack"]):
    def visible_to(self, user: User) -> OfflinePackQuerySet:
        return self if may(user, "plan.pack") else self.none()

    def for_list(self) -> OfflinePackQuerySet:
        return self.select_related("requested_by")


@tracked()
class OfflinePack(models.Model):
    """Everything in one ZIP that works without this platform (kept 14 days).

    State is the queue: a sweep takes what is queued, `leased_until` lets another worker take
    over from a killed one. `contents` lists file, size and SHA-256; `stored_at` is where in the
    administrator's folder it lies, `mailed_at` when the link was sent.
    """

    code = models.CharField(max_length=30, unique=True)
    trigger = models.CharField(max_length=10, choices=PackTrigger.choices)
    state = models.CharField(
        max_length=10, choices=PackState.choices, default=PackState.QUEUED.value
    )
    progress = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    size_bytes = models.BigIntegerField(null=True, blank=True)
    contents = models.JSONField(default=list, blank=True)
    stored_at = models.CharField(max_length=500, blank=True, default="")
    store_failure = models.CharField(max_length=500, blank=True, default="")
    mailed_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = OfflinePackQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-id"]
        verbose_name = _("offline pack")
        verbose_name_plural = _("offline packs")

    def __str__(self) -> str:
        return self.code


class PackFile(models.Model):
    """The bytes of a finished pack, until it expires."""

    pack = models.OneToOneField(OfflinePack, on_delete=models.CASCADE, related_name="file")
    content = models.BinaryField(editable=False)

    def __str__(self) -> str:
        return str(self.pack)


class PlanUpload(models.Model):
    """A file between its dry run and its import. `noun` is tasks, sections or rows; `target` the
    key of the version or the batch; `mapping` what the person chose; `fingerprint` as in
    bia.ImportUpload: what changed since gives another one, and nothing is imported.
    """

    noun = models.CharField(max_length=10)
    target = models.CharField(max_length=120)
    filename = models.CharField(_("file"), max_length=255)
    content = models.BinaryField(editable=False)
    digest = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True, default="")
    preview = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["created_by", "-created_at"])]

    def __str__(self) -> str:
        return self.filename
