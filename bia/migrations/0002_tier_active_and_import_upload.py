from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import lib.migrations


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("bia", "0001_initial"),
    ]

    operations = [
        lib.migrations.Together(
            operations=[
                migrations.CreateModel(
                    name="ImportUpload",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("noun", models.CharField(max_length=30)),
                        ("filename", models.CharField(max_length=255, verbose_name="file")),
                        ("content", models.BinaryField()),
                        ("digest", models.CharField(max_length=64)),
                        ("fingerprint", models.CharField(blank=True, default="", max_length=64)),
                        ("preview", models.JSONField(default=dict)),
                        ("created_at", models.DateTimeField()),
                        ("applied_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-created_at"],
                        "indexes": [
                            models.Index(
                                fields=["created_by", "-created_at"],
                                name="bia_importu_created_682357_idx",
                            )
                        ],
                    },
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="tier",
                    name="insert_insert",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="tier",
                    name="update_update",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="tier",
                    name="delete_delete",
                ),
                migrations.AddField(
                    model_name="tier",
                    name="active",
                    field=models.BooleanField(default=True, verbose_name="in use"),
                ),
                migrations.AddField(
                    model_name="tierevent",
                    name="active",
                    field=models.BooleanField(default=True, verbose_name="in use"),
                ),
                migrations.AlterField(
                    model_name="dependency",
                    name="group_needs",
                    field=models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="how many of the group are needed",
                    ),
                ),
                migrations.AlterField(
                    model_name="dependency",
                    name="workaround_capacity",
                    field=models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=4,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1),
                        ],
                        verbose_name="workaround capacity (share)",
                    ),
                ),
                migrations.AlterField(
                    model_name="dependencyevent",
                    name="group_needs",
                    field=models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="how many of the group are needed",
                    ),
                ),
                migrations.AlterField(
                    model_name="dependencyevent",
                    name="workaround_capacity",
                    field=models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=4,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1),
                        ],
                        verbose_name="workaround capacity (share)",
                    ),
                ),
                migrations.AlterField(
                    model_name="impactcategory",
                    name="threshold",
                    field=models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=4,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="intolerable from score",
                    ),
                ),
                migrations.AlterField(
                    model_name="impactcategory",
                    name="threshold_amount",
                    field=models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="intolerable from amount",
                    ),
                ),
                migrations.AlterField(
                    model_name="impactcategoryevent",
                    name="threshold",
                    field=models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=4,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="intolerable from score",
                    ),
                ),
                migrations.AlterField(
                    model_name="impactcategoryevent",
                    name="threshold_amount",
                    field=models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="intolerable from amount",
                    ),
                ),
                migrations.AlterField(
                    model_name="impactlevel",
                    name="amount_from",
                    field=models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="amount from",
                    ),
                ),
                migrations.AlterField(
                    model_name="impactlevelevent",
                    name="amount_from",
                    field=models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="amount from",
                    ),
                ),
                migrations.AlterField(
                    model_name="ladderstep",
                    name="at_s",
                    field=models.BigIntegerField(
                        unique=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1000000000000),
                        ],
                        verbose_name="step",
                    ),
                ),
                migrations.AlterField(
                    model_name="ladderstepevent",
                    name="at_s",
                    field=models.BigIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1000000000000),
                        ],
                        verbose_name="step",
                    ),
                ),
                migrations.AlterField(
                    model_name="process",
                    name="mbco_percent",
                    field=models.DecimalField(
                        decimal_places=2,
                        default=Decimal("100"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="minimum capacity (MBCO), %",
                    ),
                ),
                migrations.AlterField(
                    model_name="processevent",
                    name="mbco_percent",
                    field=models.DecimalField(
                        decimal_places=2,
                        default=Decimal("100"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="minimum capacity (MBCO), %",
                    ),
                ),
                migrations.AlterField(
                    model_name="product",
                    name="mbco_percent",
                    field=models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="minimum capacity (MBCO), %",
                    ),
                ),
                migrations.AlterField(
                    model_name="productevent",
                    name="mbco_percent",
                    field=models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="minimum capacity (MBCO), %",
                    ),
                ),
                migrations.AlterField(
                    model_name="system",
                    name="dr_level",
                    field=models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(6),
                        ],
                        verbose_name="disaster recovery level",
                    ),
                ),
                migrations.AlterField(
                    model_name="systemevent",
                    name="dr_level",
                    field=models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(6),
                        ],
                        verbose_name="disaster recovery level",
                    ),
                ),
                migrations.AlterField(
                    model_name="tier",
                    name="min_margin",
                    field=models.DecimalField(
                        decimal_places=3,
                        default="0.5",
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(Decimal("0.999")),
                        ],
                        verbose_name="smallest safety margin",
                    ),
                ),
                migrations.AlterField(
                    model_name="tierevent",
                    name="min_margin",
                    field=models.DecimalField(
                        decimal_places=3,
                        default="0.5",
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(Decimal("0.999")),
                        ],
                        verbose_name="smallest safety margin",
                    ),
                ),
                migrations.AlterField(
                    model_name="timeband",
                    name="at_s",
                    field=models.BigIntegerField(
                        unique=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1000000000000),
                        ],
                        verbose_name="after",
                    ),
                ),
                migrations.AlterField(
                    model_name="timebandevent",
                    name="at_s",
                    field=models.BigIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1000000000000),
                        ],
                        verbose_name="after",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="tier",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "bia_tierevent" ("active", "code", "colour", "created_at", "id", "importance_en", "importance_zh", "max_rto_s", "min_margin", "name_en", "name_zh", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "regulatory_floor", "updated_at", "version") VALUES (NEW."active", NEW."code", NEW."colour", NEW."created_at", NEW."id", NEW."importance_en", NEW."importance_zh", NEW."max_rto_s", NEW."min_margin", NEW."name_en", NEW."name_zh", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."regulatory_floor", NEW."updated_at", NEW."version"); RETURN NULL;',
                            hash="d0ee64e0ebc1645d04663bbdab259bbf982c1017",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_d1bcd",
                            table="bia_tier",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="tier",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "bia_tierevent" ("active", "code", "colour", "created_at", "id", "importance_en", "importance_zh", "max_rto_s", "min_margin", "name_en", "name_zh", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "regulatory_floor", "updated_at", "version") VALUES (NEW."active", NEW."code", NEW."colour", NEW."created_at", NEW."id", NEW."importance_en", NEW."importance_zh", NEW."max_rto_s", NEW."min_margin", NEW."name_en", NEW."name_zh", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."regulatory_floor", NEW."updated_at", NEW."version"); RETURN NULL;',
                            hash="42809cdbe8a054c1a77c5072966713e00f17e1e7",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_18255",
                            table="bia_tier",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="tier",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "bia_tierevent" ("active", "code", "colour", "created_at", "id", "importance_en", "importance_zh", "max_rto_s", "min_margin", "name_en", "name_zh", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "regulatory_floor", "updated_at", "version") VALUES (OLD."active", OLD."code", OLD."colour", OLD."created_at", OLD."id", OLD."importance_en", OLD."importance_zh", OLD."max_rto_s", OLD."min_margin", OLD."name_en", OLD."name_zh", OLD."order", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."regulatory_floor", OLD."updated_at", OLD."version"); RETURN NULL;',
                            hash="ccc72e637a25e7690bc03ae224a4fb33aa8002e5",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_a809d",
                            table="bia_tier",
                            when="AFTER",
                        ),
                    ),
                ),
            ],
        ),
    ]
