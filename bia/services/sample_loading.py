"""Writes the sample company: once, in one transaction, and only into an empty installation."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pghistory
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Organisation, Person, Role, RoleGrant, User
from bia.models import Dependency, Process, Site, Supplier, System, TeamMember
from bia.models.dependency import node_key
from bia.services.catalogue import record_version
from bia.services.dr_loading import SOURCE, use_shipped
from bia.services.findings import check_findings
from bia.services.sample_analysis import load_analysis, load_scenarios
from bia.services.sample_assessments import load_assessments
from bia.services.sample_followup import load_followup
from bia.services.sample_parts import Loading, parts
from bia.services.sample_reading import read_sample
from followup.services.outbox import in_the_app_only
from lib.errors import GuardsUnmet
from lib.versioning import create

LOCK = 7_240_001  # any number that no other advisory lock uses


def load_sample(*, variant: str, language: str, at: datetime) -> bool:
    """True when the company was written, False when a sample stands already.

    Raises GuardsUnmet when the installation holds accounts or a register of its own.
    """
    data = read_sample(variant, language)
    with transaction.atomic(), pghistory.context(sample=variant, task="load_sample"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        organisation = Organisation.current()
        if organisation.sample:
            return False
        if holds_own_data():
            raise GuardsUnmet.one(
                "own_data", _("This installation holds data of its own; no sample was loaded.")
            )
        # What people would have been told long ago stands in the app; nothing leaves the house.
        with in_the_app_only():
            Loader(data, at, language).load(organisation, variant)
            loading = Loading(variant, language, at)
            for part in parts():
                part.rows(loading)
            check_findings(at=at)
    return True


def load_sample_files(*, variant: str, language: str, at: datetime) -> None:
    """What the sample shows beside its rows, as files on the disk. After `load_sample`."""
    with pghistory.context(sample=variant, task="load_sample"), in_the_app_only():
        for part in parts():
            part.files(Loading(variant, language, at))


def holds_own_data() -> bool:
    """Anybody who could log in, or anything in the register."""
    return any(model.objects.exists() for model in (User, Person, Process, System))


class Loader:
    """One loading: rows by code as they are written."""

    def __init__(self, data: dict[str, Any], at: datetime, language: str):
        self.data, self.at, self.language = data, at, language
        self.nodes: dict[str, Any] = {}

    def load(self, organisation: Organisation, variant: str) -> None:
        self._organisation(organisation, variant)
        self._levels_in_use()
        self._departments()
        self._people()
        self._heads()
        self._register()
        self._dependencies()
        load_assessments(self.data["assessments"], self.data["sample_note"], at=self.at)
        load_followup(self.data, self.nodes, at=self.at)
        load_analysis(self.data, self.nodes)
        load_scenarios(self.data["scenarios"], at=self.at)

    def _organisation(self, organisation: Organisation, variant: str) -> None:
        for name, value in self.data["organisation"].items():
            setattr(organisation, name, value)
        organisation.language = "zh-hans" if self.language == "zh" else "en"
        organisation.sample = variant
        organisation.save()

    def _levels_in_use(self) -> None:
        """The sample's systems stand on levels of the source's own scale (docs/method.md §20)."""
        use_shipped(SOURCE)
        record_version(by=None, at=self.at, reason="load_sample")

    def _departments(self) -> None:
        self.departments: dict[str, Department] = {}
        for row in self.data["departments"]:
            parent = self.departments.get(row.get("parent", ""))
            self.departments[row["code"]] = create(
                Department, code=row["code"], name=row["name"], parent=parent
            )

    def _people(self) -> None:
        self.people: dict[str, Person] = {}
        for row in self.data["people"]:
            login = row.get("login")
            self.people[row["code"]] = create(
                Person,
                code=row["code"],
                name=row["name"],
                title=row.get("title", ""),
                email=f"{row['code']}@example.com",
                phones=row.get("phones", []),
                department=self.departments[row["department"]],
                user=self._user(row["name"], **login) if login else None,
            )
        for code, deputy in self.data["deputies"].items():
            self.people[code].deputy = self.people[deputy]
            self.people[code].save()
        for row in self.data["service_accounts"]:
            role = Role.SERVICE_ACCOUNT.value
            self._user(row["name"], row["username"], role, is_service=True)

    def _heads(self) -> None:
        for code, head in self.data["heads"].items():
            self.departments[code].head = self.people[head]
            self.departments[code].save()

    def _user(
        self,
        name: str,
        username: str,
        role: str,
        departments: list[str] | None = None,
        is_service: bool = False,
    ) -> User:
        """The password is the login name; a service account has none, only tokens."""
        user = User.objects.create_user(
            username,
            f"{username}@example.com",
            None if is_service else username,
            name=name,
            language="zh-hans" if self.language == "zh" else "",
            is_service=is_service,
            is_sample=True,
        )
        tops: list[Department | None] = [self.departments[code] for code in departments or []]
        for top in tops or [None]:
            RoleGrant.objects.create(user=user, role=role, department=top)
        return user

    def _register(self) -> None:
        sites = self._rows(Site, self.data["sites"])
        self._rows(Supplier, self.data["suppliers"])
        for row in self.data["teams"]:
            team = create(System, code=row["code"], name=row["name"], kind="team")
            self._keep(team)
            for order, code in enumerate(row["members"], start=1):
                TeamMember.objects.create(team=team, person=self.people[code], order=order)
        for row in self.data["systems"]:
            fields = dict(row)
            if fields.pop("completed", False):
                words = (fields.get("description", ""), self.data["sample_note"])
                fields["description"] = " ".join(word for word in words if word)
            fields["site"] = sites[fields["site"]]
            fields["owner"] = self.people.get(fields.get("owner", ""))
            self._keep(create(System, **fields))
        for row in self.data["processes"]:
            places = {
                "department": self.departments[row["department"]],
                "owner": self.people[row["owner"]],
            }
            self._keep(create(Process, **(row | places)))

    def _rows(self, model: Any, rows: list[dict[str, Any]]) -> dict[str, Any]:
        made = {row["code"]: create(model, **row) for row in rows}
        for row in made.values():
            self._keep(row)
        return made

    def _keep(self, node: Any) -> None:
        self.nodes[node_key(node)] = node

    def _dependencies(self) -> None:
        for row in self.data["dependencies"]:
            fields = dict(row)
            dependent, needs = fields.pop("dependent"), fields.pop("needs")
            if "workaround_capacity" in fields:
                fields["workaround_capacity"] = Decimal(fields["workaround_capacity"])
            ends = {
                f"dependent_{_column(dependent)}": self.nodes[dependent],
                f"needs_{_column(needs)}": self.nodes[needs],
            }
            code = f"{dependent.split(':')[1]}.{needs.split(':')[1]}"
            create(Dependency, code=code, **fields, **ends)


def _column(key: str) -> str:
    """The dependency's column for a key: a team is a system."""
    kind = key.split(":")[0]
    return "system" if kind == "team" else kind
