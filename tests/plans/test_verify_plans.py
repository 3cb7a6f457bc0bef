"""Comparing what stands in the tables with what was signed."""

from __future__ import annotations

import pgtrigger
import pytest
from django.core.management import CommandError, call_command

from plans.models import PlanVersion, Section
from plans.services.plans import change_plan
from tests.factories import NOON
from tests.plans.plan_world import cast, effective, plan_of, the

pytestmark = pytest.mark.django_db


def test_what_was_signed_is_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    people = cast()
    version = effective(people=people)
    change_plan(
        plan_of(version), read_version=None, by=people["mia"], at=NOON, name_en="Other",
        owner=the("bob"),
    )  # fmt: skip
    call_command("verify_plans")
    assert capsys.readouterr().out == "1 approved versions are as they were signed.\n"


def test_a_row_changed_past_the_triggers_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    version = effective(people=cast())
    with pgtrigger.ignore("plans.Section:frozen_with_version"):
        Section.objects.filter(plan_version=version).update(body_en="Nothing.")
    with pytest.raises(CommandError, match="1 of 1 approved versions"):
        call_command("verify_plans")
    assert capsys.readouterr().err == "rescue@1.0: the rows are not what was signed\n"


def test_another_digest_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    version = effective(people=cast())
    with pgtrigger.ignore("plans.PlanVersion:frozen_once_approved"):
        PlanVersion.objects.filter(pk=version.pk).update(sha256="0" * 64)
    with pytest.raises(CommandError):
        call_command("verify_plans")
    assert capsys.readouterr().err == (
        "rescue@1.0: the snapshot is not what its digest says\n"
        "rescue@1.0: a signature names another digest\n"
    )
