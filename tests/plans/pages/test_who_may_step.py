"""Steps that do not fit now are not offered as forms, and auditors change nothing."""

from __future__ import annotations

import pytest

from accounts.models import User
from plans.models import OfflinePack, PrintCopy
from tests import factories
from tests.plans import paper_world as world

pytestmark = pytest.mark.django_db


def test_a_step_that_does_not_fit_leads_back_with_a_word(manager: User) -> None:
    version = world.effective_card(manager)
    browser = factories.login(manager)

    for step in ("approval", "return", "publication"):
        answer = browser.get(f"{version.get_absolute_url()}{step}/", follow=True)
        assert answer.redirect_chain[0][0] == version.get_absolute_url()
        assert "not possible now" in answer.content.decode()


def test_an_auditor_looks_at_paper_and_makes_none(manager: User, auditor: User) -> None:
    version = world.effective_card(manager)
    browser = factories.login(auditor)

    assert browser.get("/printed-copies/").status_code == 200
    assert browser.get("/offline-packs/").status_code == 200
    assert browser.get(f"/plans/{version.plan.code}/print/").status_code == 403
    assert browser.post("/offline-packs/new/").status_code == 403
    assert (PrintCopy.objects.count(), OfflinePack.objects.count()) == (0, 0)
