"""The life cycle over its pages: summary first, refusals shown, nobody decides unseen."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from plans.models import ApprovalStep, ChangeRequest, Plan, PlanVersion, Reading
from plans.services.lifecycle import approve_version, submit_version
from plans.services.versions import new_draft
from tests.factories import NOON, login
from tests.plans.pages.reading_world import rich
from tests.plans.plan_world import approved, cast, draft, effective, submitted, the

pytestmark = pytest.mark.django_db
ONE = "/plans/rescue/versions/1.0/"


@pytest.fixture
def people() -> dict[str, User]:
    return cast()


def post(client: Client, address: str, **values: Any) -> Any:
    """Post what the page's form holds, with `values` on top."""
    form = client.get(address).context["form"]
    kept = {name: form.initial.get(name, form[name].initial) for name in form.fields}
    data = {name: value for name, value in kept.items() if value not in (None, [])}
    return client.post(address, data | values)


def refusals(answer: Any) -> list[str]:
    form = answer.context["form"]
    return [*answer.context["refusals"], *(str(e) for es in form.errors.values() for e in es)]


def test_a_plan_is_begun_from_a_template(people: dict[str, User]) -> None:
    client = login(people["alice"])
    values = {"code": "csm", "owner": "alice"}
    answer = post(client, "/plans/new/?template=csm-workaround", **values)
    assert (answer.status_code, answer["Location"]) == (302, "/plans/csm/versions/1.0/")
    assert Plan.objects.get().template == "csm-workaround"


def test_a_plan_is_begun_empty(people: dict[str, User]) -> None:
    values = {"name_zh": "预案", "owner": "alice", "kind": "bcp"}
    answer = post(login(people["alice"]), "/plans/new/?template=empty", **values)
    assert answer.status_code == 302
    assert Plan.objects.get().name_zh == "预案"


def test_a_plan_has_a_name(people: dict[str, User]) -> None:
    answer = post(login(people["alice"]), "/plans/new/?template=empty", owner="alice", kind="bcp")
    assert answer.context["form"].errors == {
        "name_en": ["Give the plan a name in English or Chinese."]
    }


def test_two_editors_of_the_head_see_each_other(people: dict[str, User]) -> None:
    draft(by=people["alice"])
    client = login(people["alice"])
    assert post(client, "/plans/rescue/edit/", name_en="Rescue", version=1).status_code == 302
    answer = post(client, "/plans/rescue/edit/", name_en="Rescue by hand", version=1)
    assert answer.status_code == 409
    assert Plan.objects.get().name_en == "Rescue"


def test_from_draft_to_force_over_the_pages(people: dict[str, User]) -> None:
    draft(by=people["alice"])
    alice, mia = login(people["alice"]), login(people["mia"])
    for client, step in (
        (alice, "submission/"), (alice, "approval/"), (mia, "approval/"), (mia, "publication/"),
    ):  # fmt: skip
        assert post(client, ONE + step).status_code == 302, step
    assert PlanVersion.objects.get().status == "effective"


def test_the_summary_stands_before_the_submission(people: dict[str, User]) -> None:
    version = draft(by=people["alice"])
    version.tasks.update(duration_s=None)
    answer = post(login(people["alice"]), ONE + "submission/")
    assert answer.status_code == 409
    assert refusals(answer) == ["Tasks without a planned duration: 1."]


def test_red_needs_somebody_who_accepts_it_with_a_reason(people: dict[str, User]) -> None:
    submit_version(rich(people["alice"]), by=people["alice"], at=NOON)
    client = login(people["alice"])
    answer = post(client, ONE + "approval/")
    assert (answer.status_code, refusals(answer)) == (
        409,
        ["It takes longer than a process may stand still; accept that with a reason."],
    )
    accepted = post(client, ONE + "approval/", accepts_infeasible="on", comment="Until May.")
    assert accepted.status_code == 302
    step = ApprovalStep.objects.get(verdict="approved")
    assert (step.accepts_infeasible, step.comment) == (True, "Until May.")


def test_nobody_approves_what_they_did_not_see(people: dict[str, User]) -> None:
    submitted(by=people["alice"])
    answer = post(login(people["alice"]), ONE + "approval/", seen_sha256="0" * 64)
    assert answer.status_code == 409


def test_who_was_slower_learns_it(people: dict[str, User]) -> None:
    version = submitted(by=people["alice"])
    client = login(people["alice"])
    old = client.get(ONE + "approval/").context["form"].initial
    approve_version(version, by=people["alice"], at=NOON)
    answer = client.post(ONE + "approval/", old)
    assert (answer.status_code, refusals(answer)) == (
        409,
        ["Somebody changed it in the meantime; look at it again."],
    )


