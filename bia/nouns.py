"""The nouns of the register in one table: what their pages, files and verbs are called.

Pages, bulk edit, import and export read this; adding a noun means adding a row here, a form, a
filter and three small templates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Person
from bia.filters import register as filters
from bia.forms import register as forms
from bia.models import (
    Dependency,
    Obligation,
    Process,
    Product,
    Site,
    Supplier,
    System,
    SystemKind,
)
from bia.services import (
    dependencies,
    obligations,
    processes,
    products,
    sites,
    suppliers,
    systems,
)
from lib.listing import Column


@dataclass(frozen=True)
class Noun:
    """`imported` are the columns of a file; `bulk` the fields that may be set in many rows."""

    key: str
    path: str
    model: type[models.Model]
    permission: str
    titles: dict[str, Any]
    imported: tuple[str, ...]
    form: Any = None
    filterset: Any = None
    columns: tuple[Column, ...] = ()
    search_in: tuple[str, ...] = ()
    bulk: tuple[str, ...] = ()
    create: Callable[..., Any] | None = None
    change: Callable[..., Any] | None = None
    delete: Callable[..., Any] | None = None
    fixed: dict[str, Any] = field(default_factory=dict)
    app: str = "bia"
    # Export only: known to the register, written elsewhere.
    shown_only: tuple[str, ...] = ()

    @property
    def list_url(self) -> str:
        return reverse(f"{self.app}:{self.key}_list")

    def url(self, what: str, *args: Any) -> str:
        return reverse(f"bia:{self.key}_{what}", args=args)

    def rows(self, user: Any) -> models.QuerySet[Any]:
        """What the user may see, loaded as the list shows it."""
        manager: Any = self.model._default_manager
        rows = manager.for_list()
        rows = rows.visible_to(user) if hasattr(rows, "visible_to") else rows
        found: models.QuerySet[Any] = rows.filter(**self.fixed)
        return found


CODE = Column("code", _("Code"), ["code"])

SITE = Noun(
    key="site",
    path="sites",
    model=Site,
    permission="infrastructure.change",
    titles={
        "many": _("Sites"),
        "add": _("Add a site"),
        "none": _("No sites yet"),
        "why": _("Sites are where systems run and people work; a what-if can take one out."),
        "delete": _("Delete this site?"),
    },
    imported=("code", "name", "kind", "region", "timezone", "notes"),
    form=forms.SiteForm,
    filterset=filters.SiteFilter,
    columns=(
        CODE,
        Column("name", _("Site"), ["name"]),
        Column("kind", _("Kind"), ["kind"]),
        Column("region", _("Region"), ["region"]),
        Column("timezone", _("Time zone"), ["timezone"]),
    ),
    search_in=("code", "name", "region"),
    bulk=("kind", "region", "timezone"),
    create=sites.create_site,
    change=sites.change_site,
    delete=sites.delete_site,
)

SUPPLIER = Noun(
    key="supplier",
    path="suppliers",
    model=Supplier,
    permission="infrastructure.change",
    titles={
        "many": _("Suppliers"),
        "add": _("Add a supplier"),
        "none": _("No suppliers yet"),
        "why": _("Suppliers promise recovery times by contract; processes and systems need them."),
        "delete": _("Delete this supplier?"),
    },
    imported=("code", "name", "contract_rto_s", "contract_rpo_s", "contact", "notes"),
    form=forms.SupplierForm,
    filterset=filters.SupplierFilter,
    columns=(
        CODE,
        Column("name", _("Supplier"), ["name"]),
        Column("contract_rto_s", _("RTO by contract"), ["contract_rto_s"], "num"),
        Column("contract_rpo_s", _("RPO by contract"), ["contract_rpo_s"], "num"),
        Column("contact", _("Contact")),
    ),
    search_in=("code", "name"),
    bulk=("contract_rto_s", "contract_rpo_s"),
    create=suppliers.create_supplier,
    change=suppliers.change_supplier,
    delete=suppliers.delete_supplier,
)

SYSTEM_COLUMNS = (
    CODE,
    Column("name", _("System"), ["name"]),
    Column("kind", _("Kind"), ["kind"]),
    Column("importance", _("Importance"), ["importance"]),
    Column("site", _("Site"), ["site__name"]),
    Column("restore_s", _("Own restore duration"), ["restore_s"], "num"),
    Column("rto_s", _("RTO"), ["rto_s"], "num"),
    Column("rpo_s", _("RPO"), ["rpo_s"], "num"),
    Column("dr_level", _("Recovery level"), ["dr_level"]),
)


def _system_noun(key: str, path: str, titles: dict[str, Any], kind: str = "") -> Noun:
    return Noun(
        key=key,
        path=path,
        model=System,
        permission="infrastructure.change",
        titles=titles,
        imported=(
            *("code", "name", "kind", "importance", "owner", "site", "supplier"),
            *("restore_s", "rto_s", "rpo_s", "dr_level", "description"),
        ),
        form=forms.SystemForm,
        filterset=filters.OneKindFilter if kind else filters.SystemFilter,
        columns=SYSTEM_COLUMNS,
        search_in=("code", "name"),
        bulk=(
            *("kind", "importance", "owner", "site", "supplier"),
            *("restore_s", "rto_s", "rpo_s", "dr_level"),
        ),
        create=systems.create_system,
        change=systems.change_system,
        delete=systems.delete_system,
        fixed={"kind": kind} if kind else {},
    )


SYSTEM = _system_noun(
    "system",
    "systems",
    {
        "many": _("Systems"),
        "add": _("Add a system"),
        "none": _("No systems yet"),
        "why": _("Systems are what processes run on; their restore times decide what is possible."),
        "delete": _("Delete this system?"),
    },
)
DATASET = _system_noun(
    "dataset",
    "data-sets",
    {
        "many": _("Data sets"),
        "add": _("Add a data set"),
        "none": _("No data sets yet"),
        "why": _("Data sets carry the RPO: how much data may be lost."),
        "delete": _("Delete this data set?"),
    },
    SystemKind.DATA_SET.value,
)
TEAM = _system_noun(
    "team",
    "teams",
    {
        "many": _("Teams"),
        "add": _("Add a team"),
        "none": _("No teams yet"),
        "why": _(
            "Teams restore systems and keep business going; their members are called in order."
        ),
        "delete": _("Delete this team?"),
    },
    SystemKind.TEAM.value,
)

PROCESS = Noun(
    key="process",
    path="processes",
    model=Process,
    permission="register.change",
    titles={
        "many": _("Processes"),
        "add": _("Add a process"),
        "none": _("No processes yet"),
        "why": _("Processes are what must not stop. Everything else hangs on them."),
        "delete": _("Delete this process?"),
    },
    imported=(
        *("code", "name", "department", "owner", "critical", "life_safety", "regulated"),
        *("daily_volume", "peak_periods", "mbco_percent", "wrt_s", "wrt_blocking"),
        *("review_due", "description"),
    ),
    shown_only=("mtd_s", "rto_s", "rpo_s", "tier"),
    form=forms.ProcessForm,
    filterset=filters.ProcessFilter,
    columns=(
        CODE,
        Column("name", _("Process"), ["name"]),
        Column("department", _("Department"), ["department__name"]),
        Column("owner", _("Owner"), ["owner__name"]),
        Column("critical", _("Critical"), ["critical"]),
        Column("tier", _("Tier"), ["tier__order"]),
        Column("mtd_s", _("MTD"), ["mtd_s"], "num"),
        Column("rto_s", _("RTO"), ["rto_s"], "num"),
        Column("rpo_s", _("RPO"), ["rpo_s"], "num"),
        Column("review_due", _("Review due"), ["review_due"]),
    ),
    search_in=("code", "name"),
    bulk=(
        *("department", "owner", "critical", "life_safety", "regulated"),
        *("mbco_percent", "wrt_s", "wrt_blocking", "review_due"),
    ),
    create=processes.create_process,
    change=processes.change_process,
    delete=processes.delete_process,
)

PRODUCT = Noun(
    key="product",
    path="products",
    model=Product,
    permission="register.change",
    titles={
        "many": _("Products and services"),
        "add": _("Add a product or service"),
        "none": _("No products or services yet"),
        "why": _("What customers buy caps the MTD of every process it needs."),
        "delete": _("Delete this product or service?"),
    },
    imported=(
        "code",
        "name",
        "mtd_s",
        "contract_mtd_s",
        "mbco_percent",
        "description",
        "processes",
    ),
    form=forms.ProductForm,
    filterset=filters.ProductFilter,
    columns=(
        CODE,
        Column("name", _("Product or service"), ["name"]),
        Column("mtd_s", _("MTD"), ["mtd_s"], "num"),
        Column("contract_mtd_s", _("Limit by contract"), ["contract_mtd_s"], "num"),
        Column("processes", _("Processes")),
    ),
    search_in=("code", "name"),
    bulk=("mtd_s", "contract_mtd_s", "mbco_percent"),
    create=products.create_product,
    change=products.change_product,
    delete=products.delete_product,
)

OBLIGATION = Noun(
    key="obligation",
    path="obligations",
    model=Obligation,
    permission="register.change",
    titles={
        "many": _("Obligations"),
        "add": _("Add an obligation"),
        "none": _("No obligations yet"),
        "why": _("Laws, regulators and contracts cap MTD, RTO and RPO of the processes they name."),
        "delete": _("Delete this obligation?"),
    },
    imported=(
        *("code", "name", "kind", "reference", "mtd_cap_s", "rto_cap_s", "rpo_cap_s"),
        *("text", "processes", "products"),
    ),
    form=forms.ObligationForm,
    filterset=filters.ObligationFilter,
    columns=(
        CODE,
        Column("name", _("Obligation"), ["name"]),
        Column("kind", _("Kind"), ["kind"]),
        Column("mtd_cap_s", _("MTD at most"), ["mtd_cap_s"], "num"),
        Column("rto_cap_s", _("RTO at most"), ["rto_cap_s"], "num"),
        Column("rpo_cap_s", _("RPO at most"), ["rpo_cap_s"], "num"),
        Column("applies", _("Applies to")),
    ),
    search_in=("code", "name", "reference"),
    bulk=("kind", "mtd_cap_s", "rto_cap_s", "rpo_cap_s"),
    create=obligations.create_obligation,
    change=obligations.change_obligation,
    delete=obligations.delete_obligation,
)

DEPENDENCY = Noun(
    key="dependency",
    path="dependencies",
    model=Dependency,
    permission="register.change",
    titles={
        "many": _("Dependencies"),
        "add": _("Add a dependency"),
        "none": _("No dependencies yet"),
        "why": _("Dependencies say what needs what; recovery times follow from them."),
        "delete": _("Delete this dependency?"),
    },
    imported=(
        *("code", "dependent", "needs", "mode", "strength", "workaround_activation_s"),
        *("workaround_endurance_s", "workaround_capacity", "group", "group_needs", "notes"),
    ),
    form=forms.DependencyForm,
    filterset=filters.DependencyFilter,
    columns=(
        CODE,
        Column("dependent", _("Dependent"), ["dependent_process__name", "dependent_system__name"]),
        Column("needs", _("Needs")),
        Column("mode", _("Mode"), ["mode"]),
        Column("strength", _("Strength"), ["strength"]),
        Column("workaround", _("Workaround")),
        Column("group", _("Group"), ["group"]),
    ),
    search_in=(
        *("code", "group", "dependent_process__name", "dependent_system__name"),
        *("needs_process__name", "needs_system__name", "needs_site__name"),
        *("needs_supplier__name", "needs_person__name"),
    ),
    bulk=("mode", "strength", "workaround_activation_s", "workaround_endurance_s"),
    create=dependencies.create_dependency,
    change=dependencies.change_dependency,
    delete=dependencies.delete_dependency,
)

PERSON = Noun(
    key="person",
    path="people",
    model=Person,
    permission="people.change",
    titles={"many": _("People")},
    imported=(
        *("code", "name", "email", "phones", "title", "qualification", "department"),
        *("deputy", "is_active"),
    ),
    search_in=("code", "name", "email"),
    app="accounts",
)

DEPARTMENT = Noun(
    key="department",
    path="departments",
    model=Department,
    permission="department.change",
    titles={"many": _("Departments")},
    imported=("code", "name", "parent"),
    search_in=("code", "name"),
    app="accounts",
)

PAGES = (
    *(PROCESS, SYSTEM, DATASET, TEAM, SITE, SUPPLIER),
    *(PRODUCT, OBLIGATION, DEPENDENCY),
)
FILES = (*PAGES, PERSON, DEPARTMENT)
NOUNS = {noun.key: noun for noun in FILES}
# The API names files by the resource's path.
BY_PATH = {noun.path: noun for noun in FILES}
