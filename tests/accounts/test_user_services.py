"""Invitation, roles, the last administrator, hand-over, tokens."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession

from accounts.access import may
from accounts.forms.user import DeactivationForm
from accounts.models import Invitation, Role, RoleGrant, User
from accounts.services.grants import Grant, change_grants
from accounts.services.invitations import (
    accept_invitation,
    create_service_account,
    find_invitation,
    hash_of,
    invite,
    invite_again,
)
from accounts.services.organisation import change_organisation, consequences
from accounts.services.tokens import create_token
from accounts.services.users import deactivate_user, reactivate_user
from bia.models import Assessment, Dependency, TeamMember
from lib.errors import GuardsUnmet, Refused, StaleVersion
from tests.factories import NOON, api, login, organisation, person, process, system, user

pytestmark = pytest.mark.django_db
GOOD = "correct horse battery staple"


def invited(admin, **changes):
    fields = {
        "username": "dora",
        "name": "Dora",
        "email": "dora@example.com",
        "grants": [Grant("auditor")],
        "by": admin,
        "at": NOON,
    }
    return invite(**(fields | changes))


def test_an_invitation_keeps_only_the_hash_of_its_link(admin):
    dora, secret = invited(admin, person=person("dora"))
    assert (dora.has_usable_password(), dora.person.code) == (False, "dora")
    row = Invitation.objects.get()
    assert (row.token_hash, row.expires_at) == (hash_of(secret), NOON + timedelta(days=7))


def test_the_link_works_once_and_for_seven_days(admin):
    _dora, secret = invited(admin)
    late = NOON + timedelta(days=7)
    assert find_invitation(secret, at=late) is None
    assert accept_invitation(secret, password=GOOD, at=NOON).check_password(GOOD) is True
    with pytest.raises(GuardsUnmet):
        accept_invitation(secret, password=GOOD, at=NOON)


def test_a_weak_password_is_refused_and_the_link_stays(admin):
    _dora, secret = invited(admin)
    with pytest.raises(Refused) as refusal:
        accept_invitation(secret, password="dora", at=NOON)
    assert {problem.field for problem in refusal.value.problems} == {"password"}
    assert find_invitation(secret, at=NOON) is not None


def test_a_new_link_ends_the_old_one(admin):
    dora, old = invited(admin)
    new = invite_again(dora, by=admin, at=NOON)
    assert find_invitation(old, at=NOON) is None
    assert find_invitation(new, at=NOON).user == dora


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "ADMIN@example.com"}, "email"),
        ({"username": "Admin"}, "username"),
        ({"username": "a/b"}, "username"),
        ({"username": "new"}, "username"),
        ({"email": ""}, "email"),
        ({"email": "nonsense"}, "email"),
        ({"grants": []}, "roles"),
        ({"grants": [Grant("emperor")]}, "roles"),
        ({"grants": [Grant("service_account")]}, "roles"),
    ],
)
def test_an_impossible_invitation_is_refused_at_the_field(admin, changes, field):
    with pytest.raises(Refused) as refusal:
        invited(admin, **changes)
    assert refusal.value.problems[0].field == field
    assert User.objects.count() == 1


def test_changed_roles_count_at_once(admin, alice):
    assert may(alice, "assessment.approve") is False
    assert change_grants(alice, [Grant("continuity_manager")], by=admin, at=NOON) is True
    assert may(alice, "assessment.approve") is True
    assert change_grants(alice, [Grant("continuity_manager")], by=admin, at=NOON) is False
    with pytest.raises(StaleVersion):
        change_grants(alice, [Grant("auditor")], by=admin, at=NOON, read_version=1)


def test_the_last_administrator_stays(admin):
    closed = user("closed", "administrator", is_active=False)
    robot = user("robot", "administrator", is_service=True)
    with pytest.raises(GuardsUnmet) as refusal:
        change_grants(admin, [Grant("auditor")], by=admin, at=NOON)
    assert refusal.value.problems[0].code == "last_administrator"
    second = user("second", "administrator")
    change_grants(admin, [Grant("auditor")], by=admin, at=NOON)
    with pytest.raises(GuardsUnmet):
        deactivate_user(second, successor=None, by=admin, at=NOON)
    assert RoleGrant.objects.filter(user__in=[closed, robot]).count() == 2


def test_nobody_deactivates_themselves(admin):
    user("second", "administrator")
    with pytest.raises(GuardsUnmet) as refusal:
        deactivate_user(admin, successor=None, by=admin, at=NOON)
    assert refusal.value.problems[0].code == "oneself"


def everything_of(alice):
    """One thing of every kind a person can hold."""
    holder = person("alice", user=alice)
    orders = process("orders", owner=holder)
    team = system("desk", owner=holder, kind="team")
    TeamMember.objects.create(team=team, person=holder)
    Dependency.objects.create(code="dep-1", dependent_process=orders, needs_person=holder)
    Assessment.objects.create(code="bia-1", process=orders, author=alice)
    person("carol", deputy=holder)
    return orders, team


def test_everything_held_goes_to_the_successor(admin, alice, bob):
    orders, team = everything_of(alice)
    heir = person("bob", user=bob)
    deactivate_user(alice, successor=bob, by=admin, at=NOON)
    orders.refresh_from_db()
    team.refresh_from_db()
    assert (orders.owner, orders.version, team.owner) == (heir, 2, heir)
    assert TeamMember.objects.get().person == heir
    assert Dependency.objects.get().needs_person == heir
    assert Assessment.objects.get().author == bob
    assert person("carol").deputy == heir
    alice.refresh_from_db()
    assert (alice.is_active, alice.deactivated_at) == (False, NOON)


def test_without_a_successor_nothing_happens(admin, alice):
    everything_of(alice)
    with pytest.raises(Refused) as refusal:
        deactivate_user(alice, successor=None, by=admin, at=NOON)
    assert refusal.value.problems[0].field == "successor"
    alice.refresh_from_db()
    assert alice.is_active is True


def test_an_auditor_takes_nothing_over(admin, alice):
    everything_of(alice)
    auditor = user("eve", "auditor")
    person("eve", user=auditor)
    with pytest.raises(Refused) as refusal:
        deactivate_user(alice, successor=auditor, by=admin, at=NOON)
    assert [one.code for one in refusal.value.problems] == ["auditor"]
    form = DeactivationForm(leaving=alice, is_needed=True)
    assert auditor not in form.fields["successor"].queryset


def test_a_successor_already_in_the_team_keeps_one_seat(admin, alice, bob):
    _orders, team = everything_of(alice)
    TeamMember.objects.create(team=team, person=person("bob", user=bob))
    deactivate_user(alice, successor=bob, by=admin, at=NOON)
    assert [seat.person.code for seat in TeamMember.objects.all()] == ["bob"]


def test_sessions_and_tokens_die_at_once(admin, alice):
    page, program = login(alice), api(alice)
    assert page.get("/me/").status_code == 200
    UserSession.objects.create(user=alice, session_key=page.session.session_key, ip="127.0.0.1")
    deactivate_user(alice, successor=None, by=admin, at=NOON)
    assert page.get("/me/").status_code == 302
    assert program.get("/api/v1/users/me/").status_code == 401
    assert alice.auth_token_set.count() == 0


def test_a_reactivated_login_has_its_roles(admin, alice):
    deactivate_user(alice, successor=None, by=admin, at=NOON)
    reactivate_user(alice, by=admin, at=NOON)
    alice.refresh_from_db()
    assert (alice.is_active, [one.role for one in alice.grants.all()]) == (True, ["process_owner"])


def test_a_service_account_holds_tokens_and_cannot_sign_in(admin, client):
    robot = create_service_account(
        username="scada", name="SCADA", grants=[Grant(Role.SERVICE_ACCOUNT)], by=admin, at=NOON
    )
    robot.set_password(GOOD)
    robot.save()
    client.post("/accounts/login/", {"login": "scada", "password": GOOD})
    assert "_auth_user_id" not in client.session
    assert api(robot).get("/api/v1/users/me/").json()["is_service"] is True


def test_an_expired_token_answers_401(alice):
    row, _secret = create_token(alice, name="script", days=1, by=alice, at=NOON)
    row.expiry = NOON - timedelta(days=1)
    row.save()
    client = api()
    client.credentials(HTTP_AUTHORIZATION=f"Token {_secret}")
    assert client.get("/api/v1/users/me/").status_code == 401


@pytest.mark.parametrize(("name", "days", "field"), [("", 1, "name"), ("x", 0, "days")])
def test_an_impossible_token_is_refused(alice, name, days, field):
    with pytest.raises(Refused) as refusal:
        create_token(alice, name=name, days=days, by=alice, at=NOON)
    assert refusal.value.problems[0].field == field


def test_the_rules_say_what_follows_and_keep_versions(manager):
    rules = organisation()
    follows = consequences(rules, {"currency": "EUR", "name": "New", "timezone": rules.timezone})
    assert [label for label, _words in follows] == ["currency"]
    changed = change_organisation(rules, currency="EUR", read_version=1, by=manager, at=NOON)
    assert changed == ["currency"]
    with pytest.raises(StaleVersion):
        change_organisation(rules, currency="USD", read_version=1, by=manager, at=NOON)
