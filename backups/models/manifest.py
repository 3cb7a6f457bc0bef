"""Files of sets: what a copy should contain, and what was last seen of it."""

from __future__ import annotations

from django.db import models

from backups.models.backup_set import BackupCopy, BackupSet


class ManifestFile(models.Model):
    """What a set consists of: one row a file, the expectation every copy is held against.

    `path` is escaped text (backups/domain/paths.py); "" never. `declared` is the digest that came
    with the set, in the algorithm `declared_by`; `sha256` and `blake3` are recorded at the first
    reading. `mtime_ns` only where the manifest or the backup tool states it.
    """

    backup_set = models.ForeignKey(BackupSet, on_delete=models.CASCADE, related_name="files")
    path = models.TextField(db_collation="C")
    size_bytes = models.BigIntegerField(null=True)
    mtime_ns = models.BigIntegerField(null=True)
    declared_by = models.CharField(max_length=10, blank=True, default="")
    declared = models.CharField(max_length=128, blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    blake3 = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["backup_set", "path"], name="manifest_names_a_file_once"
            )
        ]


class FilePieces(models.Model):
    """BLAKE3 of every 64 MiB of a file above 64 MiB, so that reading goes on inside of it."""

    file = models.OneToOneField(
        ManifestFile, primary_key=True, on_delete=models.CASCADE, related_name="pieces"
    )
    digests = models.JSONField(default=list)


class CopyFile(models.Model):
    """What was last seen of a file at one copy: tells rot from rewriting (backups.md §2)."""

    copy = models.ForeignKey(BackupCopy, on_delete=models.CASCADE, related_name="files")
    path = models.TextField(db_collation="C")
    size_bytes = models.BigIntegerField()
    mtime_ns = models.BigIntegerField(null=True)
    ctime_ns = models.BigIntegerField(null=True)
    inode = models.BigIntegerField(null=True)
    bad = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["copy", "path"], name="copy_has_a_file_once")
        ]
