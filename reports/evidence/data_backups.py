"""What was backed up, verified and restored in the period."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from backups.models import (
    BackupSet,
    DetectionProof,
    EvidenceBundle,
    ManifestFile,
    RestoreTest,
    Verification,
)
from reports.evidence.tables import Dataset, person, table_of

MOST_FILES = 1_000
SYSTEM = "backup_set__policy__system"

SETS = Dataset(
    "backup_sets",
    _("Backup sets of the period; the digests of their files stand in the bundle of backups"),
    "backup.view",
    lambda pack: BackupSet.objects.filter(
        pack.among("system", "policy__system"), pack.within("arrived_at")
    ).order_by("arrived_at", "pk"),
    {"code": "code", "policy": "policy__code", "system": "policy__system__code",
     "parent": "parent__code",
     **{name: name for name in ("kind", "state", "started_at", "finished_at", "restore_point_at",
                                "arrived_at", "size_bytes", "file_count", "has_manifest",
                                "verified_at", "restorable", "obstacle", "quarantined_at",
                                "quarantine_reason", "released_at", "release_reason")},
     "released_by": person("released_by")},
    table_of(BackupSet),
)  # fmt: skip
FILES = Dataset(
    "backup_files",
    _("Digests of the files in the backup sets of the period; not of sets with over 1,000 files"),
    "backup.view",
    lambda pack: ManifestFile.objects.filter(
        backup_set__in=BackupSet.objects.filter(
            pack.among("system", "policy__system"), pack.within("arrived_at"),
            file_count__lte=MOST_FILES,
        ).order_by().values("pk")
    ).order_by("backup_set_id", "path"),
    {"set": "backup_set__code",
     **{name: name for name in ("path", "size_bytes", "declared_by", "declared", "sha256",
                                "blake3")}},
    table_of(ManifestFile),
)  # fmt: skip
VERIFICATIONS = Dataset(
    "verifications",
    _("Verification runs: what was read, and what came of it"),
    "backup.view",
    lambda pack: Verification.objects.filter(
        pack.among("system", SYSTEM), pack.within("finished_at")
    ).order_by("finished_at", "pk"),
    {"code": "code", "set": "backup_set__code", "system": f"{SYSTEM}__code",
     **{name: name for name in ("reason", "state", "outcome", "complete", "round", "algorithms",
                                "started_at", "finished_at", "files_total", "bytes_total")},
     "requested_by": person("requested_by")},
    table_of(Verification),
)  # fmt: skip
RESTORES = Dataset(
    "restore_tests",
    _("Restore tests: phases, outcome, recovery time and data gap measured"),
    "backup.view",
    lambda pack: RestoreTest.objects.filter(
        pack.among("system", SYSTEM), pack.within("finished_at")
    ).order_by("finished_at", "pk"),
    {"code": "code", "set": "backup_set__code", "system": f"{SYSTEM}__code",
     **{name: name for name in ("state", "outcome", "reason", "imported", "isolation", "tools",
                                "phases", "checks", "objects_restored", "bytes_restored",
                                "started_at", "finished_at", "restored_s", "data_gap_s", "rto_s",
                                "rpo_s")},
     "rto_measurement": "rto_measurement", "rpo_measurement": "rpo_measurement",
     "requested_by": person("requested_by")},
    table_of(RestoreTest),
)  # fmt: skip
PROOFS = Dataset(
    "detection_proofs",
    _("Faults put into backups on purpose, and whether each was found"),
    "backup.view",
    lambda pack: DetectionProof.objects.filter(pack.within("at")).order_by("at", "pk"),
    {"code": "code", "set": "backup_set__code",
     **{name: name for name in ("at", "outcome", "reason", "cases", "bytes")}},
    table_of(DetectionProof),
)  # fmt: skip
BUNDLES = Dataset(
    "backup_bundles",
    _("Signed evidence bundles of backups handed out in the period, chained by digest"),
    "backup.view",
    lambda pack: EvidenceBundle.objects.filter(pack.within("made_at")).order_by("number"),
    {name: name for name in ("number", "since", "until", "made_at", "digest", "previous_digest",
                             "signature", "counts", "report")} | {"public_key": "key__public"},
    table_of(EvidenceBundle),
)  # fmt: skip

DATASETS = (SETS, FILES, VERIFICATIONS, RESTORES, PROOFS, BUNDLES)
