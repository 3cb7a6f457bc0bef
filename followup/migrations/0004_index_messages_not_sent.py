"""The tab "Not sent" is a small part of a large table; so far it read the whole of it."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("followup", "0003_hosts_and_webhook_urls")]

    operations = [
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                fields=["-id"],
                name="notification_not_sent",
                condition=models.Q(
                    delivery__isnull=True,
                    state__in=("pending", "failed", "suppressed", "expired"),
                ),
            ),
        ),
    ]
