"""Checks of reachability as `followup` knows them: who is told, and their secret link."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import User
from followup import registry
from followup.messages import MessageKind
from followup.messages import register as register_kinds
from followup.models import Notification
from followup.registry import Recipient, Subject
from followup.secret_links import register_secret_link
from followup.services.people import holders_of, recipient_of
from plans.contact_plans import plans_naming
from plans.models import ReachabilityCheck
from plans.reachability_links import path_of

SUBJECT = "reachability"
MANAGERS = "continuity_manager"


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    registry.register_subject(SUBJECT, Checks())
    register_secret_link(SUBJECT, role="contact", path_of=link_of)
    register_kinds(*KINDS)


KINDS = (
    MessageKind(
        "plan.reachability",
        label=_("Check of phone numbers"),
        title=_("Are your phone numbers right?"),
        text=_(
            "You are a contact of plans for emergencies. These numbers are on file:\n%(numbers)s"
        ),
        asks=_("Open the link and press one button; no login is needed."),
        stop=lambda rows: no_longer_asked(rows),
    ),
    MessageKind(
        "plan.reachability_wrong",
        label=_("A phone number is wrong"),
        title=_("Wrong phone number: %(title)s"),
        text=_("%(title)s, a contact of plans for emergencies, says that a number is wrong."),
        asks=_("Ask for the right number and change it; print what carries it anew."),
    ),
)


class Checks:
    """Open while it waits for an answer."""

    label = _("Check of reachability")

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        wanted = [int(one.rpartition(":")[2]) for one in codes if one.rpartition(":")[2].isdigit()]
        rows = list(ReachabilityCheck.objects.filter(pk__in=wanted).select_related("person__user"))
        owners = owners_of(one.person_id for one in rows)
        return {code_of(one): subject_of(one, owners.get(one.person_id, ())) for one in rows}

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        return set(codes) if may(user, "plan.view") else set()


def code_of(check: ReachabilityCheck) -> str:
    return f"{check.person.code}:{check.pk}"


def subject_of(check: ReachabilityCheck, owners: tuple[Recipient, ...] = ()) -> Subject:
    contact = recipient_of(check.person)
    return Subject(
        kind=SUBJECT,
        code=code_of(check),
        title=check.person.name,
        url=_page(),
        is_open=check.answered_at is None and check.cancelled_at is None,
        roles={"contact": (contact,) if contact else (), "plan_owner": owners},
    )


def owners_of(person_ids: Iterable[int]) -> dict[int, tuple[Recipient, ...]]:
    """Person id → the owners of the plans in force that name them."""
    found: dict[int, tuple[Recipient, ...]] = {}
    for person_id, named in plans_naming(set(person_ids)).items():
        owners = {one.version.plan.owner for one in named}
        told = [recipient_of(owner) for owner in sorted(owners, key=lambda one: one.pk)]
        found[person_id] = tuple(one for one in told if one is not None)
    return found


def keepers_of(check: ReachabilityCheck) -> dict[Recipient, tuple[str, ...]]:
    """Who puts a wrong number right: the owners, else the continuity managers."""
    owners = owners_of([check.person_id]).get(check.person_id, ())
    if owners:
        return dict.fromkeys(owners, ("plan_owner",))
    return dict.fromkeys(holders_of(MANAGERS), ("bcm_managers",))


def no_longer_asked(rows: Iterable[Notification]) -> dict[int, str]:
    """It was answered, or a newer link was sent."""
    codes = {row.pk: row.subject_code for row in rows}
    wanted = {int(one.rpartition(":")[2]) for one in codes.values() if ":" in one}
    waiting = set(
        ReachabilityCheck.objects.waiting().filter(pk__in=wanted).values_list("pk", flat=True)
    )
    return {
        pk: "subject_closed"
        for pk, code in codes.items()
        if int(code.rpartition(":")[2] or 0) not in waiting
    }


def link_of(row: Notification) -> str:
    """The path for the contact themselves, nobody else."""
    pk = row.subject_code.rpartition(":")[2]
    check = ReachabilityCheck.objects.waiting().filter(pk=int(pk or 0)).first()
    if check is None or row.person_id != check.person_id:
        return ""
    return path_of(check)


def _page() -> str:
    try:
        return reverse("plans:reachability")
    except NoReverseMatch:
        return ""
