"""Verifications and restore tests: what was checked, how far they are, what came out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backups.models import BackupSet, FileProblem, Outcome, RestoreTest, Verification
from backups.serializers.fields import KeptCodeField
from backups.services.arriving_problems import CLOCK_SKEW
from backups.services.run_progress import progress_of
from backups.words import check_name, phase_words, reason_words, verdict_words
from lib.api.fields import (
    DurationField,
    InstantField,
    StrictCharField,
)
from lib.api.resources import BodySerializer, ResourceSerializer

CHECK = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "outcome": {"type": "string"},
        "detail": {"type": "string"},
    },
    "additionalProperties": True,
}
CHECKS = {"type": "array", "items": CHECK}


def outcome_field() -> serializers.ChoiceField:
    """Empty until the run is finished."""
    return serializers.ChoiceField(choices=Outcome.choices, read_only=True, allow_blank=True)


class VerificationSerializer(ResourceSerializer):
    """`progress` in percent; `checks` once it is finished."""

    backup_set = KeptCodeField(queryset=BackupSet.objects.select_related("policy"))
    policy = serializers.CharField(source="backup_set.policy.code", read_only=True)
    system = serializers.CharField(source="backup_set.policy.system.code", read_only=True)
    requested_by = serializers.SerializerMethodField()
    outcome = outcome_field()
    progress = serializers.SerializerMethodField()
    checks = serializers.SerializerMethodField()
    files = serializers.IntegerField(source="files_total", read_only=True)
    bytes = serializers.IntegerField(source="bytes_total", read_only=True)
    bytes_done = serializers.SerializerMethodField()

    class Meta:
        model = Verification
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url"),
            *("backup_set", "policy", "system", "reason", "requested_by", "state", "outcome"),
            *("progress", "checks", "files", "bytes", "bytes_done", "complete", "round"),
            *("algorithms", "started_at", "finished_at"),
        )
        read_only_fields = tuple(name for name in fields if name != "backup_set")

    @extend_schema_field({"type": "string", "nullable": True})
    def get_requested_by(self, row: Verification) -> str | None:
        return row.requested_by.username if row.requested_by else None

    @extend_schema_field({"type": "integer", "minimum": 0, "maximum": 100})
    def get_progress(self, row: Verification) -> int:
        return self._progress(row).percent

    @extend_schema_field(int)
    def get_bytes_done(self, row: Verification) -> int:
        return self._progress(row).bytes_done

    @extend_schema_field(CHECKS)
    def get_checks(self, row: Verification) -> list[dict[str, Any]]:
        return [
            {
                "name": one.name,
                "title": check_name(one.name),
                "outcome": one.outcome,
                "reason": one.reason,
                "detail": reason_words(one.reason, one.params),
                "measured": one.measured,
                "limit": one.limit,
                "location": one.copy.location.code if one.copy else None,
                "at": one.at,
            }
            for one in row.checks.all()
        ]

    def _progress(self, row: Verification) -> Any:
        """Of all rows of a page at once."""
        root: Any = self.root
        if not hasattr(root, "_progress_of"):
            rows: Any = root.instance if isinstance(root, serializers.ListSerializer) else [row]
            root._progress_of = progress_of(rows)
        return root._progress_of[row.pk]


class FileProblemSerializer(serializers.ModelSerializer[FileProblem]):
    """A file that was not as it should be."""

    location = serializers.CharField(source="copy.location.code", read_only=True)
    detail = serializers.SerializerMethodField()
    good_source = serializers.SerializerMethodField()

    class Meta:
        model = FileProblem
        fields = ("path", "location", "verdict", "detail", "evidence", "good_source", "at")

    @extend_schema_field(str)
    def get_detail(self, row: FileProblem) -> str:
        return verdict_words(row.verdict, row.evidence.get("reason", ""))

    @extend_schema_field({"type": "object", "nullable": True})
    def get_good_source(self, row: FileProblem) -> dict[str, Any] | None:
        """Where it can be taken from, if another copy has good bytes."""
        found = getattr(row, "good_source", None)
        if found is None or found.copy is None:
            return None
        return {
            "location": found.copy.location.code,
            "path": found.copy.path,
            "agreeing": found.agreeing,
        }


class RestoreTestSerializer(ResourceSerializer):
    """POST with a set alone asks for a test; with `outcome` it tells the result of another tool."""

    backup_set = KeptCodeField(queryset=BackupSet.objects.select_related("policy"))
    policy = serializers.CharField(source="backup_set.policy.code", read_only=True)
    system = serializers.CharField(source="backup_set.policy.system.code", read_only=True)
    location = serializers.SerializerMethodField()
    requested_by = serializers.SerializerMethodField()
    outcome = outcome_field()
    progress = serializers.SerializerMethodField()
    detail = serializers.SerializerMethodField()
    checks = serializers.SerializerMethodField()
    bytes = serializers.IntegerField(source="bytes_restored", read_only=True, allow_null=True)
    objects = serializers.IntegerField(source="objects_restored", read_only=True, allow_null=True)

    class Meta:
        model = RestoreTest
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url"),
            *("backup_set", "policy", "system", "location", "requested_by", "state", "outcome"),
            *("reason", "detail", "progress", "phase", "phases", "checks", "chain", "format"),
            *("imported", "isolation", "tools", "bytes", "objects", "started_at", "finished_at"),
            *("restored_s", "rto_s", "data_stands_at", "data_gap_s", "rpo_s"),
            *("rto_measurement", "rpo_measurement"),
        )
        read_only_fields = tuple(name for name in fields if name != "backup_set")

    @extend_schema_field({"type": "string", "nullable": True})
    def get_location(self, row: RestoreTest) -> str | None:
        return row.copy.location.code if row.copy else None

    @extend_schema_field({"type": "string", "nullable": True})
    def get_requested_by(self, row: RestoreTest) -> str | None:
        return row.requested_by.username if row.requested_by else None

    @extend_schema_field({"type": "integer", "minimum": 0, "maximum": 100})
    def get_progress(self, row: RestoreTest) -> int:
        """By its phases: nobody knows beforehand how long a restore takes."""
        if row.state in ("finished", "cancelled"):
            return 100
        known = ("fetch", "prepare", "restore", "check", "measure", "clean")
        return 100 * known.index(row.phase) // len(known) if row.phase in known else 0

    @extend_schema_field(str)
    def get_detail(self, row: RestoreTest) -> str:
        words = reason_words(row.reason, row.params)
        return words or (phase_words(row.phase) if row.phase else "")

    @extend_schema_field(CHECKS)
    def get_checks(self, row: RestoreTest) -> list[dict[str, Any]]:
        return [
            dict(one) | {"detail": reason_words(one.get("reason", ""), one.get("params"))}
            for one in row.checks
            if isinstance(one, Mapping)
        ]


# What somebody else may say of a test: overdue follows from our own clock.
TOLD_OUTCOMES = [one for one in Outcome.values if one != Outcome.OVERDUE]


class ToldCheckSerializer(BodySerializer):
    name = StrictCharField(max_length=500)
    outcome = serializers.ChoiceField(choices=TOLD_OUTCOMES)
    reason = StrictCharField(max_length=500, required=False, allow_blank=True, default="")


class AskForTestSerializer(BodySerializer):
    """A restore test to be made here, or with `outcome` the result of one made elsewhere."""

    backup_set = KeptCodeField(queryset=BackupSet.objects.select_related("policy"))
    outcome = serializers.ChoiceField(choices=TOLD_OUTCOMES, required=False)
    tool = StrictCharField(max_length=100, required=False)
    started_at = InstantField(required=False)
    finished_at = InstantField(required=False)
    restored_s = DurationField(required=False, allow_null=True)
    data_stands_at = InstantField(required=False, allow_null=True)
    checks = ToldCheckSerializer(many=True, required=False)
    output = StrictCharField(
        max_length=1_000_000, required=False, allow_blank=True, trim_whitespace=False
    )

    def validate(self, attributes: Any) -> Any:
        told = set(attributes) - {"backup_set"}
        if told:
            missing = sorted({"outcome", "tool", "started_at", "finished_at"} - told)
            words = _("A result made elsewhere needs it.")
            if missing:
                raise serializers.ValidationError({name: [words] for name in missing})
            if attributes["finished_at"] > timezone.now() + CLOCK_SKEW:
                raise serializers.ValidationError({"finished_at": [_("This lies in the future.")]})
        return attributes


class AskForVerificationSerializer(BodySerializer):
    backup_set = KeptCodeField(queryset=BackupSet.objects.select_related("policy"))
