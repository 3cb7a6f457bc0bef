"""Message templates that ship: both languages, places that exist, edited rows stay."""

from __future__ import annotations

import pytest

from incidents.domain.places import unknown_places
from incidents.models import CommsTemplate
from incidents.services.catalogue_loading import load_incident_catalogue, read
from tests.factories import NOON

TEXTS = ("subject_en", "subject_zh", "body_en", "body_zh")


@pytest.mark.django_db
def test_loading_twice_changes_nothing_and_edited_rows_stay() -> None:
    CommsTemplate.objects.all().delete()
    load_incident_catalogue(at=NOON)
    CommsTemplate.objects.filter(code="stores-first").update(body_en="Ours")
    before = list(CommsTemplate.objects.values("code", "version", *TEXTS))
    load_incident_catalogue(at=NOON)
    assert list(CommsTemplate.objects.values("code", "version", *TEXTS)) == before
    load_incident_catalogue(at=NOON, reset=True)
    row = CommsTemplate.objects.get(code="stores-first")
    assert (row.body_en.startswith("{number}"), row.version) == (True, 2)


def test_every_audience_outside_the_command_has_the_three_moments() -> None:
    found = {(row["audience"], row["moment"]) for row in read("comms_templates")}
    audiences = ("customers", "stores", "staff", "regulator", "media")
    wanted = {(who, when) for who in audiences for when in ("first", "update", "restored")}
    assert wanted - found == set()


def test_all_texts_stand_in_both_languages_with_known_places() -> None:
    wrong = [
        (row["code"], name)
        for row in read("comms_templates")
        for name in ("name", "subject", "body")
        if not all(row[name][language].strip() for language in ("en", "zh"))
        or unknown_places(row[name]["en"] + row[name]["zh"])
    ]
    assert wrong == []
