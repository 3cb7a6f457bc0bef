"""Backup sets: what a tool tells of one, and what is known of it by now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backups.models import BackupCopy, BackupLocation, BackupPolicy, BackupSet, ManifestFile, Method
from backups.serializers.fields import (
    DigestSerializer,
    FileSerializer,
    KeptCodeField,
    instant_text,
    is_plain_json,
)
from backups.services.arriving import ArrivingCopy, ArrivingFile
from backups.words import obstacle_words
from lib.api.fields import InstantField, StrictCharField, StrictIntegerField
from lib.api.resources import BodySerializer, ResourceSerializer

# Longer manifests have an address of their own, `…/files/`.
SHOWN_FILES = 100
LONGEST_LOG_SENT = 4_000_000
MOST_FACTS = 100
ALWAYS_READ = frozenset({"sha256", "blake3"})


class CopySerializer(BodySerializer):
    """`path` is a file or folder below the location's address."""

    location = KeptCodeField(queryset=BackupLocation.objects.all())
    path = StrictCharField(max_length=2000, trim_whitespace=False)
    immutable_until = InstantField(required=False, allow_null=True)
    state = serializers.CharField(read_only=True)
    verified_at = InstantField(read_only=True, allow_null=True)
    oldest_read_at = InstantField(read_only=True, allow_null=True)
    seen_at = InstantField(read_only=True, allow_null=True)


class SetSerializer(ResourceSerializer):
    """On create `location` and `path` name the first copy, or `copies` all of them; `digests` are
    those of a single file, `files` the manifest of several. `log` is kept up to 1 MB and read back
    at `…/log/`."""

    policy = KeptCodeField(queryset=BackupPolicy.objects.select_related("system"))
    system = serializers.CharField(source="policy.system.code", read_only=True)
    data_class = serializers.CharField(source="policy.data_class", read_only=True)
    kind = serializers.ChoiceField(choices=Method.choices, required=False)
    parent: Any = KeptCodeField(
        queryset=BackupSet.objects.select_related("policy"), required=False, allow_null=True
    )
    location = KeptCodeField(
        queryset=BackupLocation.objects.all(), required=False, allow_null=True, write_only=True
    )
    path = StrictCharField(max_length=2000, required=False, write_only=True, trim_whitespace=False)
    copies = CopySerializer(many=True, required=False)
    digests = DigestSerializer(many=True, required=False)
    files = FileSerializer(many=True, required=False, allow_null=True)
    log = StrictCharField(
        max_length=LONGEST_LOG_SENT,
        required=False,
        allow_null=True,
        allow_blank=True,
        trim_whitespace=False,
        write_only=True,
    )
    size_bytes = StrictIntegerField(
        min_value=0, max_value=2**63 - 1, required=False, allow_null=True
    )
    facts = serializers.DictField(required=False)
    obstacle_detail = serializers.SerializerMethodField()
    released_by = serializers.SerializerMethodField()

    class Meta:
        model = BackupSet
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url"),
            *("policy", "system", "data_class", "kind", "state", "arrived_by", "due_at"),
            *("started_at", "finished_at", "restore_point_at", "arrived_at", "parent"),
            *("location", "path", "copies", "size_bytes", "file_count", "digests", "files"),
            *("log", "log_given", "log_cut", "tool", "facts"),
            *("restorable", "obstacle", "obstacle_detail", "verified_at", "oldest_read_at"),
            *("rounds", "suspicion", "quarantined_at", "quarantine_reason", "released_at"),
            *("released_by", "release_reason"),
        )
        read_only_fields = (
            *("id", "version", "created_at", "updated_at", "state", "arrived_by", "due_at"),
            *("arrived_at", "log_given", "log_cut", "restorable", "obstacle", "verified_at"),
            *("oldest_read_at", "rounds", "suspicion", "quarantined_at", "quarantine_reason"),
            *("released_at", "release_reason"),
        )
        extra_kwargs = {"code": {"required": False}}
        # Of the expected instant, which nobody sends: it would be asked for each set.
        validators: tuple[Any, ...] = ()

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        if isinstance(self.instance, BackupSet):
            # A set stays with its policy, under its code.
            for name in ("code", "policy"):
                fields[name].read_only, fields[name].required = True, False
        return fields

    @property
    def _readable_fields(self) -> Any:
        """Without the manifest, which `to_representation` adds where it is short."""
        return (
            field for field in super()._readable_fields
            if field.field_name not in ("files", "digests")
        )  # fmt: skip

    def validate_facts(self, value: dict[str, Any]) -> dict[str, Any]:
        if len(value) > MOST_FACTS or not is_plain_json(value):
            raise serializers.ValidationError(_("At most 100 facts, plain JSON."))
        return value

    def validate(self, attributes: Any) -> Any:
        """The arguments of the service."""
        copies = self._copies(attributes)
        digests, files = attributes.pop("digests", None), attributes.pop("files", None)
        if files:
            attributes["files"] = [_file(one) for one in files]
        elif digests:
            attributes["files"] = [self._single(digests, copies or [], attributes)]
        if copies is not None:
            attributes["copies"] = copies
        if attributes.get("parent", 0) is None:
            attributes.pop("parent")
        return attributes

    def _copies(self, attributes: Any) -> list[ArrivingCopy] | None:
        location, path = attributes.pop("location", None), attributes.pop("path", None)
        given = attributes.pop("copies", None)
        if (location is None) != (path is None):
            name = "location" if location is None else "path"
            words = _("“location” and “path” together make a copy.")
            raise serializers.ValidationError({name: [words]})
        if location is None and given is None:
            return None
        first = [ArrivingCopy(location, path)] if location is not None else []
        others = [
            ArrivingCopy(one["location"], one["path"], one.get("immutable_until"))
            for one in given or ()
        ]
        repeated = {(one.location.pk, one.path) for one in first}
        return first + [one for one in others if (one.location.pk, one.path) not in repeated]

    def _single(
        self, digests: Sequence[Mapping[str, str]], copies: Sequence[ArrivingCopy], told: Any
    ) -> ArrivingFile:
        """The one file of a set, under the name its copies have."""
        if not copies:
            words = _("Name a copy: the digest is that of its file.")
            raise serializers.ValidationError({"digests": [words]})
        name = copies[0].path.rpartition("/")[2]
        return _file({"path": name, "size_bytes": told.get("size_bytes"), "digests": digests})

    def to_representation(self, row: BackupSet) -> dict[str, Any]:
        data: dict[str, Any] = super().to_representation(row)
        lines = shown_files(row)
        data["digests"] = _digests(lines[0]) if lines and row.file_count == 1 else []
        data["files"] = [file_json(one) for one in lines] if lines is not None else None
        return data

    @extend_schema_field(str)
    def get_obstacle_detail(self, row: BackupSet) -> str:
        return obstacle_words(row.obstacle)

    @extend_schema_field({"type": "string", "nullable": True})
    def get_released_by(self, row: BackupSet) -> str | None:
        return row.released_by.username if row.released_by else None