def test_returned_with_its_reason(people: dict[str, User]) -> None:
    submitted(by=people["alice"])
    client = login(people["alice"])
    assert post(client, ONE + "return/").status_code == 422
    assert post(client, ONE + "return/", reason="Numbers are old.").status_code == 302
    version = PlanVersion.objects.get()
    assert (version.status, version.returned_because) == ("draft", "Numbers are old.")


def test_withdrawn(people: dict[str, User]) -> None:
    submitted(by=people["alice"])
    assert post(login(people["alice"]), ONE + "withdrawal/").status_code == 302
    assert PlanVersion.objects.get().status == "draft"


def test_a_stranger_gets_none_of_the_steps(people: dict[str, User]) -> None:
    approved(people=people)
    client = login(people["charlie"])
    steps = ("submission", "approval", "return", "withdrawal", "publication", "edit", "deletion")
    assert [client.post(f"{ONE}{step}/").status_code for step in steps] == [403] * len(steps)


def test_a_new_version_for_contacts(people: dict[str, User]) -> None:
    effective(people=people)
    answer = post(login(people["alice"]), "/plans/rescue/versions/new/", contacts_only="on")
    assert answer["Location"] == "/plans/rescue/versions/1.1/"


def test_the_head_of_a_draft(people: dict[str, User]) -> None:
    draft(by=people["alice"])
    values = {"pre_authorised": "on", "authorisation_en": "The lead switches over."}
    assert post(login(people["alice"]), ONE + "edit/", **values).status_code == 302
    assert PlanVersion.objects.get().pre_authorised is True


def test_a_draft_is_discarded(people: dict[str, User]) -> None:
    version = effective(people=people)
    new_draft(version.plan, by=people["alice"], at=NOON)
    client = login(people["alice"])
    assert post(client, "/plans/rescue/versions/2.0/deletion/").status_code == 302
    assert PlanVersion.objects.count() == 1


def test_a_plan_that_was_never_approved_is_deleted(people: dict[str, User]) -> None:
    draft(by=people["alice"])
    assert login(people["alice"]).post("/plans/rescue/delete/").status_code == 302
    assert Plan.objects.count() == 0


def test_a_plan_in_force_is_not_deleted(people: dict[str, User]) -> None:
    effective(people=people)
    assert login(people["alice"]).post("/plans/rescue/delete/").status_code == 409


def test_read_and_understood(people: dict[str, User]) -> None:
    effective(people=people)
    post(login(people["alice"]), ONE + "readings/new/", people=["charlie"])
    client = login(people["charlie"])
    assert client.get("/plans/rescue/").context["page"].asked_to_read is True
    assert post(client, ONE + "readings/own/", question="Who calls?").status_code == 302
    reading = Reading.objects.get(person=the("charlie"))
    assert (reading.read_at is not None, reading.question) == (True, "Who calls?")


def test_who_was_not_asked_confirms_nothing(people: dict[str, User]) -> None:
    effective(people=people)
    assert login(people["charlie"]).get(ONE + "readings/own/").status_code == 404


def test_a_change_is_asked_for_and_adopted(people: dict[str, User]) -> None:
    version = effective(people=people)
    asked = post(login(people["charlie"]), "/plans/rescue/change-requests/new/", text="Old number")
    assert asked.status_code == 302
    one = ChangeRequest.objects.get()
    client, address = login(people["alice"]), f"/plans/reviews/{one.pk}/decision/"
    early = post(client, address, adopt="yes")
    assert (early.status_code, early.context["form"].non_field_errors()) == (
        409,
        ["Begin a new version first; the change is adopted in it."],
    )
    new_draft(version.plan, by=people["alice"], at=NOON)
    assert post(client, address, adopt="yes").status_code == 302
    one.refresh_from_db()
    assert (one.state, one.adopted_in.number) == ("adopted", "2.0")


def test_confirmed_as_still_right(people: dict[str, User]) -> None:
    effective(people=people)
    before = Plan.objects.get().review_due
    client = login(people["alice"])
    assert post(client, "/plans/rescue/attestation/", statement="All numbers.").status_code == 302
    plan = Plan.objects.get()
    assert plan.attestations.get().statement == "All numbers."
    assert plan.review_due != before or plan.reviewed_on is not None


def test_retired_with_a_reason(people: dict[str, User]) -> None:
    effective(people=people)
    client = login(people["mia"])
    assert post(client, "/plans/rescue/retirement/", reason="Sold.").status_code == 302
    assert PlanVersion.objects.get().status == "retired"
    assert client.get("/plans/rescue/").status_code == 200
