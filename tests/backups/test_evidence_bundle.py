"""Evidence bundles: what stands in them, and that every way of spoiling one is told apart."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from pathlib import Path

import bagit
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import User
from backups.bundle.scope import Scope
from backups.domain.merkle import merkle_root, read_line
from backups.models import (
    CopyPart,
    EvidenceBundle,
    ManifestFile,
    SigningKey,
    VerificationSlice,
)
from backups.services.evidence import draft_bundle
from tests import factories
from tests.backups import bundles
from tests.backups import made as rows
from tests.backups.bundles import Files, bundle, changed, lines, opened, verdict, verify
from tests.backups.story import story

pytestmark = pytest.mark.django_db
SETS = "data/records/sets.jsonl"


@pytest.fixture
def made(auditor: User, tmp_path: Path) -> Path:
    """A bundle of the story, whose slices have roots."""
    story(timezone.now())
    for one in VerificationSlice.objects.filter(state="done"):
        one.merkle_root = merkle_root([f"file {one.pk}"])
        one.finished_at = one.verification.finished_at
        one.save()
    path = tmp_path / "evidence.zip"
    bundle(path, by=auditor, at=timezone.now())
    return path


def key() -> str:
    return SigningKey.objects.get().public


def test_an_intact_bundle_is_said_to_be_intact(made: Path) -> None:
    status, told = verify(made, key=key())
    assert (status, told[0]["verdict"], told[0]["findings"]) == (0, "intact", [])
    assert told[0]["digest"] == EvidenceBundle.objects.get().digest
    assert told[0]["counts"] == EvidenceBundle.objects.get().counts


def test_bagit_finds_it_valid_too(made: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(made) as archive:
        archive.extractall(tmp_path / "bag")
    bag = bagit.Bag(str(next((tmp_path / "bag").iterdir())))
    assert bag.validate() is True
    assert bag.info["External-Identifier"] == "bcm-evidence-1"


def test_without_the_key_it_is_whole_but_nobody_knows_whose(made: Path) -> None:
    assert verify(made)[0] == 20
    assert verdict(made) == "key_not_compared"


def test_records_hold_what_stands_in_the_tables(made: Path) -> None:
    files = opened(made)[1]
    found = {name: len(lines(files, name)) for name in ("systems", "policies", "sets", "copies",
             "runs", "slices", "problems", "restore_tests", "proofs", "releases")}  # fmt: skip
    assert found == {
        "systems": 2, "policies": 3, "sets": 7, "copies": 9, "runs": 2, "slices": 4,
        "problems": 4, "restore_tests": 3, "proofs": 1, "releases": 1,
    }  # fmt: skip
    damaged = lines(files, "problems")[0]
    assert (damaged["verdict"], damaged["agreeing"]) == ("corrupt", 2)
    assert [one["what"] for one in lines(files, "policy_changes")] == ["insert"] * 3


def test_nothing_secret_leaves_the_house(made: Path) -> None:
    text = b"".join(opened(made)[1].values()).decode()
    policy = story_policy_ping()
    assert policy not in text
    assert "credentials" not in text
    assert SigningKey.objects.get().private not in text


def story_policy_ping() -> str:
    from backups.models import BackupPolicy

    return str(BackupPolicy.objects.get(code="orders-full").ping_uuid)


def test_one_system_has_only_its_own_rows(auditor: User, made: Path, tmp_path: Path) -> None:
    path = tmp_path / "portal.zip"
    bundle(path, by=auditor, at=timezone.now(), systems=("portal",))
    files = opened(path)[1]
    assert [one["code"] for one in lines(files, "systems")] == ["portal"]
    assert {one["policy"] for one in lines(files, "sets")} == {"portal-hourly"}
    assert lines(files, "runs") == []
    assert verdict(path, key()) == "intact"


def test_a_changed_line_is_told(made: Path, tmp_path: Path) -> None:
    def lie(files: Files) -> None:
        files[SETS] = files[SETS].replace(b'"failed"', b'"verified"')

    assert verdict(changed(made, tmp_path / "x.zip", lie), key()) == "changed"


def test_a_changed_line_with_fitting_digests_still_breaks_the_signature(
    made: Path, tmp_path: Path
) -> None:
    def lie(files: Files) -> None:
        files[SETS] = files[SETS].replace(b'"failed"', b'"verified"')
        bundles.manifests_made_new(files)

    _status, told = verify(changed(made, tmp_path / "x.zip", lie), key=key())
    assert {code for code, _words in told[0]["findings"]} == {"changed", "bad_signature"}


def test_lines_cut_off_are_told(made: Path, tmp_path: Path) -> None:
    def cut(files: Files) -> None:
        files[SETS] = b"".join(files[SETS].splitlines(keepends=True)[:-2])

    status, told = verify(changed(made, tmp_path / "x.zip", cut), key=key())
    assert (status, told[0]["verdict"]) == (10, "truncated")
    assert f"{SETS} ends after 5 of 7 lines" in [words for _code, words in told[0]["findings"]]


def test_a_removed_file_and_a_cut_zip_are_told(made: Path, tmp_path: Path) -> None:
    def remove(files: Files) -> None:
        del files["data/records/problems.jsonl"]

    assert verdict(changed(made, tmp_path / "x.zip", remove), key()) == "truncated"
    half = tmp_path / "half.zip"
    half.write_bytes(made.read_bytes()[:-4_000])
    assert verdict(half, key()) == "truncated"


def test_lines_in_another_order_are_told(made: Path, tmp_path: Path) -> None:
    def turn(files: Files) -> None:
        files[SETS] = b"".join(reversed(files[SETS].splitlines(keepends=True)))

    assert verify(changed(made, tmp_path / "x.zip", turn), key=key())[0] == 12


def test_an_added_file_is_told(made: Path, tmp_path: Path) -> None:
    def add(files: Files) -> None:
        files["data/records/more.jsonl"] = b"{}\n"

    assert verdict(changed(made, tmp_path / "x.zip", add), key()) == "changed"


def test_another_key_is_told_even_when_everything_else_fits(made: Path, tmp_path: Path) -> None:
    """Somebody who makes all anew can sign it, but only with a key of their own."""

    def forge(files: Files) -> None:
        bundles.manifests_made_new(files)
        own = Ed25519PrivateKey.generate()
        public = own.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
        signature = own.sign(files["tagmanifest-sha256.txt"]).hex()
        files["signature.json"] = json.dumps(
            {"algorithm": "Ed25519", "public_key": public, "signature": signature}
        ).encode()

    forged = changed(made, tmp_path / "x.zip", forge)
    assert verify(forged, key=key())[0] == 13
    assert verify(forged)[0] == 20


def test_a_wrong_signature_is_told(made: Path, tmp_path: Path) -> None:
    def spoil(files: Files) -> None:
        signed = json.loads(files["signature.json"])
        signed["signature"] = "00" + signed["signature"][2:]
        files["signature.json"] = json.dumps(signed).encode()

    assert verify(changed(made, tmp_path / "x.zip", spoil), key=key())[0] == 14


def test_slices_exchanged_with_all_digests_fitting_contradict_their_run(
    made: Path, tmp_path: Path
) -> None:
    name = "data/records/slices.jsonl"

    def exchange(files: Files) -> None:
        rows = lines(files, "slices")
        rows[0]["merkle_root"] = "0" * 64
        files[name] = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
        trailer = json.loads(files["data/trailer.json"])
        trailer["records"]["slices"]["merkle_root"] = merkle_root(files[name].splitlines())
        files["data/trailer.json"] = json.dumps(trailer).encode()
        bundles.manifests_made_new(files)

    _status, told = verify(changed(made, tmp_path / "x.zip", exchange), key=key())
    codes = [code for code, _words in told[0]["findings"]]
    assert codes == ["bad_signature", "changed"]


def test_the_roots_of_slices_are_made_anew_from_the_files(auditor: User, tmp_path: Path) -> None:
    """From one digest in a manifest up to the signature: nothing between can be exchanged."""
    backup = rows.backup_set(rows.policy(), at=timezone.now() - timedelta(days=1))
    rows.manifest(backup, "a.sql", "b.sql", "数据/订单.dump")
    begun = timezone.now()
    slice_ = rows.reading(
        rows.copy(backup, rows.location()), rows.verification(backup),
        started_at=begun, figures={"verdicts": {"ok": 3}}, finished_at=begun,
    )  # fmt: skip
    CopyPart.objects.update(first_path="a.sql", last_path="数据/订单.dump")
    leaves = [
        read_line(one.path, one.size_bytes or 0, f"blake3:{one.blake3}", "ok", begun.isoformat())
        for one in backup.files.order_by("path")
    ]
    VerificationSlice.objects.filter(pk=slice_.pk).update(merkle_root=merkle_root(leaves))
    path = tmp_path / "files.zip"
    bundle(path, by=auditor, at=timezone.now())
    told = verify(path, key=key())[1][0]
    assert (told["verdict"], told["slices_recomputed"]) == ("intact", 1)
    ManifestFile.objects.filter(path="b.sql").update(blake3="c" * 64)
    bundle(path, by=auditor, at=timezone.now())
    assert verify(path, key=key())[1][0]["findings"] == [
        ["changed", f"the files of slice 1 of the run {slice_.verification.code} are not those "
         "that were read"]
    ]  # fmt: skip


def test_damaged_slices_are_not_taken_for_changed_ones(auditor: User, tmp_path: Path) -> None:
    """What was read differs from the manifest there: that is the finding, not a forgery."""
    backup = rows.backup_set(rows.policy(), at=timezone.now() - timedelta(days=1))
    rows.manifest(backup, "a.sql")
    rows.reading(
        rows.copy(backup, rows.location()), rows.verification(backup, outcome="fail"),
        started_at=backup.arrived_at, figures={"verdicts": {"corrupt": 1}},
        merkle_root="d" * 64,
    )  # fmt: skip
    bundle(tmp_path / "bad.zip", by=auditor, at=timezone.now())
    told = verify(tmp_path / "bad.zip", key=key())[1][0]
    assert (told["verdict"], told["slices_recomputed"]) == ("intact", 0)


def test_bundles_form_a_chain(auditor: User, made: Path, tmp_path: Path) -> None:
    paths = [made]
    for name in ("second", "third"):
        paths.append(tmp_path / f"{name}.zip")
        bundle(paths[-1], by=auditor, at=timezone.now())
    rows = list(EvidenceBundle.objects.order_by("number"))
    assert [one.previous_digest for one in rows] == ["", rows[0].digest, rows[1].digest]
    assert verify(*paths, key=key())[0] == 0
    assert verify(paths[0], paths[2], key=key())[0] == 15
    assert verify(paths[1], paths[0], key=key())[0] == 15


def test_who_may_not_see_backups_gets_no_bundle(tmp_path: Path) -> None:
    nobody = factories.user("nobody")
    scope = Scope(timezone.now() - timedelta(days=1), timezone.now())
    with (tmp_path / "x.zip").open("wb") as out, pytest.raises(PermissionDenied):
        draft_bundle(out, scope, by=nobody, at=timezone.now())


def test_as_of_a_past_moment_rows_stand_as_they_stood(auditor: User, tmp_path: Path) -> None:
    before = timezone.now() - timedelta(days=1)
    story(timezone.now())
    bundle(tmp_path / "then.zip", by=auditor, at=before)
    assert lines(opened(tmp_path / "then.zip")[1], "sets") == []
