"""Offline packs: what is in one, who builds it, and what a full disk or a killed worker costs."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from accounts.models import User
from followup.models import Notification
from lib.errors import Refused
from plans.models import OfflinePack, PackFile, PaperForm, PlanSettings
from plans.packing.building import build
from plans.packing.pieces import versions_in_force, wanted_pieces
from plans.packing.storing import folder_of, remove_stored
from plans.services import packs
from tests import factories
from tests.factories import NOON
from tests.plans import paper_world as world

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def asked(by: User | None = None) -> OfflinePack:
    return packs.ask_for_pack(trigger="manual", by=by, at=NOON)


def built(**settings: Any) -> OfflinePack:
    """A pack of an installation without plans: quick, and all of its steps."""
    PlanSettings.current()
    PlanSettings.objects.update(**settings)
    asked()
    pack = packs.claim(at=NOON)
    assert pack is not None
    assert build(pack, clock=lambda: NOON) is True
    pack.refresh_from_db()
    return pack


def archive_of(pack: OfflinePack) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(bytes(PackFile.objects.get(pack=pack).content)))


def test_it_holds_cards_plans_calls_and_forms_and_their_digests(
    manager: User, tmp_path: Path
) -> None:
    version = world.draft(world.plan(manager, name_en="", confidentiality="restricted"), manager)
    version.card_steps.update(title_en="")
    world.story(version)
    version.sections.update(title_en="", body_en="")
    version.tasks.update(title_en="")
    world.in_force(version)

    pack = built()
    archive_of(pack).extractall(tmp_path)

    assert sorted(one["path"] for one in pack.contents) == [
        "README.txt",
        "calls/response-card-1.0-calls.pdf",
        "cards/response-card-1.0-card.pdf",
        "cards/response-card-1.0-wallet.pdf",
        *(f"forms/{one.code}-{one.version}-blank.pdf" for one in PaperForm.objects.all()),
        "index.html",
        "plans/response-card/response-card-1.0-zh-hans.pdf",
    ]
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True)
    assert done.returncode == 0
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    wanted = ["切换备用通讯", "139 1234 5678", "人工专线", "Restricted", "王五"]
    assert [one for one in wanted if one not in page] == []
    assert [one for one in ("http://", "https://", "//") if f'src="{one}' in page] == []


def test_one_that_waits_is_not_asked_for_again(manager: User) -> None:
    assert asked(manager) == asked(manager)


def test_the_digest_is_that_of_the_file(db: None) -> None:
    pack = built()

    assert (pack.state, pack.progress) == ("done", 100)
    assert pack.size_bytes == len(bytes(PackFile.objects.get(pack=pack).content))
    assert pack.expires_at == NOON + 14 * DAY


@pytest.mark.parametrize(
    ("hour", "on", "asked_for"),
    [(18, True, 0), (19, True, 1), (23, True, 1), (20, False, 0)],
)
def test_the_pack_of_the_night_is_asked_for_once_after_its_time(
    db: None, hour: int, on: bool, asked_for: int
) -> None:
    """At 03:00 in Shanghai, 19:00 UTC the day before."""
    factories.organisation(timezone="Asia/Shanghai")
    PlanSettings.current()
    PlanSettings.objects.update(pack_on=on)
    at = NOON.replace(hour=hour)
    # The one of the night before.
    OfflinePack.objects.create(
        code="PACK-1", trigger="nightly", state="done", requested_at=NOON - 17 * HOUR
    )

    packs.ask_nightly(at=at)
    packs.ask_nightly(at=at + timedelta(minutes=1))

    assert OfflinePack.objects.filter(trigger="nightly").count() == 1 + asked_for


def test_a_pack_is_taken_by_one_worker_until_its_lease_ends(db: None) -> None:
    asked()
    first = packs.claim(at=NOON)
    assert first is not None

    assert packs.claim(at=NOON + timedelta(minutes=2)) is None
    second = packs.claim(at=NOON + timedelta(minutes=3))

    assert second is not None
    assert (second.pk, second.attempts) == (first.pk, 2)
    with pytest.raises(packs.LeaseLost):
        packs.finish(first, io.BytesIO(b"late"), contents=[], at=NOON)


def test_what_a_lost_worker_had_finished_is_not_made_again(manager: User) -> None:
    world.effective_card(manager)
    asked()
    first = packs.claim(at=NOON)
    assert first is not None
    pieces = wanted_pieces(versions_in_force(), at=NOON)
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for one in pieces:
            archive.writestr(one.path, b"made before")
        archive.writestr("cards/of-a-version-before.pdf", b"old")
    packs.keep(first, kept)

    second = packs.claim(at=NOON + HOUR)
    assert second is not None
    build(second, clock=lambda: NOON + HOUR)

    files = archive_of(second)
    assert {files.read(one.path) for one in pieces} == {b"made before"}
    assert "cards/of-a-version-before.pdf" not in files.namelist()


def test_after_three_lost_workers_it_fails(db: None) -> None:
    pack = asked()
    for number in range(4):
        packs.claim(at=NOON + number * HOUR)

    pack.refresh_from_db()
    assert (pack.state, pack.attempts) == ("failed", 3)


def test_a_slice_that_ends_is_handed_back_with_what_is_made(manager: User) -> None:
    """Three minutes pass with every look at the clock: there is time for one file."""
    world.effective_card(manager)
    asked()
    pack = packs.claim(at=NOON)
    assert pack is not None
    looks = iter(range(1000))

    done = build(pack, clock=lambda: NOON + timedelta(minutes=3 * next(looks)))

    pack.refresh_from_db()
    assert (done, pack.state, pack.attempts) == (False, "building", 0)
    assert archive_of(pack).namelist() == ["cards/response-card-1.0-card.pdf"]


def test_a_plan_that_cannot_be_printed_costs_only_its_own_file(manager: User) -> None:
    version = world.draft(world.plan(manager, name_en=""), manager)
    version.card_steps.update(title_en="")
    item = version.card_items.earliest("pk")
    for number in range(60):
        item.pk, item.position, item.text_zh = None, number, "核对" * 140
        item.save()
    world.in_force(version)
    PaperForm.objects.all().delete()

    pack = built()

    names = archive_of(pack).namelist()
    assert [one for one in names if one.endswith(".missing.txt")] == [
        "cards/response-card-1.0-card.pdf.missing.txt",
        "cards/response-card-1.0-wallet.pdf.missing.txt",
    ]
    assert Notification.objects.filter(kind="plan.pack_incomplete").exists()


# --- where it goes -----------------------------------------------------------------------


def test_it_is_stored_where_the_settings_say(settings: Any, tmp_path: Path) -> None:
    settings.PACK_ROOT = tmp_path

    pack = built(pack_folder="usb/daily")

    stored = tmp_path / "usb" / "daily" / f"{pack.code}-20260302-1200.zip"
    assert pack.stored_at == str(stored)
    assert stored.stat().st_size == pack.size_bytes
    assert os.listdir(stored.parent) == [stored.name]


def test_a_full_disk_is_written_down_and_told_and_the_pack_stays(
    settings: Any, tmp_path: Path, manager: User
) -> None:
    settings.PACK_ROOT = tmp_path
    size = 20 * 1024
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", tmp_path], capture_output=True
    ).returncode:
        pytest.skip("only an administrator can make a small disk")  # fmt: skip
    try:
        (tmp_path / "filler").write_bytes(b"x" * size)
        pack = built(pack_folder="packs")
        left = os.listdir(tmp_path / "packs")
    finally:
        subprocess.run(["umount", tmp_path], check=True)

    assert (pack.state, pack.stored_at) == ("done", "")
    assert pack.store_failure == "No space left on device"
    assert left == []
    assert PackFile.objects.filter(pack=pack).exists()
    told = Notification.objects.filter(kind="plan.pack_not_stored", user=manager).earliest("pk")
    assert told.params["why"] == "No space left on device"


@pytest.mark.parametrize("name", ["../elsewhere", "/etc", "link/x"])
def test_a_folder_outside_is_refused(settings: Any, tmp_path: Path, name: str) -> None:
    settings.PACK_ROOT = tmp_path
    (tmp_path / "link").symlink_to("/tmp")

    with pytest.raises(Refused) as refused:
        folder_of(name)

    assert [one.field for one in refused.value.problems] == ["pack_folder"]


def test_without_a_root_a_folder_is_refused_and_a_pack_says_so(settings: Any, db: None) -> None:
    settings.PACK_ROOT = None

    assert built(pack_folder="x").store_failure != ""


def test_what_is_past_its_time_goes_here_and_there(settings: Any, tmp_path: Path) -> None:
    settings.PACK_ROOT = tmp_path
    pack = built(pack_folder="x", pack_days=3)
    stored = Path(pack.stored_at)

    early = packs.expire(at=NOON + 2 * DAY)
    late = packs.expire(at=NOON + 3 * DAY)

    assert (early, late, remove_stored(late)) == ([], [pack], 1)
    assert (stored.exists(), PackFile.objects.exists()) == (False, False)
    assert OfflinePack.objects.get().sha256 == pack.sha256


def test_readers_get_a_link_or_the_file(settings: Any, manager: User, charlie: User) -> None:
    settings.MAIL_IS_SET_UP = True
    reader = factories.person("reader", user=manager)
    robot = factories.person("robot", user=factories.user("robot", "service_account"))
    PlanSettings.current().pack_mail_to.set([reader, robot])

    pack = built(pack_attach=True)

    sent = mail.outbox
    assert [one.to for one in sent] == [["reader@example.com"]]
    assert sent[0].attachments[0][0] == f"{pack.code}-20260302-1200.zip"
    assert pack.mailed_at == NOON
    linked = Notification.objects.filter(kind="plan.pack_ready").values_list("user", flat=True)
    assert manager.pk not in set(linked)


@pytest.mark.slow
def test_a_killed_worker_is_taken_over(transactional_db: None) -> None:
    """A real process that dies while it renders."""
    factories.clock_policies()
    manager = factories.user("manager", "continuity_manager")
    world.effective_card(manager)
    pack = asked(manager)
    code = (
        "import os, django; django.setup()\n"
        "from django.conf import settings\n"
        f"settings.DATABASES['default']['NAME'] = {_database()!r}\n"
        "from datetime import datetime\n"
        "from plans.services import packs\n"
        "from plans.packing.building import build\n"
        f"pack = packs.claim(at=datetime.fromisoformat({NOON.isoformat()!r}))\n"
        "packs.renew = lambda *a, **b: os.kill(os.getpid(), 9)\n"
        "build(pack)\n"
    )
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "bcm.settings", "BCM_DB_NAME": _database()}
    died = subprocess.run([sys.executable, "-c", code], env=env, timeout=120)

    assert died.returncode == -9
    pack.refresh_from_db()
    assert pack.state == "building"
    taken = packs.claim(at=NOON + HOUR)
    assert taken is not None
    assert build(taken, clock=lambda: NOON + HOUR) is True
    pack.refresh_from_db()
    assert (pack.state, pack.attempts) == ("done", 2)


def _database() -> str:
    from django.db import connection

    return str(connection.settings_dict["NAME"])