def shown_files(row: BackupSet) -> list[ManifestFile] | None:
    """None for a manifest too long to stand in the object; [] without one. `for_api` loads it."""
    if row.has_manifest and (row.file_count or 0) > SHOWN_FILES:
        return None
    return list(getattr(row, "short_manifest", ()))


def file_json(one: ManifestFile) -> dict[str, Any]:
    return {
        "path": one.path,
        "size_bytes": one.size_bytes,
        "mtime": instant_text(one.mtime_ns) if one.mtime_ns is not None else None,
        "digests": _digests(one),
    }


def _digests(one: ManifestFile) -> list[dict[str, str]]:
    found = {one.declared_by: one.declared, "sha256": one.sha256, "blake3": one.blake3}
    return [{"algorithm": name, "value": value} for name, value in found.items() if name and value]


def _file(one: Mapping[str, Any]) -> ArrivingFile:
    """What is checked on arrival is the digest that is not computed anyway, if there is one."""
    digests = {each["algorithm"]: each["value"] for each in one.get("digests") or ()}
    others = [name for name in digests if name not in ALWAYS_READ]
    by = next(iter(others or digests), "")
    return ArrivingFile(
        one["path"],
        one.get("size_bytes"),
        one.get("mtime"),
        by,
        digests.get(by, ""),
        digests.get("sha256", ""),
        digests.get("blake3", ""),
    )


def copy_json(one: BackupCopy) -> dict[str, Any]:
    return dict(CopySerializer(one).data)


class BulkSerializer(BodySerializer):
    sets = SetSerializer(many=True, allow_empty=False)


class BulkDoneSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    sets = serializers.ListField(child=serializers.DictField())


class QuarantineReasonSerializer(BodySerializer):
    """Why; kept for good."""

    reason = StrictCharField(max_length=2000)


class ExpiryReasonSerializer(BodySerializer):
    reason = StrictCharField(max_length=2000, required=False, allow_blank=True, default="")
