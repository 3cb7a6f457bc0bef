"""Verbs of the register: permissions, versions, what is used."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from bia.models import Dependency, Process, SystemKind, TeamMember
from bia.services.catalogue_loading import load_scales
from bia.services.nodes import resolve_node, resolve_nodes
from bia.services.processes import change_process, create_process, delete_process
from bia.services.products import change_product
from bia.services.sites import create_site, delete_site
from bia.services.systems import change_system, create_system, delete_system, set_members
from lib.errors import GuardsUnmet, Refused, StaleVersion
from tests import factories

pytestmark = pytest.mark.django_db


def _given(by: User, at: datetime) -> dict[str, object]:
    return {"by": by, "at": at}


def test_an_owner_adds_processes_to_the_own_department_only(alice: User, noon: datetime) -> None:
    own, other = factories.department("sales"), factories.department("warehouse")
    process = create_process(code="quote", name="Quote", department=own, by=alice, at=noon)
    assert process.version == 1
    with pytest.raises(PermissionDenied):
        create_process(code="stock", name="Stock", department=other, by=alice, at=noon)
    with pytest.raises(PermissionDenied):
        create_process(code="loose", name="Loose", by=alice, at=noon)


def test_an_owner_cannot_move_a_process_out_of_reach(alice: User, noon: datetime) -> None:
    process = factories.process("quote", department="sales")
    with pytest.raises(PermissionDenied):
        change_process(
            process,
            read_version=1,
            department=factories.department("warehouse"),
            by=alice,
            at=noon,
        )
    process.refresh_from_db()
    assert (process.version, process.department.code) == (1, "sales")  # type: ignore[union-attr]


def test_it_operations_change_infrastructure_but_no_processes(noon: datetime) -> None:
    ops = factories.user("ops", "it_operations")
    assert create_system(code="crm", name="CRM", by=ops, at=noon).code == "crm"
    with pytest.raises(PermissionDenied):
        create_process(code="quote", name="Quote", by=ops, at=noon)


def test_an_owner_changes_no_infrastructure(alice: User, noon: datetime) -> None:
    with pytest.raises(PermissionDenied):
        create_site(code="hq", name="HQ", by=alice, at=noon)


def test_a_stale_version_is_refused(manager: User, noon: datetime) -> None:
    process = factories.process("quote")
    change_process(process, read_version=1, name="A", by=manager, at=noon)
    with pytest.raises(StaleVersion):
        change_process(process, read_version=1, name="B", by=manager, at=noon)


def test_what_is_used_names_its_users(manager: User, noon: datetime) -> None:
    site = factories.site("dc-a")
    system = factories.system("crm", site=site)
    process = factories.process("quote")
    Dependency.objects.create(code="d1", dependent_process=process, needs_system=system)
    with pytest.raises(GuardsUnmet) as refusal:
        delete_site(site, by=manager, at=noon)
    assert str(refusal.value.problems[0].message) == "Still used by systems: Crm."
    with pytest.raises(GuardsUnmet):
        delete_system(system, by=manager, at=noon)


def test_a_process_takes_its_own_dependencies_with_it(manager: User, noon: datetime) -> None:
    process = factories.process("quote")
    Dependency.objects.create(
        code="d1", dependent_process=process, needs_system=factories.system("crm")
    )
    delete_process(process, by=manager, at=noon)
    assert (Process.objects.count(), Dependency.objects.count()) == (0, 0)


def test_words_of_addresses_are_no_codes(manager: User, noon: datetime) -> None:
    with pytest.raises(Refused) as refusal:
        create_process(code="import", name="Import", by=manager, at=noon)
    assert refusal.value.problems[0].field == "code"


def test_life_safety_places_a_process_in_the_strictest_tier(manager: User, noon: datetime) -> None:
    load_scales(at=noon)
    process = create_process(code="r", name="R", life_safety=True, by=manager, at=noon)
    assert process.tier is not None
    assert process.tier.code == "tier-1"
    change_process(process, read_version=1, life_safety=False, by=manager, at=noon)
    process.refresh_from_db()
    assert process.tier is None


def test_links_alone_count_as_an_edit(manager: User, noon: datetime) -> None:
    product = factories.product("roadside")
    process = factories.process("rescue")
    change_product(product, read_version=1, processes=[process], by=manager, at=noon)
    product.refresh_from_db()
    assert (product.version, list(product.processes.all())) == (2, [process])


def test_time_zones_exist(manager: User, noon: datetime) -> None:
    with pytest.raises(Refused) as refusal:
        create_site(code="hq", name="HQ", timezone="Mars/Olympus", by=manager, at=noon)
    assert refusal.value.problems[0].field == "timezone"


def test_team_members_keep_their_order(manager: User, noon: datetime) -> None:
    team = factories.system("net", kind=SystemKind.TEAM.value)
    ann, ben = factories.person("ann"), factories.person("ben")
    set_members(team, members=[(ben, "lead"), (ann, "")], read_version=1, by=manager, at=noon)
    assert [m.person for m in TeamMember.objects.all()] == [ben, ann]
    with pytest.raises(Refused):
        set_members(team, members=[(ben, ""), (ben, "")], read_version=2, by=manager, at=noon)
    with pytest.raises(Refused):
        change_system(team, read_version=2, kind="application", by=manager, at=noon)


def test_nodes_are_found_by_key(alice: User) -> None:
    system = factories.system("crm")
    team = factories.system("net", kind=SystemKind.TEAM.value)
    hidden = factories.process("stock", department="warehouse")
    assert resolve_node("system:crm") == system
    assert resolve_node("team:net", by=alice) == team
    assert resolve_nodes(["system:crm", "team:crm", "nonsense", "x:y"]) == {"system:crm": system}
    assert resolve_node("process:stock") == hidden
    for key in ("process:stock", "system:none", "crm", "planet:mars", "system:\x00"):
        with pytest.raises(Refused):
            resolve_node(key, by=alice)
