"""Locations, policies, sets with their copies, and everything that proves them."""

from backups.models.backup_set import (
    Arrival,
    BackupCopy,
    BackupSet,
    CopyState,
    SetState,
)
from backups.models.evidence import DetectionProof, EvidenceBundle, SigningKey
from backups.models.location import BackupLocation, LocationReading, LocationState, Medium
from backups.models.manifest import CopyFile, FilePieces, ManifestFile
from backups.models.policy import (
    BackupPolicy,
    Heartbeat,
    Method,
    Ping,
    PolicyLocation,
    PolicyState,
    RestoreFormat,
    RhythmState,
)
from backups.models.restore_test import RestoreTest
from backups.models.verification import (
    CopyPart,
    FileProblem,
    GoodSource,
    Outcome,
    RunReason,
    RunState,
    SliceState,
    Verification,
    VerificationCheck,
    VerificationSlice,
)

__all__ = [
    "Arrival",
    "BackupCopy",
    "BackupLocation",
    "BackupPolicy",
    "BackupSet",
    "CopyFile",
    "CopyPart",
    "CopyState",
    "DetectionProof",
    "EvidenceBundle",
    "FilePieces",
    "FileProblem",
    "GoodSource",
    "Heartbeat",
    "LocationReading",
    "LocationState",
    "ManifestFile",
    "Medium",
    "Method",
    "Outcome",
    "Ping",
    "PolicyLocation",
    "PolicyState",
    "RestoreFormat",
    "RestoreTest",
    "RhythmState",
    "RunReason",
    "RunState",
    "SetState",
    "SigningKey",
    "SliceState",
    "Verification",
    "VerificationCheck",
    "VerificationSlice",
]
