"""From `make run` to the proof: the sample's backups are read, judged, restored and proved.

The platform runs as `make run` runs it, with files under a folder of this test. The loading only
placed them; every verdict, time and finding seen here is the workers' own.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests
from playwright.sync_api import Browser, Page, expect

from tests.browser.walks.people import Platform, Visitor
from tests.processes import settled, until

PATIENCE_S = 240.0
Ask = Callable[[str], list[dict[str, Any]]]
ARRIVED = ("verified", "failed", "missing")


def test_from_placed_files_to_a_proof(platform: Platform, browser: Browser) -> None:
    ops, manager = (Visitor(browser, platform.address, name, "en") for name in ("ops", "manager"))
    ask = api_of(manager, platform.address)

    sets = all_judged(ask)
    finds_what_is_wrong(ops.page, newest_of(sets))
    tells_the_chain(ops.page, sets)
    is_late(ops.page)
    overview_says_so(ops.page)
    restores_and_measures(ask, ops.page, manager.page)
    finds_the_contradictions(manager.page)
    proves_itself(ops.page)
    finds_new_damage(platform, ask, ops.page)


# --- what is seen ---------------------------------------------------------------------------


def finds_what_is_wrong(page: Page, newest: Callable[[str, int], dict[str, Any]]) -> None:
    """Rot with an unchanged time, a rewritten copy, a copy that is gone: each by its name, while
    the sets stay restorable from their good copies."""
    for policy, number, words, good in (
        ("csm-full", 0, "other bytes than were written", "2 / 3"),
        ("finance-full", 0, "rewritten or tampered with", "2 / 3"),
        ("csm-daily", 1, "The copy is not there any more", "2 / 3"),
    ):
        page.goto(f"/backups/sets/{newest(policy, number)['code']}/")
        main = page.locator("main")
        expect(main).to_contain_text("It can be restored")
        expect(main).to_contain_text(good)
        expect(main).to_contain_text(words)


def tells_the_chain(page: Page, sets: list[dict[str, Any]]) -> None:
    """Cut short in all its copies: failed, and so is everything that builds on it."""
    daily = [one for one in sets if one["policy"] == "finance-daily"]
    broken = next(one for one in daily if one["state"] == "failed")
    child = next(one for one in daily if one["parent"] == broken["code"])
    assert (broken["state"], broken["restorable"]) == ("failed", False)
    assert (child["state"], child["restorable"]) == ("verified", False)
    page.goto(f"/backups/sets/{child['code']}/")
    expect(page.locator("main")).to_contain_text(broken["code"])


def is_late(page: Page) -> None:
    page.goto("/backups/policies/inventory-daily/")
    expect(page.locator("main")).to_contain_text("Late")


def overview_says_so(page: Page) -> None:
    page.goto("/backups/")
    row = page.locator("tr", has_text="Parts inventory").first
    expect(row).to_contain_text("of RPO 4 h")
    expect(page.locator("main")).to_contain_text("Systems outside their RPO")


def restores_and_measures(ask: Ask, ops: Page, manager: Page) -> None:
    """The database was really restored; its RTA and RPA stand where the promises are compared."""

    def passed() -> list[dict[str, Any]]:
        tests = [one for one in ask("restore-tests") if one["policy"] == "csm-key"]
        return [one for one in tests if one["outcome"] == "pass"]

    assert until(lambda: bool(passed()), PATIENCE_S), ask("restore-tests")
    (test,) = passed()
    ops.goto(f"/backups/restore-tests/{test['code']}/")
    expect(ops.locator("main")).to_contain_text(
        "Restored; everything that was claimed of it holds."
    )
    found = [one for one in ask("measurements") if one["source"] == f"restore-test:{test['code']}"]
    assert {one["kind"] for one in found} == {"rto", "rpo"}
    assert {one["subject"] for one in found} == {"system:csm"}
    manager.goto("/systems/csm/")
    expect(manager.locator("main")).to_contain_text(test["code"])


def finds_the_contradictions(page: Page) -> None:
    """X4, X6 and X7: plans that cannot keep what they promise."""
    page.goto("/findings/")
    expect(page.locator("main")).to_contain_text("Backup plan misses the RPO")


def proves_itself(page: Page) -> None:
    def proved() -> bool:
        page.goto("/backups/evidence/")
        return "PRF-" in page.locator("main").inner_text()

    assert until(proved, PATIENCE_S)
    main = page.locator("main")
    expect(main).to_contain_text("10 faults put in on purpose")
    expect(main.get_by_text("Not found", exact=True)).to_have_count(0)


def finds_new_damage(platform: Platform, ask: Ask, page: Page) -> None:
    """A person asks for a verification of a set that somebody has just damaged."""
    newest = newest_of(ask("backup-sets"))
    code = newest("bi-full", 0)["code"]
    files = sorted(platform.var.glob("backups/sample-*/room-a/disk/bi/*.bak"))
    damage(files[-1])
    page.goto(f"/backups/sets/{code}/")
    page.get_by_role("button", name="Verify now").or_(
        page.get_by_role("link", name="Verify now")
    ).click()

    def seen() -> bool:
        page.goto(f"/backups/sets/{code}/")
        return "1 / 2" in page.locator("main").inner_text()

    assert until(seen, PATIENCE_S), page.locator("main").inner_text()


# --- how it is asked ------------------------------------------------------------------------


def api_of(manager: Visitor, address: str) -> Ask:
    """Lists of the API, with a token made on the page."""
    page = manager.page
    page.goto("/me/tokens/")
    page.fill("[name=name]", "Reader")
    manager.confirm()
    token = page.locator("#shown-secret").inner_text()

    def ask(resource: str) -> list[dict[str, Any]]:
        answer = requests.get(
            f"{address}/api/v1/{resource}/",
            params={"limit": 500},
            headers={"Authorization": f"Token {token}"},
            timeout=60,
        )
        assert answer.status_code == 200, answer.text
        rows: list[dict[str, Any]] = answer.json()["results"]
        return rows

    return ask


def all_judged(ask: Ask) -> list[dict[str, Any]]:
    """Told and found alike: nothing waits any more, and something of every policy has come."""

    def open_ends(sets: list[dict[str, Any]]) -> list[str]:
        come = [one for one in sets if one["state"] != "expected"]
        lost = {one["code"] for one in come if not one["restorable"]}
        waiting = [one for one in come if one["state"] not in ARRIVED]
        # A chain is told some seconds after the set that breaks it.
        untold = [one for one in come if one["restorable"] and one["parent"] in lost]
        policies = len({one["policy"] for one in come})
        return [
            *(f"{one['code']} of {one['policy']} is {one['state']}" for one in waiting),
            *(f"{one['code']} builds on {one['parent']}, which is lost" for one in untold),
            *([f"{policies} of 9 policies"] if policies < 9 else []),
        ]

    sets = settled(lambda: ask("backup-sets"), lambda seen: not open_ends(seen), PATIENCE_S)
    assert open_ends(sets) == []
    return sets


def newest_of(sets: list[dict[str, Any]]) -> Callable[[str, int], dict[str, Any]]:
    """By policy and number, 0 the newest that has come."""

    def newest(policy: str, number: int) -> dict[str, Any]:
        rows = [one for one in sets if one["policy"] == policy and one["arrived_at"]]
        return sorted(rows, key=lambda one: str(one["restore_point_at"]), reverse=True)[number]

    return newest


def damage(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
