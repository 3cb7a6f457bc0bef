"""What other apps learn of paper and backfill: the subject of clock K10, messages, webhooks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import Person, User
from bia.published import plain
from bia.services.publishing import register_shape
from followup import messages, registry, webhook_types
from followup.registry import Recipient, Subject
from followup.services.people import recipient_of
from plans.activation_subjects import drill_codes, drill_of
from plans.models import Backfill
from plans.services.backfill_clock import RUNNING, SUBJECT

STORE = tuple(f"store__{name}" for name in ("lead", "lead__user", "manager", "manager__user"))
PROCESS = ("form__process__owner__user",)
BATCH = ("form__plan__owner__user", "lead__user", "activation", *STORE, *PROCESS)


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    registry.register_subject(SUBJECT, Backfills())
    registry.register_clock(SUBJECT)
    register_shape("backfill", backfill_json)
    messages.register(
        messages.MessageKind(
            "paper.stock_low",
            label=_("Blank sheets of a form run low"),
            title=_("Few sheets left: %(form)s, %(store)s"),
            text=_("%(store)s has %(blank)s blank sheets of “%(form)s”; at least %(minimum)s."),
            asks=_("Print more, and send them to the shop."),
        )
    )
    webhook_types.register(
        [
            ("backfill.reconciled", _("Paper and entries of a shop were reconciled.")),
            ("backfill.posted", _("All rows of a shop stand in the real system.")),
        ]
    )


class Backfills:
    """Open until it is reconciled."""

    label = _("Backfill")

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        rows = Backfill.objects.filter(code__in=codes).select_related("store", "form", *BATCH)
        return {one.code: backfill_subject(one) for one in rows}

    def drills_of(self, codes: Collection[str]) -> Mapping[str, str]:
        rows = Backfill.objects.filter(code__in=codes, activation__exercise=True)
        activations = dict(rows.values_list("code", "activation__code"))
        drills = drill_codes(set(activations.values()))
        return {code: drills.get(one, "") for code, one in activations.items()}

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        rows = _visible(user).filter(code__in=codes)
        return set(rows.values_list("code", flat=True))

    def visible_codes(self, user: User) -> QuerySet[Any]:
        return _visible(user).order_by().values("code")

    def search(self, user: User, words: Sequence[str], most: int) -> Sequence[tuple[str, str]]:
        rows = _visible(user).select_related("form", "store")
        for word in words:
            rows = rows.filter(
                Q(code__icontains=word)
                | Q(store__code__icontains=word)
                | Q(store__name_en__icontains=word)
                | Q(store__name_zh__icontains=word)
            )
        return [(one.code, f"{one.form} · {one.store}") for one in rows.order_by("code")[:most]]


def backfill_subject(one: Backfill) -> Subject:
    """With store, form and the people of both loaded."""
    process = one.form.process
    plan = one.form.plan
    owner = process.owner if process is not None else (plan.owner if plan is not None else None)
    roles = {
        "store_leads": _people(one.lead or one.store.lead),
        "store_managers": _people(one.store.manager),
        "process_owner": _people(owner),
        "owner": _people(owner),
    }
    return Subject(
        kind=SUBJECT,
        code=one.code,
        title=f"{one.form} · {one.store}",
        url=_page(one),
        is_open=one.state in RUNNING,
        is_core=process is not None and process.critical,
        exercise=one.activation.exercise or None,
        drill=drill_of(one.activation),
        roles={role: people for role, people in roles.items() if people},
    )


def backfill_json(row: Backfill) -> dict[str, Any]:
    """As the API answers it; rows are not in it."""
    # Serializers need the loaded catalogue of apps.
    from plans.api.backfill import BackfillSerializer, backfills_for_api

    fresh = backfills_for_api(Backfill.objects.all()).get(pk=row.pk)
    return plain(BackfillSerializer(fresh).data, "backfill-detail", fresh.code)


def _visible(user: User) -> Any:
    sees = may(user, "backfill.view") or may(user, "backfill.enter")
    return Backfill.objects.visible_to(user) if sees else Backfill.objects.none()


def _people(person: Person | None) -> tuple[Recipient, ...]:
    found = recipient_of(person)
    return (found,) if found is not None else ()


def _page(one: Backfill) -> str:
    """Messages are told where there are no pages (workers of an API-only installation) too."""
    try:
        return one.get_absolute_url()
    except NoReverseMatch:
        return ""
