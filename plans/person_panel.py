"""On the page of a person: roles, call trees and plans that rely on them, and their state."""

from __future__ import annotations

from django.utils import timezone

from accounts.access import may
from accounts.models import Person, User
from accounts.panels import Panel, register_person_panel
from plans.contact_state import states_of
from plans.contact_words import reasons_of
from plans.reachability_page import contacts_about
from plans.services.reachability import PERMISSION


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_person_panel("plans.contact", relied_on)


def relied_on(viewer: User, person: Person) -> Panel | None:
    """None for somebody no role or plan names."""
    if not may(viewer, "plan.view"):
        return None
    states = states_of([person.pk], timezone.now())
    [contact] = contacts_about([person.pk], viewer, states)
    if not (contact.plans or contact.hidden or contact.roles or contact.state.asked_at):
        return None
    data = {
        "contact": contact,
        "reasons": reasons_of(contact.state),
        "may_ask": may(viewer, PERMISSION),
    }
    return Panel("plans/_person_panel.html", data)
