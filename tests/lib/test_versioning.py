"""One writer for every row: validation at the field, versions, nothing written in vain."""

from __future__ import annotations

import pytest
from django.db import transaction

from bia.models import Site
from lib.errors import Refused, StaleVersion
from lib.versioning import change, create
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_new_row_starts_at_version_one() -> None:
    assert create(Site, code="dc-a", name="A").version == 1


def test_wrong_values_are_refused_each_at_its_field() -> None:
    with pytest.raises(Refused) as refusal:
        create(Site, code="no spaces allowed", name="", kind="moon")
    assert {problem.field for problem in refusal.value.problems} == {"code", "name", "kind"}


def test_a_code_in_use_is_refused_at_the_code() -> None:
    factories.site("dc-a")
    with pytest.raises(Refused) as refusal:
        create(Site, code="dc-a", name="Another")
    assert [(one.field, one.code) for one in refusal.value.problems] == [("code", "unique")]


def test_a_change_counts_the_version_and_names_what_changed() -> None:
    site = factories.site("dc-a", name="A", region="north")
    assert change(site, read_version=1, name="B", region="north") == ["name"]
    assert (site.version, site.name) == (2, "B")


def test_a_change_to_the_same_values_writes_nothing() -> None:
    site = factories.site("dc-a", name="A")
    before = site.updated_at
    assert change(site, read_version=1, name="A") == []
    site.refresh_from_db()
    assert (site.version, site.updated_at) == (1, before)


def test_a_stale_version_is_refused_with_the_current_row() -> None:
    site = factories.site("dc-a", name="A")
    seen_by_bob = Site.objects.get(code="dc-a")
    change(site, read_version=1, name="Alice's name")
    with pytest.raises(StaleVersion) as refusal:
        change(seen_by_bob, read_version=1, name="Bob's name")
    assert (refusal.value.current.name, refusal.value.read_version) == ("Alice's name", 1)


def test_a_race_that_only_the_database_sees_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    factories.site("dc-a")
    monkeypatch.setattr(Site, "full_clean", lambda self: None)
    with pytest.raises(Refused) as refusal, transaction.atomic():
        create(Site, code="dc-a", name="Another")
    assert refusal.value.problems[0].code == "not_allowed"
    assert Site.objects.count() == 1
