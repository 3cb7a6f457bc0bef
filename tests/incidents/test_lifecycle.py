"""The steps of an incident, their guards and their effects (RESP §4.1)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from incidents.models import CheckRun, Impact, Incident, IncidentRole, Review, Status, StepRun
from incidents.services import incidents as verbs
from incidents.services.guards import unmet
from lib.errors import GuardsUnmet, Refused
from tests.incidents import world
from tests.incidents.world import clock, the

pytestmark = pytest.mark.django_db


def types(row: Incident) -> list[str]:
    return list(row.timeline.order_by("seq").values_list("type", flat=True))


def codes(row: Incident, verb: str, at: str = "12:00", by: str | None = None) -> list[str]:
    who = the(by) if by else None
    return [one.code for one in unmet(row, verb, by=who, at=clock(at))]


def test_who_acknowledges_first_commands() -> None:
    row = world.assessing()

    held = row.assignments.get(role=IncidentRole.COMMANDER, released_at=None)
    assert row.status == Status.ASSESSING
    assert row.acknowledged_at == clock("10:05")
    assert held.person.user == the("carl")


def test_a_second_acknowledgement_changes_nothing() -> None:
    row = world.assessing()
    seq = Incident.objects.get(pk=row.pk).seq

    again = verbs.acknowledge(row, by=the("dan"), at=clock("10:06"))

    assert again.acknowledged_at == clock("10:05")
    assert again.seq == seq


def test_a_reader_may_not_acknowledge() -> None:
    with pytest.raises(PermissionDenied):
        verbs.acknowledge(world.declared(), by=the("charlie"), at=clock("10:05"))


def test_restoring_ends_the_open_impacts_and_starts_the_verification() -> None:
    row = world.restored()

    assert row.status == Status.VERIFYING
    assert row.restored_at == clock("10:58")
    assert row.impacts.get().end_at == clock("10:58")
    assert row.steps.get(key="verify").due_at == clock("11:58")


def test_what_remains_affected_stays_open_and_holds_up_the_verification() -> None:
    row = world.responding()
    impact = row.impacts.get()

    row = verbs.restore(row, remaining=[impact], by=the("carl"), at=clock("10:58"))

    impact.refresh_from_db()
    assert impact.end_at is None
    assert "impact_open" in codes(row, "verify")


def test_an_impact_nobody_spoke_of_holds_up_a_restoration_that_ends_none() -> None:
    row = world.responding()

    with pytest.raises(GuardsUnmet) as refused:
        verbs.restore(row, ends_impacts=False, by=the("carl"), at=clock("10:58"))

    assert [one.code for one in refused.value.problems] == ["impact_open"]


def test_it_cannot_be_restored_before_it_began() -> None:
    with pytest.raises(Refused) as refused:
        verbs.restore(world.responding(), by=the("carl"), at=clock("09:59"))

    assert refused.value.problems[0].field == "at"


def test_nothing_is_restored_before_the_grade_is_confirmed() -> None:
    row = world.assessing()

    assert codes(row, "restore") == ["grade_missing"]
    with pytest.raises(GuardsUnmet):
        verbs.restore(row, by=the("carl"), at=clock("10:58"))


def test_the_technical_lead_may_restore_and_another_responder_may_not() -> None:
    row = world.responding()
    with pytest.raises(PermissionDenied):
        verbs.restore(row, by=the("iris"), at=clock("10:58"))
    verbs.assign(
        row, role="technical_lead", person=world.person("iris"), by=the("carl"), at=clock("10:30")
    )

    row = verbs.restore(row, by=the("iris"), at=clock("10:58"))

    assert row.status == Status.VERIFYING


def test_verification_waits_for_boxes_and_the_owner() -> None:
    row = world.restored()

    assert codes(row, "verify") == ["check_open"] * 4 + ["owner_missing"]


def test_of_a_minor_grade_no_owner_is_asked() -> None:
    row = world.restored("III")
    world.checked(row, at=clock("11:30"))

    assert codes(row, "verify") == []


def test_a_box_that_does_not_apply_counts_as_checked() -> None:
    row = world.restored("III")
    world.checked(row, at=clock("11:30"))
    box = CheckRun.objects.filter(step__incident=row, step__key="verify").first()
    assert box is not None
    verbs.tick(box, state="na", reason="No traffic", by=the("carl"), at=clock("11:31"))

    assert codes(row, "verify") == []


def test_verified_the_review_is_drafted_and_its_clock_runs() -> None:
    row = world.reviewing()

    assert row.status == Status.REVIEWING
    assert row.verified_at == clock("11:40")
    assert row.traffic_percent == 100
    assert Review.objects.get(incident=row).state == Review.State.DRAFT
    assert row.steps.get(key="review").due_at == clock("11:40", day=3)
    assert row.impacts.get().achieved_rto_s == 58 * 60


@pytest.mark.parametrize("percent", [0, 101])
def test_traffic_is_a_percentage(percent: int) -> None:
    row = world.restored("III")
    world.checked(row, at=clock("11:30"))

    with pytest.raises(Refused) as refused:
        verbs.verify(row, traffic_percent=percent, by=the("carl"), at=clock("11:40"))

    assert refused.value.problems[0].field == "traffic_percent"


def failed(row: Incident, at: str, reason: str = "Calls are lost") -> Incident:
    box = CheckRun.objects.filter(step__incident=row, step__key="verify", state="todo").first()
    return verbs.fail_verification(
        row, check=box, impacts=list(row.impacts.all()), reason=reason, by=the("carl"),
        at=clock(at),
    )  # fmt: skip


def test_a_failed_verification_runs_on_from_the_first_start() -> None:
    row = failed(world.restored(), "11:05")

    impact = row.impacts.get()
    assert row.status == Status.RESPONDING
    assert row.restored_at is None
    assert (impact.start_at, impact.end_at) == (clock("10:00"), None)


def test_a_verification_that_fails_twice_leaves_three_attempts() -> None:
    row = failed(world.restored(), "11:05")
    row = verbs.restore(row, by=the("carl"), at=clock("11:10"))
    row = failed(row, "11:15")
    row = verbs.restore(row, by=the("carl"), at=clock("11:30"))

    steps = StepRun.objects.filter(incident=row, key="verify").order_by("attempt")
    assert [(one.attempt, one.state) for one in steps] == [
        (1, "failed"),
        (2, "failed"),
        (3, "open"),
    ]
    assert row.impacts.get().down_s(clock("12:00")) == 90 * 60
    assert types(row).count("verify_failed") == 2


def test_what_failed_must_be_said() -> None:
    row = world.restored()

    with pytest.raises(Refused) as refused:
        verbs.fail_verification(
            row, check=None, impacts=[], reason=" ", by=the("carl"), at=clock("11:00")
        )

    assert {one.field for one in refused.value.problems} == {"reason", "check", "impacts"}


def test_the_owners_word_counts_until_it_is_down_again() -> None:
    row = world.restored()
    verbs.confirm_recovery(row, by=the("olga"), at=clock("11:00"))
    row = failed(row, "11:05")
    row = verbs.restore(row, by=the("carl"), at=clock("11:10"))

    assert "owner_missing" in codes(row, "verify")


def test_only_an_owner_confirms_the_recovery() -> None:
    with pytest.raises(PermissionDenied):
        verbs.confirm_recovery(world.restored(), by=the("carl"), at=clock("11:00"))


def test_closing_waits_for_the_review() -> None:
    row = world.reviewing()

    assert "review_not_submitted" in codes(row, "close")
    with pytest.raises(GuardsUnmet):
        verbs.close(row, by=the("celia"), at=clock("15:00"))


def test_what_is_said_on_the_button_is_what_refuses() -> None:
    row = world.restored()
    told = unmet(row, "verify", by=the("carl"), at=clock("11:40"))

    with pytest.raises(GuardsUnmet) as refused:
        verbs.verify(row, by=the("carl"), at=clock("11:40"))

    assert refused.value.problems == told


def test_who_may_not_is_told_so_on_the_button() -> None:
    assert codes(world.restored(), "verify", by="charlie")[0] == "not_yours"


def test_impacts_of_others_are_not_taken_for_its_own() -> None:
    other = Impact.objects.get(incident=world.declared())
    row = world.restored(systems=[(world.csm(), "full")])
    box = CheckRun.objects.filter(step__incident=row, step__key="verify").first()

    with pytest.raises(Refused) as refused:
        verbs.fail_verification(
            row, check=box, impacts=[other], reason="Down", by=the("carl"), at=clock("11:00")
        )

    assert [one.field for one in refused.value.problems] == ["impacts"]
