"""Each rule alone: what it raises, with which numbers, and what it leaves in peace."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from bia.findings.telling import Telling
from bia.models import Finding
from tests import factories
from tests.bia.findings_world import HOUR, catalogues, found, needs
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_rules_alone")]


@pytest.fixture(autouse=True)
def _catalogues(db: None) -> None:
    catalogues()


def told(finding: Finding) -> str:
    with translation.override("en"):
        return Telling(None, NOON).text(finding)


def test_a_level_is_judged_by_what_dependents_leave() -> None:
    """The process wants 4 h and takes 1 h of its own: 3 h are left for the system."""
    process = factories.process("sell", critical=True, mtd_s=8 * HOUR, rto_s=4 * HOUR, rpo_s=600)
    shop = factories.system("shop", rto_s=3 * HOUR, rpo_s=600, restore_s=HOUR)
    base = factories.system("base", kind="infrastructure", rto_s=2 * HOUR, dr_level=3)
    needs(process, shop)
    needs(shop, base)
    raised = found()
    assert set(raised) == {("dr_level_too_low", "system:base")}
    one = raised["dr_level_too_low", "system:base"]
    assert (one.params["rto_s"], one.params["over_rto_s"], one.severity) == (
        *(2 * HOUR, 10 * HOUR),
        "high",
    )


def test_a_level_may_lose_too_much_data() -> None:
    factories.system("ledger", rto_s=24 * HOUR, rpo_s=60, dr_level=3)
    one = found()["dr_level_too_low", "system:ledger"]
    assert (one.params["over_rto_s"], one.params["over_rpo_s"], one.params["needed"]) == (
        *(0, 3540),
        5,
    )
    assert told(one) == (
        "Level 3 loses 1 h of data at its best, 1 min are allowed: 59 min too much."
        " Level 5 is needed."
    )


def test_where_no_level_is_enough_it_is_said() -> None:
    factories.system("now", rto_s=0, rpo_s=0, dr_level=6)
    one = found()["dr_level_too_low", "system:now"]
    assert told(one).endswith("1 min too long. No level of the catalogue is enough.")


@pytest.mark.parametrize("fields", [{"rto_s": 4 * HOUR}, {"dr_level": 1}, {"dr_level": None}])
def test_without_level_or_objective_there_is_nothing_to_compare(fields: dict[str, Any]) -> None:
    factories.system("parts", **fields)
    assert found() == {}


@pytest.mark.parametrize(
    ("wrt_s", "blocking", "severity"),
    [(2 * HOUR + 1, True, "high"), (2 * HOUR + 1, False, "medium"), (2 * HOUR, True, None),
     (0, True, None), (None, True, None)],
)  # fmt: skip
def test_rto_and_reentry_stay_within_the_mtd(
    wrt_s: int | None, blocking: bool, severity: str | None
) -> None:
    """AT-041: 2 h + more than 2 h against 4 h; exactly the MTD is allowed."""
    objectives = {"mtd_s": 4 * HOUR, "rto_s": 2 * HOUR}
    factories.process("serve", wrt_s=wrt_s, wrt_blocking=blocking, **objectives)
    severities = {key: one.severity for key, one in found().items()}
    assert severities == ({("reentry_over_mtd", "process:serve"): severity} if severity else {})


def test_an_application_without_rto_names_who_needs_it() -> None:
    shop = factories.system("shop")
    needs(factories.process("sell", critical=True, mtd_s=HOUR, rto_s=HOUR), shop)
    needs(factories.process("ask", critical=False), shop)
    one = found()["system_without_rto", "system:shop"]
    assert one.params == {
        "processes": ["process:ask", "process:sell"],
        "critical_processes": ["process:sell"],
        "without_mtd": ["process:ask"],
        "critical": True,
    }
    assert told(one) == (
        "No RTO is set, and it is needed directly by Ask, Sell. Critical: Sell."
        " No MTD is set either for Ask."
    )


def test_an_application_without_rto_says_each_thing_once() -> None:
    needs(factories.process("sell", critical=True), factories.system("shop"))
    assert told(found()["system_without_rto", "system:shop"]) == (
        "No RTO is set, and what is critical needs it directly: Sell. No MTD is set there either."
    )


def test_only_direct_needs_of_applications_ask_for_an_rto() -> None:
    process = factories.process("sell", mtd_s=HOUR, rto_s=HOUR)
    shop = factories.system("shop", rto_s=HOUR)
    needs(process, shop)
    needs(process, factories.system("wires", kind="infrastructure"))
    needs(process, factories.system("nice"), strength="optional")
    needs(shop, factories.system("deep"))
    assert found() == {}


def test_a_zero_rto_is_an_rto() -> None:
    needs(factories.process("sell", mtd_s=0, rto_s=0), factories.system("shop", rto_s=0))
    assert found() == {}


def test_a_critical_process_without_objectives_is_told_once() -> None:
    needs(factories.process("sell", critical=True), factories.system("shop"))
    factories.process("guard", critical=True)
    factories.process("clean", critical=False)
    assert set(found()) == {
        ("system_without_rto", "system:shop"),
        ("process_without_objectives", "process:guard"),
    }


def test_a_target_looser_than_what_dependents_leave() -> None:
    """A chain as in AT-101: 4 h less 1 h of the shop's own leave 3 h, not 4, below it."""
    process = factories.process("sell", mtd_s=8 * HOUR, rto_s=4 * HOUR, rpo_s=600)
    shop = factories.system("shop", rto_s=4 * HOUR, rpo_s=3600, restore_s=HOUR)
    base = factories.system("base", kind="infrastructure", rto_s=4 * HOUR, restore_s=HOUR)
    needs(process, shop)
    needs(shop, base)
    raised = found()
    assert set(raised) == {
        ("target_too_loose", "system:shop"),
        ("target_too_loose", "system:base"),
    }
    assert told(raised["target_too_loose", "system:base"]) == (
        "The RTO of 4 h is 1 h longer than the 3 h that Shop asks for."
    )
    assert told(raised["target_too_loose", "system:shop"]) == (
        "The RPO of 1 h is 50 min longer than the 10 min that Sell asks for."
    )


