"""Pages of changes, risks, inspections, cases, health: who sees them, what they do."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from governance.models import CaseStudy, Change, GovernanceSettings, Inspection, Risk
from governance.services import case_study_loading, inspection_loading
from governance.services.health import take_snapshot
from governance.services.inspection_lists import create_list
from tests.factories import NOON
from tests.governance.world import governed, the

pytestmark = pytest.mark.django_db


def client(name: str) -> Client:
    found = Client()
    found.force_login(the(name))
    return found


def page(name: str, url: str, *args: object) -> str:
    answer = client(name).get(reverse(f"governance:{url}", args=args))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_empty_registers_say_what_they_are_for():
    for url in ("change_list", "risk_list", "inspection_list", "case_study_list", "health"):
        page("aida", url)
    assert "No changes yet" in page("mia", "change_list")


def test_a_change_goes_through_its_pages():
    world = governed()
    ivan, mia = client("ivan"), client("mia")
    answer = ivan.post(
        reverse("governance:change_create"),
        {"title": "New database", "text": "Version 17", "systems": ["dispatch"]},
    )
    row = Change.objects.get()
    assert answer.status_code == 302
    assert world.rescue.name in page("mia", "change_detail", row.code)

    def step(who: Client, noun: str, **data: object) -> int:
        url = reverse("governance:change_step", args=[row.code, noun])
        assert who.get(url).status_code == 200
        return int(who.post(url, data).status_code)

    said = {"on_function": "None", "on_performance": "None", "on_security": "None",
            "likelihood": 2, "impact": 3}  # fmt: skip
    assert step(ivan, "assessment", **said) == 422
    assert step(ivan, "assessment", rollback="Switch back", **said) == 303
    assert (
        mia.get(reverse("governance:change_step", args=[row.code, "rejection"])).status_code == 200
    )
    assert step(mia, "approval") == 303
    assert step(ivan, "implementation", result="Done") == 303
    assert "rescue-plan" in page("mia", "change_detail", row.code)
    assert step(ivan, "failure", result="No") == 409


def test_a_stranger_gets_403_for_steps_that_are_not_hers():
    governed()
    client("ivan").post(reverse("governance:change_create"), {"title": "T", "text": "x"})
    url = reverse("governance:change_step", args=[Change.objects.get().code, "approval"])
    assert client("aida").get(url).status_code == 403
    assert client("aida").get(reverse("governance:change_create")).status_code == 403


def test_a_risk_is_added_shown_in_the_matrix_and_accepted():
    governed()
    mia = client("mia")
    given = {"title": "Power cut", "threat": "power", "likelihood": 4, "impact": 4,
             "treatment": "reduce", "processes": ["road-rescue"]}  # fmt: skip
    assert mia.post(reverse("governance:risk_create"), given).status_code == 302
    row = Risk.objects.get()
    assert "16" in page("aida", "risk_list")
    assert "level-severe" in page("aida", "risk_list")
    page("aida", "risk_detail", row.code)
    url = reverse("governance:risk_step", args=[row.code, "acceptance"])
    refused = mia.post(url, {"reason": "", "next_review": ""})
    assert refused.status_code == 422
    assert mia.post(url, {"reason": "Cheap", "next_review": "2099-01-01"}).status_code == 303
    left = {"left_likelihood": 5, "left_impact": 5, "version": 2}
    edit = reverse("governance:risk_edit", args=[row.code])
    assert mia.post(edit, given | left).status_code == 422


def test_a_round_is_begun_answered_and_finished():
    row = create_list(by=the("mia"), at=NOON, name_en="Morning", points=[{"name_en": "Racks"}])
    ivan = client("ivan")
    assert ivan.post(reverse("governance:inspection_start", args=[row.code])).status_code == 302
    one = Inspection.objects.get()
    result = one.results.get()
    url = reverse("governance:inspection_detail", args=[one.code])
    assert ivan.post(url, {f"r{result.pk}-outcome": "fault", "finish": "1"}).status_code == 422
    assert ivan.post(url, {"finish": "1"}).status_code == 409
    said = {f"r{result.pk}-outcome": "fault", f"r{result.pk}-note": "Hot", "finish": "1"}
    assert ivan.post(url, said).status_code == 302
    shown = page("ivan", "inspection_detail", one.code)
    assert "followup" in reverse("followup:action_list") or shown
    assert f"inspection%3A{one.code}" in shown
    page("aida", "inspection_list")
    page("aida", "inspection_list_detail", row.code)
    assert client("aida").post(url, said).status_code == 403


def test_a_list_with_its_points_is_one_form():
    mia = client("mia")
    given = {
        "name_en": "Daily", "every_days": "1", "is_active": "on", "points-TOTAL_FORMS": "2",
        "points-INITIAL_FORMS": "0", "points-0-name_en": "Racks", "points-1-name_en": "",
    }  # fmt: skip
    answer = mia.post(reverse("governance:inspection_list_create"), given)
    assert answer.status_code == 302
    assert "Racks" in mia.get(answer["Location"]).content.decode()
    assert mia.get(answer["Location"] + "edit/").status_code == 200


def test_shipped_cases_and_rounds_are_loaded_once_with_their_figures():
    for _time in range(2):
        case_study_loading.load(at=NOON)
        inspection_loading.load(at=NOON)
    assert CaseStudy.objects.count() == 5
    shown = page("aida", "case_study_detail", "ddos-shop")
    assert "87.5" in shown
    assert "120 hours" in page("aida", "case_study_detail", "ev-maker-2023")
    page("aida", "case_study_list")
    assert client("mia").get(reverse("governance:case_study_create")).status_code == 200
    assert client("mia").get(
        reverse("governance:case_study_edit", args=["psn-2011"])
    ).status_code == 200  # fmt: skip


def test_health_shows_what_it_is_made_of():
    governed()
    take_snapshot(at=NOON)
    assert "1 of 2 critical processes" in page("aida", "health")


def test_settings_are_changed_on_their_page():
    row = GovernanceSettings.current()
    given = {name: getattr(row, name) for name in (
        "weight_bia", "weight_plans", "weight_gaps", "weight_drills", "weight_backups",
        "weight_actions", "weight_training", "green_from", "amber_from", "remind_days", "version",
    )}  # fmt: skip
    url = reverse("governance:settings")
    assert client("mia").post(url, given | {"green_from": 60}).status_code == 422
    assert client("mia").post(url, given | {"green_from": 90}).status_code == 302
    assert client("aida").post(url, given).status_code == 403
    row.refresh_from_db()
    assert row.green_from == 90
