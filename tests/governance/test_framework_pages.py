"""Pages of checklists, maturity and standards: who sees and does what."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.models import Evaluation, Framework, Requirement, Standing
from governance.services.answers import answer
from governance.services.evaluating import evaluate
from tests import factories
from tests.factories import NOON, login
from tests.governance.world import checklist, framework, governed, person, the

pytestmark = pytest.mark.django_db


def the_model() -> Framework:
    row = framework("five", "maturity", [(2, ["policy"]), (3, ["bia_coverage"]), (4, [])])
    for level in range(1, 6):
        row.levels.create(level=level, name_en=f"Name {level}", name_zh="名", risk_en="High")
    return row


def test_the_page_shows_points_level_and_what_is_missing() -> None:
    governed()
    checklist("ten", "bia_coverage", "policy")
    the_model()
    page = login(the("aida")).get("/governance/maturity/").content.decode()
    assert "1 of 2 critical processes have an approved analysis." in page
    assert "Level 1: Name 1" in page
    assert "What is missing for level 2" in page
    assert "There is no policy." in page
    assert "Make a corrective action" not in page
    assert (
        "Make a corrective action"
        in login(the("mia")).get("/governance/maturity/").content.decode()
    )


def test_without_any_framework_the_page_says_where_they_come_from() -> None:
    page = login(the("mia")).get("/governance/maturity/").content.decode()
    assert "load_catalogue" in page


def test_a_stranger_may_not_look() -> None:
    row = checklist()
    stranger = login(factories.user("charlie"))
    for path in ("/governance/maturity/", "/governance/frameworks/"):
        assert stranger.get(path).status_code == 403
    assert stranger.get(f"/governance/frameworks/{row.code}/").status_code in (403, 404)


def test_gaps_only_leaves_out_what_is_met() -> None:
    governed()
    row = framework("iso", "clauses", [(None, ["backups_exist"]), (None, ["policy"])])
    client = login(the("aida"))
    everything = client.get(f"/governance/frameworks/{row.code}/").content.decode()
    gaps = client.get(f"/governance/frameworks/{row.code}/?show=gaps").content.decode()
    assert ("Point 1</a>" in everything, "Point 2</a>" in everything) == (True, True)
    assert ("Point 1</a>" in gaps, "Point 2</a>" in gaps) == (False, True)


def test_the_list_says_what_was_replaced() -> None:
    framework("old", "clauses", [(None, [])], superseded_on="2020-01-01", superseded_by="New one")
    page = login(the("aida")).get("/governance/frameworks/").content.decode()
    assert "GB/T 30146-2013" in page
    assert "New one" in page


def test_an_answer_without_its_comment_stays_on_the_form() -> None:
    row = checklist("ten", "policy")
    client, path = login(the("mia")), "/governance/frameworks/ten/C01/edit/"
    sent = {"version": 0, "applicable": "on", "decided": "1", "comment": ""}
    page = client.post(path, sent)
    assert page.status_code == 422
    assert "say why in the comment" in page.content.decode()
    answered = client.post(path, sent | {"comment": "On paper."})
    assert answered["Location"] == "/governance/frameworks/ten/C01/"
    assert Standing.objects.get(requirement__framework=row).decided == Decimal(1)
    page = client.get("/governance/frameworks/ten/C01/").content.decode()
    assert ("On paper." in page, "There is no policy." in page) == (True, True)


def test_two_answers_at_once_are_shown_side_by_side() -> None:
    row = checklist()
    requirement = Requirement.objects.for_list().get(framework=row)
    answer(requirement, read_version=0, by=the("max"), at=NOON, comment="First")
    client = login(the("mia"))
    page = client.post(
        "/governance/frameworks/ten/C01/edit/",
        {"version": 0, "applicable": "on", "comment": "Second"},
    )
    assert page.status_code == 409
    text = page.content.decode()
    assert ("First" in text, "Second" in text) == (True, True)


def test_links_are_added_and_removed() -> None:
    checklist()
    client = login(the("mia"))
    where = "/governance/frameworks/ten/C01/links/"
    assert client.post(f"{where}new/", {"title": "Contract"}).status_code == 422
    client.post(f"{where}new/", {"title": "Contract", "url": "https://dms.example.com/1"})
    link = Requirement.objects.get().links.get()
    assert login(the("aida")).post(f"{where}{link.pk}/delete/").status_code == 403
    assert client.get(f"{where}{link.pk}/delete/").status_code == 200
    client.post(f"{where}{link.pk}/delete/")
    assert not Requirement.objects.get().links.exists()


def test_an_evaluation_is_made_and_compared() -> None:
    world = governed()
    row = checklist("ten", "bia_coverage")
    client = login(the("mia"))
    assert client.get("/governance/frameworks/ten/evaluation/").status_code == 200
    client.post("/governance/frameworks/ten/evaluation/", {"note": "Quarter"})
    first = Evaluation.objects.get()
    assert (first.note, first.share) == ("Quarter", Decimal("0.5"))
    world.booking.delete()
    second = evaluate(row, by=the("mia"), at=first.at.replace(year=first.at.year + 1))
    page = client.get(second.get_absolute_url()).content.decode()
    assert "1 of 2 critical processes have an approved analysis." in page
    assert "1 of 1 critical processes have an approved analysis." in page
    assert first.code in client.get("/governance/evaluations/").content.decode()
    assert login(the("aida")).get("/governance/frameworks/ten/evaluation/").status_code == 403


def test_what_answers_one_framework_answers_another() -> None:
    checklist("ten", "policy")
    other = framework("iso", "clauses", [(None, ["policy"])])
    page = login(the("aida")).get("/governance/frameworks/ten/C01/").content.decode()
    assert other.requirements.get().get_absolute_url() in page


def test_a_page_costs_the_same_for_one_requirement_and_for_many() -> None:
    governed()
    one = checklist("one", "policy")
    many = framework("many", "checklist", [(None, ["policy"])] * 3)
    for row in Requirement.objects.for_list():
        answer(row, read_version=0, by=the("mia"), at=NOON, owner=person("olga"))
    client = login(the("aida"))
    counts = []
    client.get(one.get_absolute_url())
    for row in (one, many):
        with CaptureQueriesContext(connection) as seen:
            client.get(row.get_absolute_url())
        counts.append(len(seen))
    assert counts[0] == counts[1]
