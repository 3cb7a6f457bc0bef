"""What is told of governance: maturity, clauses, levels, investment, a page for executives."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from governance.models import Framework, FrameworkKind, InvestmentCase
from lib.errors import Problem
from lib.past_tables import existed
from reports.document.blocks import Document
from reports.filters.rows import Row
from reports.filters.values import Switch
from reports.governance import clauses, executive, investment, levels, maturity
from reports.kinds.document_kind import DocumentKind
from reports.kinds.kind import Group
from reports.kinds.short_kind import ShortKind
from reports.models import Report

FRAMEWORK = Row(
    "framework",
    _("Framework"),
    _("Empty: ISO 22301."),
    rows=lambda user: Framework.objects.visible_to(user).filter(kind=FrameworkKind.CLAUSES),
    said=lambda row: str(row.name),
    columns=8,
)
GAPS_ONLY = Switch("gaps", _("Only what is open"))
CASE = Row(
    "case",
    _("Investment case"),
    _("Empty: the one decided last, else the newest."),
    rows=lambda user: InvestmentCase.objects.visible_to(user).order_by("-code"),
    said=lambda row: f"{row.code} · {row.title}",
    columns=12,
)


class _OfGovernance(DocumentKind):
    group = Group.GOVERNANCE
    permission = "governance.view"


class ExecutiveKind(ShortKind):
    group = Group.GOVERNANCE
    permission = "governance.view"
    purpose = _("How long, what return, what customers may count on: one page, from proof only.")
    readers = _("Executives, the board")

    def title(self) -> str:
        return executive.title()

    def document(self, report: Report) -> Document:
        return executive.executive_document(report)


class MaturityKind(_OfGovernance):
    purpose = _("The ten points and the five levels, each with the evidence behind it.")
    readers = _("Management, continuity managers, auditors")

    def title(self) -> str:
        return maturity.title()

    def document(self, report: Report) -> Document:
        return maturity.maturity_document(report)


class ClausesKind(_OfGovernance):
    purpose = _("A standard clause by clause: evidence, score, gaps, owner and next review.")
    readers = _("Auditors, continuity managers")
    filters = (FRAMEWORK, GAPS_ONLY)

    def problems(
        self, wanted: dict[str, Any], *, by: User, as_of: datetime | None, at: datetime
    ) -> list[Problem]:
        code = wanted.setdefault("framework", clauses.DEFAULT)
        framework = Framework.objects.filter(code=code).first()
        if framework is None:
            return [FRAMEWORK.problem("required", _("There is no such framework."))]
        if as_of is not None and not existed(Framework, framework.pk, as_of):
            return [FRAMEWORK.problem("did_not_exist", _("There was no such framework then."))]
        return []

    def title(self) -> str:
        return clauses.title()

    def document(self, report: Report) -> Document:
        return clauses.clauses_document(report)


class LevelsKind(_OfGovernance):
    purpose = _("The level each system needs and reaches by its seven elements, and how it is"
                " to be recovered.")  # fmt: skip
    readers = _("IT management, auditors")

    def title(self) -> str:
        return levels.title()

    def document(self, report: Report) -> Document:
        return levels.levels_document(report)


class InvestmentKind(_OfGovernance):
    purpose = _("What an investment costs, what it saves and when it has paid back.")
    readers = _("Management, finance")
    filters = (CASE,)

    def problems(
        self, wanted: dict[str, Any], *, by: User, as_of: datetime | None, at: datetime
    ) -> list[Problem]:
        if "case" not in wanted:
            case = investment.meant(by)
            if case is None:
                return [CASE.problem("required", _("There is no investment case yet."))]
            wanted["case"] = case.code
        if as_of is not None and not investment.there_was(wanted["case"], as_of):
            return [CASE.problem("did_not_exist", _("There was no such case then."))]
        return []

    def title(self) -> str:
        return investment.title()

    def document(self, report: Report) -> Document:
        return investment.investment_document(report)
