"""Paper forms: their design, the sheets that were printed, where they lie."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import may
from accounts.models import Person, User
from bia.models import Process, Site
from lib.bilingual import in_both
from lib.history import tracked
from lib.records import Record
from plans.models.plan import Plan


class PlansQuerySet(models.QuerySet[models.Model]):
    def visible_to(self, user: User) -> PlansQuerySet:
        return self if may(user, "plan.view") else self.none()

    def for_list(self) -> PlansQuerySet:
        return self


class StoreQuerySet(models.QuerySet["Store"]):
    def visible_to(self, user: User) -> StoreQuerySet:
        return self if may(user, "plan.view") else self.none()

    def for_list(self) -> StoreQuerySet:
        return self.select_related("manager", "lead", "site")


@tracked()
class Store(Record):
    """A shop that works on paper when the system is down. The lead enters, the manager answers."""

    name_en = models.CharField(_("name (English)"), max_length=200, blank=True, default="")
    name_zh = models.CharField(_("name (Chinese)"), max_length=200, blank=True, default="")
    manager = models.ForeignKey(
        Person,
        verbose_name=_("manager"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="managed_stores",
    )
    lead = models.ForeignKey(
        Person,
        verbose_name=_("lead"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="led_stores",
    )
    site = models.ForeignKey(
        Site,
        verbose_name=_("site"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stores",
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = StoreQuerySet.as_manager()
    name = in_both("name")

    class Meta:
        ordering = ["code"]
        verbose_name = _("shop")
        verbose_name_plural = _("shops")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_en="", name_zh=""),
                name="store_has_a_name",
                violation_error_message=_("Give the shop a name in English or Chinese."),
            )
        ]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("plans:store_detail", args=[self.code])


prefix_validator = RegexValidator(r"^[A-Z][A-Z0-9]{1,7}$", _("Two to eight capital letters."))


class PaperFormQuerySet(models.QuerySet["PaperForm"]):
    def visible_to(self, user: User) -> PaperFormQuerySet:
        return self if may(user, "plan.view") else self.none()

    def for_list(self) -> PaperFormQuerySet:
        return self.select_related("plan", "process")


@tracked()
class PaperForm(Record):
    """A form as it is designed now; a printing keeps the design it was printed with.

    `next_serial` is the number of the next sheet; serials read "CSM-000123".
    """

    name_en = models.CharField(_("name (English)"), max_length=200, blank=True, default="")
    name_zh = models.CharField(_("name (Chinese)"), max_length=200, blank=True, default="")
    prefix = models.CharField(
        _("prefix of serials"), max_length=8, unique=True, validators=[prefix_validator]
    )
    header_en = models.TextField(_("text above (English)"), blank=True, default="")
    header_zh = models.TextField(_("text above (Chinese)"), blank=True, default="")
    rows_per_sheet = models.PositiveSmallIntegerField(
        _("rows per sheet"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(40)],
    )
    landscape = models.BooleanField(_("landscape"), default=True)
    plan = models.ForeignKey(
        Plan,
        verbose_name=_("plan"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="paper_forms",
    )
    process = models.ForeignKey(
        Process,
        verbose_name=_("process"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="paper_forms",
    )
    next_serial = models.PositiveIntegerField(default=1, editable=False)
    is_active = models.BooleanField(_("active"), default=True)

    objects = PaperFormQuerySet.as_manager()
    name = in_both("name")
    header = in_both("header")

    class Meta:
        ordering = ["code"]
        verbose_name = _("paper form")
        verbose_name_plural = _("paper forms")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_en="", name_zh=""),
                name="paper_form_has_a_name",
                violation_error_message=_("Give the form a name in English or Chinese."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("plans:form_detail", args=[self.code])


class ColumnType(models.TextChoices):
    TEXT = "text", pgettext_lazy("form column", "Text")
    TIME = "time", _("Time of day")
    PHONE = "phone", _("Phone number")
    PLATE = "plate", _("Number plate")
    CHOICE = "choice", pgettext_lazy("form column", "Choice")
    NUMBER = "number", _("Number")


@tracked()
class FormColumn(models.Model):
    """`key` names the value in a row ("plate"). `groups_totals` marks the column whose totals
    must balance besides the shop's (the adviser). `is_personal` values are masked and purged."""

    form = models.ForeignKey(PaperForm, on_delete=models.CASCADE, related_name="columns")
    position = models.PositiveSmallIntegerField(default=1)
    key = models.SlugField(max_length=30)
    name_en = models.CharField(_("name (English)"), max_length=100, blank=True, default="")
    name_zh = models.CharField(_("name (Chinese)"), max_length=100, blank=True, default="")
    type = models.CharField(_("type"), max_length=8, choices=ColumnType.choices, default="text")
    is_required = models.BooleanField(pgettext_lazy("form column", "required"), default=False)
    is_personal = models.BooleanField(_("personal"), default=False)
    groups_totals = models.BooleanField(_("totals by this"), default=False)
    width = models.PositiveSmallIntegerField(
        _("width (mm)"), default=30, validators=[MinValueValidator(8), MaxValueValidator(200)]
    )
    choices = models.JSONField(_("choices"), default=list, blank=True)
    example = models.CharField(_("example"), max_length=100, blank=True, default="")

    name = in_both("name")

    class Meta:
        ordering = ["form", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "key"],
                name="form_has_a_column_once",
                violation_error_message=_("The form has a column of this key already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.name)


@tracked()
class FormStock(models.Model):
    """How many blank sheets a shop should have at least; fewer is told once."""

    form = models.ForeignKey(PaperForm, on_delete=models.CASCADE, related_name="stocks")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="stocks")
    minimum = models.PositiveIntegerField(_("at least"), default=10)
    told_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["store", "form"]
        constraints = [
            models.UniqueConstraint(fields=["form", "store"], name="stock_of_a_form_stands_once")
        ]

    def __str__(self) -> str:
        return f"{self.form_id}:{self.store_id}"


