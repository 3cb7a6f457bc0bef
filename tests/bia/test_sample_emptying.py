"""The sample can be emptied while it is only a sample, and never afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pghistory
import pytest
from django.db import transaction
from django.urls import reverse

from accounts.models import Department, Organisation, User
from bia.models import ImpactCategory, Process
from bia.services.catalogue_loading import load_catalogue
from bia.services.sample_emptying import RealData, empty_sample, real_data, recreate
from bia.services.sample_loading import load_sample
from lib.errors import GuardsUnmet
from tests import factories
from tests.factories import NOON


@pytest.fixture
def sample(transactional_db: None) -> Iterator[None]:
    load_catalogue(at=NOON)
    load_sample(variant="aftersales", language="en", at=NOON)
    yield
    with transaction.atomic():
        recreate(NOON)


def rename(**context: Any) -> None:
    process = Process.objects.get(code="booking")
    with pghistory.context(**context):
        process.name += "!"
        process.save()


@pytest.mark.slow
def test_work_of_the_sample_s_logins_goes_with_it(sample: None) -> None:
    rename(user=User.objects.get(username="manager").pk, url="/processes/booking/")
    rename(task="reports.sweep")
    assert real_data() == RealData(0, 0)
    empty_sample(at=NOON)
    assert not User.objects.exists()
    assert not Process.objects.exists()
    assert ImpactCategory.objects.count() == 6
    assert Organisation.current().sample == ""
    with pytest.raises(GuardsUnmet):
        empty_sample(at=NOON)
    assert load_sample(variant="aftersales", language="zh", at=NOON) is True


@pytest.mark.slow
def test_real_work_keeps_the_sample(sample: None) -> None:
    with transaction.atomic(), pghistory.context(sample="test"):
        real = factories.user("rita", "continuity_manager")
    assert real_data() == RealData(1, 0)
    rename(user=real.pk, url="/processes/booking/")
    assert real_data() == RealData(1, 1)
    Department.objects.filter(code="it").update(name="IT!")  # from a shell, by nobody known
    assert real_data() == RealData(1, 2)
    with pytest.raises(GuardsUnmet) as refusal:
        empty_sample(at=NOON)
    assert [one.code for one in refusal.value.problems] == ["real_accounts", "real_changes"]
    assert Process.objects.count() == 8


@pytest.mark.slow
def test_an_administrator_empties_it_in_the_browser_and_starts_anew(sample: None) -> None:
    client = factories.login(User.objects.get(username="admin"))
    address = reverse("bia:sample_empty")
    assert client.get(address).status_code == 200
    answer = client.post(address)
    assert answer.status_code == 302
    assert "/invitations/" in answer["Location"]
    assert factories.login().get(answer["Location"]).status_code == 200
    assert User.objects.get().username == "admin"


def test_only_administrators_may_empty(manager: User, auditor: User) -> None:
    for user in (manager, auditor):
        assert factories.login(user).post(reverse("bia:sample_empty")).status_code == 403


def test_without_a_sample_there_is_nothing_to_empty(admin: User) -> None:
    answer = factories.login(admin).post(reverse("bia:sample_empty"))
    assert answer.status_code == 409
