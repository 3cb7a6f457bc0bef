import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import lib.migrations


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("bia", "0003_link_history_and_newest_first"),
    ]

    operations = [
        lib.migrations.Together(
            operations=[
                migrations.AlterField(
                    model_name="assessment",
                    name="approved_at",
                    field=models.DateTimeField(blank=True, editable=False, null=True),
                ),
                migrations.AlterField(
                    model_name="assessment",
                    name="approved_by",
                    field=models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="assessment",
                    name="submitted_at",
                    field=models.DateTimeField(blank=True, editable=False, null=True),
                ),
                migrations.AlterField(
                    model_name="assessment",
                    name="submitted_by",
                    field=models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="assessmentevent",
                    name="approved_at",
                    field=models.DateTimeField(blank=True, editable=False, null=True),
                ),
                migrations.AlterField(
                    model_name="assessmentevent",
                    name="approved_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="assessmentevent",
                    name="submitted_at",
                    field=models.DateTimeField(blank=True, editable=False, null=True),
                ),
                migrations.AlterField(
                    model_name="assessmentevent",
                    name="submitted_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
