"""The first administrator comes by a link from the console, once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.models import User
from accounts.services.first_administrator import prepare_first_administrator
from accounts.services.invitations import accept_invitation, find_invitation
from lib.errors import GuardsUnmet, Refused

PASSWORD = "correct horse battery staple"


@pytest.mark.django_db
def test_the_link_makes_an_administrator(noon: datetime) -> None:
    user, secret = prepare_first_administrator(username="root", at=noon)
    assert not user.has_usable_password()
    accept_invitation(secret, password=PASSWORD, at=noon)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert {grant.role for grant in user.grants.all()} == {"administrator", "continuity_manager"}


@pytest.mark.django_db
def test_a_new_link_ends_the_older_one(noon: datetime) -> None:
    _user, first = prepare_first_administrator(username="root", at=noon)
    later = noon + timedelta(hours=1)
    _user, second = prepare_first_administrator(username="root", at=later)
    assert find_invitation(first, at=later) is None
    assert find_invitation(second, at=later) is not None
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_another_name_ends_the_link_of_the_first(noon: datetime) -> None:
    _user, first = prepare_first_administrator(username="root", at=noon)
    later = noon + timedelta(hours=1)
    prepare_first_administrator(username="chief", at=later)
    assert find_invitation(first, at=later) is None


@pytest.mark.django_db
def test_once_somebody_administrates_there_are_no_more_links(noon: datetime) -> None:
    _user, secret = prepare_first_administrator(username="root", at=noon)
    accept_invitation(secret, password=PASSWORD, at=noon)
    with pytest.raises(GuardsUnmet):
        prepare_first_administrator(username="root", at=noon)
    with pytest.raises(GuardsUnmet):
        prepare_first_administrator(username="second", at=noon)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "a b", "ü" * 151, "<script>"])
def test_impossible_names_are_refused(name: str, noon: datetime) -> None:
    with pytest.raises(Refused):
        prepare_first_administrator(username=name, at=noon)