def test_a_full_workaround_passes_no_rpo_on() -> None:
    process = factories.process("sell", mtd_s=8 * HOUR, rto_s=4 * HOUR, rpo_s=600)
    shop = factories.system("shop", rto_s=4 * HOUR, rpo_s=3600)
    paper = {"workaround_activation_s": 60, "workaround_endurance_s": 4 * HOUR}
    needs(process, shop, workaround_capacity="1", **paper)
    assert found() == {}


@pytest.mark.parametrize(("mode", "severity"), [("parallel", "medium"), ("serial", "high")])
def test_a_circle_is_one_finding(mode: str, severity: str) -> None:
    """AT-103: {Auth, Dir}; a serial edge inside makes it a deadlock."""
    auth, directory = factories.system("auth"), factories.system("dir")
    needs(auth, directory, mode="parallel")
    needs(directory, auth, mode=mode)
    raised = found()
    assert {key: one.severity for key, one in raised.items()} == {
        ("circular_dependency", "system:auth"): severity
    }
    one = raised["circular_dependency", "system:auth"]
    assert one.params["members"] == ["system:auth", "system:dir"]
    assert told(one).startswith("Auth, Dir need each other in a circle.")


def test_a_group_that_asks_for_more_than_it_has() -> None:
    desk = factories.system("desk", kind="service")
    for code in ("a", "b"):
        line = factories.system(code, kind="service")
        needs(desk, line, group="lines", group_needs=3)
    raised = found()
    assert set(raised) == {("group_too_small", "system:desk/lines")}
    assert raised["group_too_small", "system:desk/lines"].system == desk
    assert told(raised["group_too_small", "system:desk/lines"]) == (
        "The group “lines” asks for 3 of its alternatives and has 2: A, B."
    )
