"""POST /api/v1/calculators/incident-grade/: the shape of the answer and what is refused."""

from __future__ import annotations

import pytest

from plans.models import IncidentGrade
from plans.services.catalogue_loading import load_plan_catalogue
from tests import factories
from tests.incidents import world

pytestmark = pytest.mark.django_db
URL = "/api/v1/calculators/incident-grade/"
CORE = {"importance": "core", "kind": "full", "regions": "all", "life_safety": True,
        "rto_s": 900, "mtd_s": 3600}  # fmt: skip


@pytest.fixture
def grades():
    load_plan_catalogue(at=factories.NOON)


@pytest.fixture
def reader():
    return world.the("dan")


@pytest.fixture
def ask(client, reader):
    client.force_login(reader)

    def post(*systems, **more):
        body = {"systems": list(systems), "elapsed_s": 0, "loss": "0"} | more
        return client.post(URL, body, content_type="application/json")

    return post


def test_the_source_s_worst_case(ask, grades):
    answer = ask(CORE).json()
    assert answer["grade"] == "I"
    assert answer["response_s"] == 0
    assert answer["decision_level"] == "Chief executive or chief operating officer"
    assert answer["forecast"] == []
    assert answer["reasons"] == [
        "core system, fully down: grade I.",
        "Scope the whole country: grade I.",
        "Lives depend on a process: one grade up and at least II, so I.",
    ]


@pytest.mark.parametrize(
    ("importance", "kind", "regions", "grade", "response_s"),
    [
        ("core", "full", "all", "I", 0),
        ("core", "partial", 2, "II", 900),
        ("important", "full", 1, "III", 1800),
        ("general", "full", 0, "IV", 3600),
    ],
)
def test_each_grade_with_its_response(ask, grades, importance, kind, regions, grade, response_s):
    answer = ask({"importance": importance, "kind": kind, "regions": regions}).json()
    assert (answer["grade"], answer["response_s"]) == (grade, response_s)


def test_what_time_will_make_of_it(ask):
    stock = {"importance": "important", "kind": "full", "regions": 1, "rto_s": 14400,
             "mtd_s": 28800}  # fmt: skip
    assert ask(stock, elapsed_s=600).json()["forecast"] == [
        {"grade": "II", "at_s": 14400, "reason": "The RTO of a process, 4 h, is reached: grade II."}
    ]


def test_nobody_knows_the_system(ask):
    assert ask().json()["grade"] == "II"
    assert ask({"importance": "unknown", "kind": "full", "regions": "all"}).json()["grade"] == "II"


def test_a_loss_raises_and_an_unknown_one_is_told(ask):
    minor = {"importance": "general", "kind": "full", "regions": 0}
    assert ask(minor, loss="2000000").json()["grade"] == "I"
    assert ask(minor, loss=None).json()["reasons"][-1] == "What it costs is not known."


def test_in_the_reader_s_language(ask, grades, reader):
    type(reader).objects.filter(pk=reader.pk).update(language="zh-hans")
    assert ask(CORE).json()["decision_level"] == "CEO/COO"


def test_before_any_grade_is_loaded_the_rule_still_answers(ask):
    IncidentGrade.objects.all().delete()
    answer = ask(CORE).json()
    assert (answer["grade"], answer["response_s"], answer["decision_level"]) == ("I", None, None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"regions": -1}, "systems.0.regions"),
        ({"regions": True}, "systems.0.regions"),
        ({"regions": "some"}, "systems.0.regions"),
        ({"regions": 1.5}, "systems.0.regions"),
        ({"importance": "vital"}, "systems.0.importance"),
        ({"kind": "gone"}, "systems.0.kind"),
        ({"life_safety": 1}, "systems.0.life_safety"),
        ({"rto_s": -1}, "systems.0.rto_s"),
        ({"mtd_s": "1 h"}, "systems.0.mtd_s"),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(ask, change, field):
    answer = ask(CORE | change)
    assert answer.status_code == 400
    assert field in str(answer.json())


@pytest.mark.parametrize("change", [{"loss": "-1"}, {"elapsed_s": -1}, {"elapsed_s": 1.5}])
def test_what_cannot_be_said_of_all_is_refused_too(ask, change):
    assert ask(CORE, **change).status_code == 400