@tracked()
class FormPrinting(models.Model):
    """One printing: consecutive serials for one shop, with the design of that moment
    (`columns` as FormColumn's fields, `rows_per_sheet`, headers)."""

    form = models.ForeignKey(PaperForm, on_delete=models.PROTECT, related_name="printings")
    store = models.ForeignKey(
        Store, null=True, blank=True, on_delete=models.PROTECT, related_name="printings"
    )
    language = models.CharField(max_length=10)
    design = models.JSONField()
    first_serial = models.PositiveIntegerField()
    quantity = models.PositiveIntegerField(
        _("sheets"), validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    printed_at = models.DateTimeField()
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-printed_at", "-id"]

    def __str__(self) -> str:
        return f"{self.form_id} {self.first_serial}+{self.quantity}"


class SheetState(models.TextChoices):
    STOCK = "stock", _("In stock")
    ISSUED = "issued", _("Issued")
    RETURNED = "returned", _("Returned")
    BLANK = "blank", _("Returned blank")
    LOST = "lost", _("Lost")
    VOID = "void", _("Void")


@tracked(exclude=["token"])
class FormSheet(models.Model):
    """One numbered sheet. Issued, it belongs to a backfill; `rows_written` is counted on the
    paper, `rows_void` those struck out. A lost one has who signed and how many rows it had."""

    printing = models.ForeignKey(FormPrinting, on_delete=models.PROTECT, related_name="sheets")
    serial = models.CharField(_("serial"), max_length=20, unique=True)
    token = models.CharField(max_length=12, unique=True)
    store = models.ForeignKey(
        Store, null=True, blank=True, on_delete=models.PROTECT, related_name="sheets"
    )
    state = models.CharField(
        max_length=10, choices=SheetState.choices, default=SheetState.STOCK.value
    )
    backfill = models.ForeignKey(
        "Backfill", null=True, blank=True, on_delete=models.PROTECT, related_name="sheets"
    )
    rows_written = models.PositiveSmallIntegerField(_("rows written"), null=True, blank=True)
    rows_void = models.PositiveSmallIntegerField(_("rows void"), default=0)
    rows_estimated = models.PositiveSmallIntegerField(_("rows estimated"), null=True, blank=True)
    signed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(_("note"), max_length=500, blank=True, default="")
    changed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["serial"]
        indexes = [models.Index(fields=["store", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="lost")
                | Q(signed_by__isnull=False, rows_estimated__isnull=False),
                name="lost_sheet_is_signed_and_estimated",
                violation_error_message=_(
                    "Say who signs for a lost sheet and how many rows it had."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | Q(rows_written__isnull=False),
                name="returned_sheet_is_counted",
                violation_error_message=_("Count the rows written on the sheet."),
            ),
        ]

    def __str__(self) -> str:
        return self.serial
