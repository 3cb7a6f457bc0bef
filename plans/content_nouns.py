"""The parts of a draft that are edited on pages of one kind: one row each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from plans.forms import content as forms
from plans.models import (
    ActivationCriterion,
    CardContact,
    CardItem,
    CardStep,
    CommsTemplate,
    PlanResource,
    PlanTask,
    Section,
)
from plans.models.content import Part


@dataclass(frozen=True)
class PartNoun:
    """`path` in addresses; `tab` the page that lists it; `contacts`: also a contacts-only draft
    edits it (PLN-3). `template` of the form page, where it has one of its own."""

    key: str
    path: str
    model: type[Part]
    form: type[forms.PartForm]
    tab: str
    add: Any
    edit: Any
    removed: Any
    contacts: bool = False
    template: str = "plans/content_part_form.html"


_NOUNS = (
    PartNoun(
        "section", "sections", Section, forms.SectionForm, "section_list",
        _("Add a section"), _("Edit the section"), _("The section was removed."),
        template="plans/content_section_form.html",
    ),
    PartNoun(
        "criterion", "criteria", ActivationCriterion, forms.CriterionForm, "criterion_list",
        _("Add a criterion"), _("Edit the criterion"), _("The criterion was removed."),
    ),
    PartNoun(
        "task", "tasks", PlanTask, forms.TaskForm, "task_list",
        _("Add a task"), _("Edit the task"), _("The task was removed."),
        template="plans/content_task_form.html",
    ),
    PartNoun(
        "resource", "resources", PlanResource, forms.ResourceForm, "resource_list",
        _("Add a resource"), _("Edit the resource"), _("The resource was removed."),
    ),
    PartNoun(
        "message", "messages", CommsTemplate, forms.MessageForm, "message_list",
        _("Add a message"), _("Edit the message"), _("The message was removed."),
    ),
    PartNoun(
        "card_step", "card-steps", CardStep, forms.CardStepForm, "card_edit",
        _("Add a step"), _("Edit the step"), _("The step was removed."),
    ),
    PartNoun(
        "card_item", "card-items", CardItem, forms.CardItemForm, "card_edit",
        _("Add an item"), _("Edit the item"), _("The item was removed."),
    ),
    PartNoun(
        "card_contact", "card-contacts", CardContact, forms.CardContactForm, "card_edit",
        _("Add a contact"), _("Edit the contact"), _("The contact was removed."), contacts=True,
    ),
)  # fmt: skip

NOUNS: Mapping[str, PartNoun] = {noun.key: noun for noun in _NOUNS}
