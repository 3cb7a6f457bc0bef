"""The age of the oldest proof of a policy is one look-up, however many sets it has."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("backups", "0001_backups")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="backupset",
            index=models.Index(
                condition=models.Q(("restorable", True)),
                fields=["policy", "oldest_read_at"],
                name="set_restorable_oldest_read",
            ),
        ),
    ]
