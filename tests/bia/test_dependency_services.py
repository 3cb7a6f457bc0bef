"""Verbs on dependencies: ends, cycles, workarounds, groups."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from bia.models import Dependency
from bia.services.dependencies import change_dependency, create_dependency, delete_dependency
from lib.errors import GuardsUnmet, Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def add(manager: User, noon: datetime) -> Any:
    def add_(dependent: Any, needs: Any, **fields: Any) -> Dependency:
        return create_dependency(dependent=dependent, needs=needs, by=manager, at=noon, **fields)

    return add_


def _field(refusal: Any) -> str | None:
    field: str | None = refusal.value.problems[0].field
    return field


def test_codes_are_made_of_the_ends(add: Any) -> None:
    rescue, dispatch = factories.process("rescue"), factories.system("dispatch")
    assert add(rescue, dispatch).code == "rescue.dispatch"


def test_systems_may_need_each_other(add: Any) -> None:
    one, two = factories.system("one"), factories.system("two")
    add(one, two)
    assert add(two, one).code == "two.one"


def test_nothing_needs_itself(add: Any) -> None:
    one = factories.system("one")
    with pytest.raises(Refused) as refusal:
        add(one, one)
    assert _field(refusal) == "needs"


def test_a_dependency_is_stated_once(add: Any) -> None:
    one, two = factories.system("one"), factories.system("two")
    add(one, two)
    with pytest.raises(Refused) as refusal:
        add(one, two)
    assert _field(refusal) == "needs"


def test_a_site_depends_on_nothing(add: Any) -> None:
    with pytest.raises(Refused) as refusal:
        add(factories.site("a"), factories.site("b"))
    assert _field(refusal) == "dependent"


def test_a_workaround_ends_after_it_starts(add: Any) -> None:
    one, two = factories.system("one"), factories.system("two")
    with pytest.raises(Refused) as refusal:
        add(one, two, workaround_activation_s=600, workaround_endurance_s=300)
    assert _field(refusal) == "workaround_endurance_s"
    with pytest.raises(Refused) as refusal:
        add(one, two, workaround_capacity=Decimal("1.5"))
    assert _field(refusal) == "workaround_capacity"
    add(one, two, workaround_activation_s=0, workaround_endurance_s=0)


def test_a_group_agrees_on_its_number(add: Any) -> None:
    one = factories.system("one")
    a, b, c = (factories.system(code) for code in "abc")
    first = add(one, a, group="lines")
    add(one, b, group="lines", group_needs=2)
    first.refresh_from_db()
    assert first.group_needs == 2
    with pytest.raises(Refused) as refusal:
        add(one, c, group="lines", group_needs=3)
    assert _field(refusal) == "group_needs"
    assert add(one, c, group="lines").group_needs == 2
    with pytest.raises(Refused):
        add(factories.system("d"), c, group_needs=1)


def test_a_change_of_the_number_reaches_the_whole_group(
    add: Any, manager: User, noon: datetime
) -> None:
    one = factories.system("one")
    edges = [add(one, factories.system(code), group="lines", group_needs=1) for code in "ab"]
    given: dict[str, Any] = {"by": manager, "at": noon}
    change_dependency(edges[0], read_version=1, group_needs=2, **given)
    edges[1].refresh_from_db()
    assert edges[1].group_needs == 2
    with pytest.raises(Refused) as refusal:
        change_dependency(edges[0], read_version=2, group_needs=3, **given)
    assert _field(refusal) == "group_needs"
    with pytest.raises(GuardsUnmet):
        delete_dependency(edges[0], **given)


def test_owners_link_their_own_processes_only(alice: User, charlie: User, noon: datetime) -> None:
    process, system = factories.process("quote", department="sales"), factories.system("crm")
    create_dependency(dependent=process, needs=system, by=alice, at=noon)
    with pytest.raises(PermissionDenied):
        create_dependency(dependent=process, needs=system, by=charlie, at=noon)
    with pytest.raises(PermissionDenied):
        create_dependency(dependent=system, needs=factories.system("db"), by=alice, at=noon)
