"""Editing and choosing the scale of recovery levels; the calculator; levels of systems."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from bia.models import CatalogueVersion, DrCatalogue, DrLevel
from bia.services.catalogue_loading import load_scales
from bia.services.dr_levels import change_dr_catalogue, change_dr_level
from lib.errors import Refused, StaleVersion
from tests import factories
from tests.bia.findings_world import HOUR, catalogues
from tests.factories import NOON

pytestmark = pytest.mark.django_db

URL = "/api/v1/dr-catalogues/"
CALCULATOR = "/api/v1/calculators/dr-level/"


@pytest.fixture(autouse=True)
def _loaded(db: None) -> None:
    load_scales(at=NOON)


def source() -> DrCatalogue:
    return DrCatalogue.objects.get(code="source")


def test_putting_one_in_use_takes_the_other_out_and_makes_a_version(manager: User) -> None:
    change_dr_catalogue(source(), in_use=True, read_version=1, by=manager, at=NOON)
    assert list(DrCatalogue.objects.filter(in_use=True)) == [source()]
    assert CatalogueVersion.objects.count() == 2
    with pytest.raises(Refused) as refusal:
        change_dr_catalogue(source(), in_use=False, read_version=None, by=manager, at=NOON)
    assert refusal.value.problems[0].field == "in_use"


def test_a_level_is_edited_under_the_catalogues_version(manager: User) -> None:
    change_dr_level(source(), 3, best_rto_s=10 * HOUR, read_version=1, by=manager, at=NOON)
    assert DrLevel.objects.get(catalogue=source(), level=3).best_rto_s == 10 * HOUR
    assert source().version == 2
    with pytest.raises(StaleVersion):
        change_dr_level(source(), 3, best_rto_s=1, read_version=1, by=manager, at=NOON)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"best_rto_s": 100 * HOUR, "worst_rto_s": None}, "best_rto_s"),
        ({"best_rto_s": -1}, "best_rto_s"),
        ({"name_en": ""}, "name_en"),
    ],
)
def test_a_level_that_cannot_be_is_refused(
    manager: User, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        change_dr_level(source(), 3, **fields, read_version=1, by=manager, at=NOON)
    assert refusal.value.problems[0].field == field
    assert source().version == 1


def test_the_api_gives_and_takes_catalogues(manager: User, auditor: User) -> None:
    reader = factories.api(auditor)
    rows = {one["code"]: one for one in reader.get(URL).json()["results"]}
    assert {code: len(one["levels"]) for code, one in rows.items()} == {
        "source": 6,
        "gbt-20988-2007": 6,
    }
    gbt = rows["gbt-20988-2007"]
    assert (gbt["in_use"], gbt["superseded_on"]) == (True, "2026-01-01")
    assert reader.get(f"{URL}?in_use=true").json()["count"] == 1
    client = factories.api(manager)
    body = rows["source"] | {"in_use": True}
    changed = client.patch(f"{URL}source/", body, format="json")
    assert changed.status_code == 200, changed.json()
    assert changed.json()["in_use"] is True
    assert reader.patch(f"{URL}source/", {"version": 2}, format="json").status_code == 403
    assert client.patch(f"{URL}source/", {"version": 1}, format="json").status_code == 409
    assert client.post(URL, {}, format="json").status_code == 405


@pytest.mark.parametrize("levels", [[], [{"level": 7}], [{"level": 1, "typo": 2}], "x", [3], None])
def test_nonsense_levels_are_refused(manager: User, levels: Any) -> None:
    body = {"version": 1, "levels": levels}
    assert factories.api(manager).patch(f"{URL}source/", body, format="json").status_code == 400
    assert DrLevel.objects.filter(catalogue__code="source").count() == 6


@pytest.mark.parametrize(
    ("catalogue", "rto_s", "rpo_s", "level"),
    [
        ("source", 900, 300, 5),
        ("source", 7200, 900, 4),
        ("source", 14_400, 14_400, 4),
        ("source", 86_400, 86_400, 2),
        ("gbt-20988-2007", 900, 300, 5),
        ("gbt-20988-2007", 7200, 900, 5),
        ("gbt-20988-2007", 14_400, 14_400, 4),
        ("gbt-20988-2007", 86_400, 86_400, 2),
        ("gbt-20988-2007", 900, 0, 5),
        ("source", 0, 0, None),
        ("source", None, None, None),
    ],
)
def test_the_calculator(
    auditor: User, catalogue: str, rto_s: int | None, rpo_s: int | None, level: int | None
) -> None:
    """AT-012 and AT-013."""
    body = {"catalogue": catalogue, "rto_s": rto_s, "rpo_s": rpo_s}
    answer = factories.api(auditor, "en").post(CALCULATOR, body, format="json")
    assert (answer.status_code, answer.json()["level"]) == (200, level)
    assert answer.json()["because"].endswith(".")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "catalogue"),
        ({"catalogue": "gbt-20988-2025", "rto_s": 1}, "catalogue"),
        ({"catalogue": ["source"], "rto_s": 1}, "catalogue"),
        ({"catalogue": "source", "rto_s": -1}, "rto_s"),
        ({"catalogue": "source", "rpo_s": "1"}, "rpo_s"),
        ({"catalogue": "source", "rpo_s": True}, "rpo_s"),
    ],
)
def test_the_calculator_refuses_at_the_field(
    auditor: User, body: dict[str, Any], field: str
) -> None:
    answer = factories.api(auditor).post(CALCULATOR, body, format="json")
    assert answer.status_code == 400
    assert [error["attr"] for error in answer.json()["errors"]] == [field]


def test_systems_tell_the_level_they_need(manager: User) -> None:
    catalogues()
    factories.system("parts", rto_s=4 * HOUR, rpo_s=4 * HOUR, dr_level=3)
    factories.system("fine", rto_s=24 * HOUR, rpo_s=24 * HOUR, dr_level=2)
    factories.system("unasked", dr_level=1)
    client = factories.api(manager)
    rows = client.get("/api/v1/systems/").json()["results"]
    needed = {one["code"]: one["dr_level_needed"] for one in rows}
    assert needed == {"parts": 4, "fine": 2, "unasked": None}
    short = client.get("/api/v1/systems/?level_too_low=true").json()["results"]
    assert [one["code"] for one in short] == ["parts"]
    assert client.get("/api/v1/systems/?level_too_low=false").json()["count"] == 2
    given_back = client.get("/api/v1/systems/parts/").json() | {"name": "Spare parts"}
    changed = client.patch("/api/v1/systems/parts/", given_back, format="json")
    assert (changed.status_code, changed.json()["name"]) == (200, "Spare parts")
    html = factories.login(manager).get("/systems/").content.decode()
    assert "4 needed" in html


def test_the_pages(manager: User, auditor: User) -> None:
    browser = factories.login(manager)
    html = browser.get("/catalogue/recovery-levels/").content.decode()
    assert "Replaced by GB/T 20988-2025 on 2026-01-01." in html
    edit = "/catalogue/recovery-levels/source/levels/3/"
    form = {one.name: one.value() for one in browser.get(edit).context["form"]}
    posted = {name: "" if value is None else value for name, value in form.items()}
    posted |= {name: f"{posted[name]} s" for name in posted if name.endswith("_s")}
    assert browser.post(edit, posted | {"best_rto_s": "10 h"}).status_code == 302
    assert DrLevel.objects.get(catalogue=source(), level=3).best_rto_s == 10 * HOUR
    stale = browser.post(edit, posted | {"best_rto_s": "9 h"})
    assert stale.status_code == 409
    wrong = browser.post(edit, posted | {"best_rto_s": "100 h", "worst_rto_s": "", "version": 2})
    assert "must not promise less" in wrong.content.decode()
    use = "/catalogue/recovery-levels/source/use/"
    assert browser.get(use).status_code == 200
    assert not source().in_use
    assert browser.post(use).status_code == 302
    assert source().in_use
    details = "/catalogue/recovery-levels/source/details/"
    form = {one.name: one.value() or "" for one in browser.get(details).context["form"]}
    assert browser.post(details, form | {"edition": "2"}).status_code == 302
    assert source().edition == "2"
    reader = factories.login(auditor)
    assert reader.get("/catalogue/recovery-levels/").status_code == 200
    for path in (edit, use, details):
        assert reader.get(path).status_code == 403
    assert browser.get("/catalogue/recovery-levels/nothing/use/").status_code == 404
    assert browser.get("/catalogue/versions/2/").status_code == 200
