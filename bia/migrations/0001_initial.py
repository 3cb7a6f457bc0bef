from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import lib.migrations


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        lib.migrations.Together(
            operations=[
                migrations.CreateModel(
                    name="ImpactLevel",
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
                        ("name_en", models.CharField(max_length=200)),
                        ("name_zh", models.CharField(max_length=200)),
                        (
                            "score",
                            models.PositiveSmallIntegerField(unique=True, verbose_name="score"),
                        ),
                        (
                            "amount_from",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=18,
                                null=True,
                                verbose_name="amount from",
                            ),
                        ),
                        (
                            "colour",
                            models.CharField(
                                default="secondary", max_length=20, verbose_name="colour"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "impact level",
                        "verbose_name_plural": "impact levels",
                        "ordering": ["score"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_impactlevelevent" ("amount_from", "colour", "id", "name_en", "name_zh", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "score") VALUES (NEW."amount_from", NEW."colour", NEW."id", NEW."name_en", NEW."name_zh", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."score"); RETURN NULL;',
                                    hash="0019d51f9de28936ca44b50dcc413a4a41af5344",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_f09b5",
                                    table="bia_impactlevel",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bia_impactlevelevent" ("amount_from", "colour", "id", "name_en", "name_zh", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "score") VALUES (NEW."amount_from", NEW."colour", NEW."id", NEW."name_en", NEW."name_zh", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."score"); RETURN NULL;',
                                    hash="3ffcf8435b66f3d2988295a8c466c60cf9ff67b7",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_26a28",
                                    table="bia_impactlevel",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_impactlevelevent" ("amount_from", "colour", "id", "name_en", "name_zh", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "score") VALUES (OLD."amount_from", OLD."colour", OLD."id", OLD."name_en", OLD."name_zh", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."score"); RETURN NULL;',
                                    hash="a234593472a0b38322f9b2c1f6cf3ea4ca79a6c2",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_b6be9",
                                    table="bia_impactlevel",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LadderStep",
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
                        ("at_s", models.BigIntegerField(unique=True, verbose_name="step")),
                    ],
                    options={
                        "verbose_name": "ladder step",
                        "verbose_name_plural": "RTO ladder",
                        "ordering": ["at_s"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("at_s__gte", 0)),
                                name="ladder_step_is_not_negative",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_ladderstepevent" ("at_s", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."at_s", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                                    hash="335a1c4a883d29c96fb30e1e483f26a8f6fac576",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_39c40",
                                    table="bia_ladderstep",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bia_ladderstepevent" ("at_s", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."at_s", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                                    hash="df1ba43584d20a35fa93d679b15057d23277e832",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_69a6a",
                                    table="bia_ladderstep",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_ladderstepevent" ("at_s", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."at_s", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                                    hash="33aabce1fde4fc927a91fe94337116a8cb58dfb1",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_a2d38",
                                    table="bia_ladderstep",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Site",
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
                        (
                            "code",
                            models.CharField(
                                max_length=64,
                                unique=True,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                                        "Use letters, digits, dots, dashes and underscores; start with a letter or digit.",
                                        code="invalid_code",
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="version"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created"),
                        ),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("production", "Production"),
                                    ("dr", "Disaster recovery"),
                                    ("office", "Office"),
                                    ("archive", "Archive"),
                                ],
                                default="office",
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "region",
                            models.CharField(
                                blank=True, default="", max_length=100, verbose_name="region"
                            ),
                        ),
                        (
                            "timezone",
                            models.CharField(
                                blank=True, default="", max_length=64, verbose_name="time zone"
                            ),
                        ),
                        ("notes", models.TextField(blank=True, default="", verbose_name="notes")),
                    ],
                    options={
                        "verbose_name": "site",
                        "verbose_name_plural": "sites",
                        "ordering": ["code"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_siteevent" ("code", "created_at", "id", "kind", "name", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region", "timezone", "updated_at", "version") VALUES (NEW."code", NEW."created_at", NEW."id", NEW."kind", NEW."name", NEW."notes", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."region", NEW."timezone", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="a786a7f475ba7b544a0be242b4b5c2a11a1850dd",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_8fef5",
                                    table="bia_site",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bia_siteevent" ("code", "created_at", "id", "kind", "name", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region", "timezone", "updated_at", "version") VALUES (NEW."code", NEW."created_at", NEW."id", NEW."kind", NEW."name", NEW."notes", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."region", NEW."timezone", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="69179318ffd5aa02187390d1200ff2f4f196d7cb",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_bf322",
                                    table="bia_site",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_siteevent" ("code", "created_at", "id", "kind", "name", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region", "timezone", "updated_at", "version") VALUES (OLD."code", OLD."created_at", OLD."id", OLD."kind", OLD."name", OLD."notes", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."region", OLD."timezone", OLD."updated_at", OLD."version"); RETURN NULL;',
                                    hash="416cda3243c70f72c3039041e8a1740af3fb77bc",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_bf6d9",
                                    table="bia_site",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Supplier",
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
                        (
                            "code",
                            models.CharField(
                                max_length=64,
                                unique=True,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                                        "Use letters, digits, dots, dashes and underscores; start with a letter or digit.",
                                        code="invalid_code",
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="version"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created"),
                        ),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        (
                            "contract_rto_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="RTO by contract"
                            ),
                        ),
                        (
                            "contract_rpo_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="RPO by contract"
                            ),
                        ),
                        (
                            "contact",
                            models.CharField(
                                blank=True, default="", max_length=300, verbose_name="contact"
                            ),
                        ),
                        ("notes", models.TextField(blank=True, default="", verbose_name="notes")),
                    ],
                    options={
                        "verbose_name": "supplier",
                        "verbose_name_plural": "suppliers",
                        "ordering": ["code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("contract_rto_s__isnull", True),
                                        ("contract_rto_s__gte", 0),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("contract_rpo_s__isnull", True),
                                        ("contract_rpo_s__gte", 0),
                                        _connector="OR",
                                    ),
                                ),
                                name="supplier_durations_are_not_negative",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_supplierevent" ("code", "contract_rpo_s", "contract_rto_s", "created_at", "id", "name", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "version") VALUES (NEW."code", NEW."contract_rpo_s", NEW."contract_rto_s", NEW."created_at", NEW."id", NEW."name", NEW."notes", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="c475b2c794b3997d9df7c14a86c1a37e01952722",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_0f107",
                                    table="bia_supplier",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."contract_rpo_s" IS DISTINCT FROM (NEW."contract_rpo_s") OR OLD."contract_rto_s" IS DISTINCT FROM (NEW."contract_rto_s") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."notes" IS DISTINCT FROM (NEW."notes") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                                    func='INSERT INTO "bia_supplierevent" ("code", "contract_rpo_s", "contract_rto_s", "created_at", "id", "name", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "version") VALUES (NEW."code", NEW."contract_rpo_s", NEW."contract_rto_s", NEW."created_at", NEW."id", NEW."name", NEW."notes", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="c95e1e3fa3056e0c77505101a0d5d29149b1c345",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_fc5c3",
                                    table="bia_supplier",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_supplierevent" ("code", "contract_rpo_s", "contract_rto_s", "created_at", "id", "name", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "version") VALUES (OLD."code", OLD."contract_rpo_s", OLD."contract_rto_s", OLD."created_at", OLD."id", OLD."name", OLD."notes", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."updated_at", OLD."version"); RETURN NULL;',
                                    hash="4292a8f5b17e821ca579e551860a99bc46345cbb",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_7de6d",
                                    table="bia_supplier",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tier",
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
                        (
                            "code",
                            models.CharField(
                                max_length=64,
                                unique=True,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                                        "Use letters, digits, dots, dashes and underscores; start with a letter or digit.",
                                        code="invalid_code",
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="version"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created"),
                        ),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                        ("name_en", models.CharField(max_length=200)),
                        ("name_zh", models.CharField(max_length=200)),
                        (
                            "order",
                            models.PositiveSmallIntegerField(unique=True, verbose_name="order"),
                        ),
                        ("importance_en", models.CharField(blank=True, default="", max_length=50)),
                        ("importance_zh", models.CharField(blank=True, default="", max_length=50)),
                        (
                            "max_rto_s",
                            models.BigIntegerField(blank=True, null=True, verbose_name="RTO up to"),
                        ),
                        (
                            "min_margin",
                            models.DecimalField(
                                decimal_places=3,
                                default="0.5",
                                max_digits=4,
                                verbose_name="smallest safety margin",
                            ),
                        ),
                        (
                            "colour",
                            models.CharField(
                                default="secondary", max_length=20, verbose_name="colour"
                            ),
                        ),
                        (
                            "regulatory_floor",
                            models.BooleanField(
                                default=False, verbose_name="floor for regulated processes"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tier",
                        "verbose_name_plural": "tiers",
                        "ordering": ["order"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("max_rto_s__isnull", True),
                                    ("max_rto_s__gte", 0),
                                    _connector="OR",
                                ),
                                name="tier_rto_is_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("min_margin__gte", 0), ("min_margin__lt", 1)),
                                name="tier_margin_is_a_share_below_one",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_tierevent" ("code", "colour", "created_at", "id", "importance_en", "importance_zh", "max_rto_s", "min_margin", "name_en", "name_zh", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "regulatory_floor", "updated_at", "version") VALUES (NEW."code", NEW."colour", NEW."created_at", NEW."id", NEW."importance_en", NEW."importance_zh", NEW."max_rto_s", NEW."min_margin", NEW."name_en", NEW."name_zh", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."regulatory_floor", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="435213467db8ece2a3431c2e59e500e2c9eec732",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_d1bcd",
                                    table="bia_tier",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bia_tierevent" ("code", "colour", "created_at", "id", "importance_en", "importance_zh", "max_rto_s", "min_margin", "name_en", "name_zh", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "regulatory_floor", "updated_at", "version") VALUES (NEW."code", NEW."colour", NEW."created_at", NEW."id", NEW."importance_en", NEW."importance_zh", NEW."max_rto_s", NEW."min_margin", NEW."name_en", NEW."name_zh", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."regulatory_floor", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="bee0cc792b2c278ce021e6453ebf7aa36c00ab08",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_18255",
                                    table="bia_tier",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_tierevent" ("code", "colour", "created_at", "id", "importance_en", "importance_zh", "max_rto_s", "min_margin", "name_en", "name_zh", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "regulatory_floor", "updated_at", "version") VALUES (OLD."code", OLD."colour", OLD."created_at", OLD."id", OLD."importance_en", OLD."importance_zh", OLD."max_rto_s", OLD."min_margin", OLD."name_en", OLD."name_zh", OLD."order", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."regulatory_floor", OLD."updated_at", OLD."version"); RETURN NULL;',
                                    hash="3e3c3a8455d58b4d810c1d6e7bbdeb440b1643e9",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_a809d",
                                    table="bia_tier",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TimeBand",
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
                        ("at_s", models.BigIntegerField(unique=True, verbose_name="after")),
                        ("active", models.BooleanField(default=True, verbose_name="in use")),
                    ],
                    options={
                        "verbose_name": "time band",
                        "verbose_name_plural": "time bands",
                        "ordering": ["at_s"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("at_s__gte", 0)),
                                name="time_band_is_not_negative",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_timebandevent" ("active", "at_s", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."active", NEW."at_s", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                                    hash="94303d227e53c440b2014199b571d14e834d383c",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_f3011",
                                    table="bia_timeband",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bia_timebandevent" ("active", "at_s", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."active", NEW."at_s", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                                    hash="e121bbe32135f5f8349ed9e91f6da71e54eb10c6",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_ba147",
                                    table="bia_timeband",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_timebandevent" ("active", "at_s", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."active", OLD."at_s", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                                    hash="6e346879b75e0e30d14624653232acbc627ff7a9",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_51279",
                                    table="bia_timeband",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Campaign",
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
                        (
                            "code",
                            models.CharField(
                                max_length=64,
                                unique=True,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                                        "Use letters, digits, dots, dashes and underscores; start with a letter or digit.",
                                        code="invalid_code",
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="version"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created"),
                        ),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        (
                            "message",
                            models.TextField(
                                blank=True, default="", verbose_name="message to the owners"
                            ),
                        ),
                        ("due_on", models.DateField(verbose_name="due")),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "campaign",
                        "verbose_name_plural": "campaigns",
                        "ordering": ["-created_at"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_campaignevent" ("closed_at", "code", "created_at", "created_by_id", "due_on", "id", "message", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "version") VALUES (NEW."closed_at", NEW."code", NEW."created_at", NEW."created_by_id", NEW."due_on", NEW."id", NEW."message", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="2dc4a15090f3c5a3ba3545b7fb6cc7a30c2f9967",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_f5aa0",
                                    table="bia_campaign",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bia_campaignevent" ("closed_at", "code", "created_at", "created_by_id", "due_on", "id", "message", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "version") VALUES (NEW."closed_at", NEW."code", NEW."created_at", NEW."created_by_id", NEW."due_on", NEW."id", NEW."message", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="2c05811539930feb809341c2caf280ac284f480c",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_e73e1",
                                    table="bia_campaign",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_campaignevent" ("closed_at", "code", "created_at", "created_by_id", "due_on", "id", "message", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "version") VALUES (OLD."closed_at", OLD."code", OLD."created_at", OLD."created_by_id", OLD."due_on", OLD."id", OLD."message", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."updated_at", OLD."version"); RETURN NULL;',
                                    hash="24420f1c1160b73a9b84229c2fe1a30597ae0afc",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_48675",
                                    table="bia_campaign",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CatalogueVersion",
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
                        ("number", models.PositiveIntegerField(unique=True)),
                        ("created_at", models.DateTimeField()),
                        ("reason", models.CharField(blank=True, default="", max_length=300)),
                        ("content", models.JSONField()),
                        ("digest", models.CharField(max_length=64)),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "catalogue version",
                        "ordering": ["-number"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="a2c79b2c37e08051b260d3987e52643aa62c5253",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_1f17d",
                                    table="bia_catalogueversion",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImpactCategory",
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
                        (
                            "code",
                            models.CharField(
                                max_length=64,
                                unique=True,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                                        "Use letters, digits, dots, dashes and underscores; start with a letter or digit.",
                                        code="invalid_code",
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="version"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created"),
                        ),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                        ("name_en", models.CharField(max_length=200)),
                        ("name_zh", models.CharField(max_length=200)),
                        (
                            "order",
                            models.PositiveSmallIntegerField(default=0, verbose_name="order"),
                        ),
                        (
                            "unit",
                            models.CharField(
                                choices=[("rating", "Rating"), ("money", "Money")],
                                default="rating",
                                max_length=10,
                                verbose_name="unit",
                            ),
                        ),
                        (
                            "threshold",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=4,
                                null=True,
                                verbose_name="intolerable from score",
                            ),
                        ),
                        (
                            "threshold_amount",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=18,
                                null=True,
                                verbose_name="intolerable from amount",
                            ),
                        ),
                        (
                            "life_safety",
                            models.BooleanField(default=False, verbose_name="life safety"),
                        ),
                        ("active", models.BooleanField(default=True, verbose_name="in use")),
                    ],
                    options={
                        "verbose_name": "impact category",
                        "verbose_name_plural": "impact categories",
                        "ordering": ["order", "code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("threshold_amount__isnull", True),
                                    ("threshold_amount__gte", 0),
                                    _connector="OR",
                                ),
                                name="impact_category_threshold_amount_is_not_negative",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_impactcategoryevent" ("active", "code", "created_at", "id", "life_safety", "name_en", "name_zh", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "threshold", "threshold_amount", "unit", "updated_at", "version") VALUES (NEW."active", NEW."code", NEW."created_at", NEW."id", NEW."life_safety", NEW."name_en", NEW."name_zh", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."threshold", NEW."threshold_amount", NEW."unit", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="8ff6232cee64330b033cfdf1b0e4f9340a7c5d39",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_35d7a",
                                    table="bia_impactcategory",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bia_impactcategoryevent" ("active", "code", "created_at", "id", "life_safety", "name_en", "name_zh", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "threshold", "threshold_amount", "unit", "updated_at", "version") VALUES (NEW."active", NEW."code", NEW."created_at", NEW."id", NEW."life_safety", NEW."name_en", NEW."name_zh", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."threshold", NEW."threshold_amount", NEW."unit", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="d5113651966b7b1dec2ca3763e9004ea8cf0e59a",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_b6a5f",
                                    table="bia_impactcategory",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_impactcategoryevent" ("active", "code", "created_at", "id", "life_safety", "name_en", "name_zh", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "threshold", "threshold_amount", "unit", "updated_at", "version") VALUES (OLD."active", OLD."code", OLD."created_at", OLD."id", OLD."life_safety", OLD."name_en", OLD."name_zh", OLD."order", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."threshold", OLD."threshold_amount", OLD."unit", OLD."updated_at", OLD."version"); RETURN NULL;',
                                    hash="6b3acea6b4d5f72bb9f59dff1987a0026c7b3376",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_8a80d",
                                    table="bia_impactcategory",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImpactAnchor",
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
                        ("text_en", models.CharField(blank=True, default="", max_length=300)),
                        ("text_zh", models.CharField(blank=True, default="", max_length=300)),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="anchors",
                                to="bia.impactcategory",
                            ),
                        ),
                        (
                            "level",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="anchors",
                                to="bia.impactlevel",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["category", "level"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("category", "level"),
                                name="impact_anchor_is_one_per_category_and_level",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_impactanchorevent" ("category_id", "id", "level_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text_en", "text_zh") VALUES (NEW."category_id", NEW."id", NEW."level_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."text_en", NEW."text_zh"); RETURN NULL;',
                                    hash="0ab11c69e3cedef97b5a08bfa7033f1bb9df6ad7",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_a670a",
                                    table="bia_impactanchor",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bia_impactanchorevent" ("category_id", "id", "level_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text_en", "text_zh") VALUES (NEW."category_id", NEW."id", NEW."level_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."text_en", NEW."text_zh"); RETURN NULL;',
                                    hash="6b4eae4a2eee9f914252c9e3c4fa0c7bf3eb56a2",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_ef7e2",
                                    table="bia_impactanchor",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_impactanchorevent" ("category_id", "id", "level_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text_en", "text_zh") VALUES (OLD."category_id", OLD."id", OLD."level_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."text_en", OLD."text_zh"); RETURN NULL;',
                                    hash="5a9480360f22cb0eabbcb5d02654e224a7bcbc23",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_6350e",
                                    table="bia_impactanchor",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImpactCategoryEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "code",
                            models.CharField(
                                max_length=64,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                                        "Use letters, digits, dots, dashes and underscores; start with a letter or digit.",
                                        code="invalid_code",
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="version"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created"),
                        ),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                        ("name_en", models.CharField(max_length=200)),
                        ("name_zh", models.CharField(max_length=200)),
                        (
                            "order",
                            models.PositiveSmallIntegerField(default=0, verbose_name="order"),
                        ),
                        (
                            "unit",
                            models.CharField(
                                choices=[("rating", "Rating"), ("money", "Money")],
                                default="rating",
                                max_length=10,
                                verbose_name="unit",
                            ),
                        ),
                        (
                            "threshold",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=4,
                                null=True,
                                verbose_name="intolerable from score",
                            ),
                        ),
                        (
                            "threshold_amount",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=18,
                                null=True,
                                verbose_name="intolerable from amount",
                            ),
                        ),
                        (
                            "life_safety",
                            models.BooleanField(default=False, verbose_name="life safety"),
                        ),
                        ("active", models.BooleanField(default=True, verbose_name="in use")),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="bia.impactcategory",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="bia_impactc_pgh_obj_049fc2_idx",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="a52a7a9f9c43ec5ba3ace266e39d6b7286457095",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_9818d",
                                    table="bia_impactcategoryevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImpactLevelEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("name_en", models.CharField(max_length=200)),
                        ("name_zh", models.CharField(max_length=200)),
                        ("score", models.PositiveSmallIntegerField(verbose_name="score")),
                        (
                            "amount_from",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=18,
                                null=True,
                                verbose_name="amount from",
                            ),
                        ),
                        (
                            "colour",
                            models.CharField(
                                default="secondary", max_length=20, verbose_name="colour"
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="bia.impactlevel",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="bia_impactl_pgh_obj_d2f4ab_idx",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="e291b95eddb3a2505003b0bdec1144aa194ea8cb",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_afb1a",
                                    table="bia_impactlevelevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LadderStepEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("at_s", models.BigIntegerField(verbose_name="step")),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="bia.ladderstep",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="bia_ladders_pgh_obj_62c813_idx",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="bc1e4619dd1290c4096d8fdc571b8b31ab56eba6",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_1c3b7",
                                    table="bia_ladderstepevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Process",
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
                        (
                            "code",
                            models.CharField(
                                max_length=64,
                                unique=True,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                                        "Use letters, digits, dots, dashes and underscores; start with a letter or digit.",
                                        code="invalid_code",
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="version"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created"),
                        ),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        (
                            "description",
                            models.TextField(blank=True, default="", verbose_name="description"),
                        ),
                        ("critical", models.BooleanField(default=False, verbose_name="critical")),
                        (
                            "life_safety",
                            models.BooleanField(default=False, verbose_name="life safety"),
                        ),
                        ("regulated", models.BooleanField(default=False, verbose_name="regulated")),
                        (
                            "daily_volume",
                            models.PositiveBigIntegerField(
                                blank=True, null=True, verbose_name="daily volume"
                            ),
                        ),
                        (
                            "peak_periods",
                            models.CharField(
                                blank=True, default="", max_length=300, verbose_name="peak periods"
                            ),
                        ),
                        (
                            "mbco_percent",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("100"),
                                max_digits=5,
                                verbose_name="minimum capacity (MBCO), %",
                            ),
                        ),
                        (
                            "wrt_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="work recovery time (WRT)"
                            ),
                        ),
                        (
                            "wrt_blocking",
                            models.BooleanField(
                                default=False, verbose_name="WRT blocks the business"
                            ),
                        ),
                        (
                            "review_due",
                            models.DateField(blank=True, null=True, verbose_name="review due"),
                        ),
                        (
                            "mtd_derived_s",
                            models.BigIntegerField(
                                blank=True, editable=False, null=True, verbose_name="MTD derived"
                            ),
                        ),
                        (
                            "rto_derived_s",
                            models.BigIntegerField(
                                blank=True, editable=False, null=True, verbose_name="RTO proposed"
                            ),
                        ),
                        (
                            "mtd_s",
                            models.BigIntegerField(
                                blank=True, editable=False, null=True, verbose_name="MTD"
                            ),
                        ),
                        (
                            "rto_s",
                            models.BigIntegerField(
                                blank=True, editable=False, null=True, verbose_name="RTO"
                            ),
                        ),
                        (
                            "rpo_s",
                            models.BigIntegerField(
                                blank=True, editable=False, null=True, verbose_name="RPO"
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="processes",
                                to="accounts.department",
                                verbose_name="department",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="processes",
                                to="accounts.person",
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "tier",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="processes",
                                to="bia.tier",
                                verbose_name="tier",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "process",
                        "verbose_name_plural": "processes",
                        "ordering": ["code"],
                        "indexes": [
                            models.Index(
                                fields=["review_due"], name="bia_process_review__66c341_idx"
                            ),
                            models.Index(fields=["name"], name="bia_process_name_9835e1_idx"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("mbco_percent__gte", 0), ("mbco_percent__lte", 100)
                                ),
                                name="process_mbco_is_a_percentage",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("wrt_s__isnull", True), ("wrt_s__gte", 0), _connector="OR"
                                    ),
                                    models.Q(
                                        ("mtd_s__isnull", True), ("mtd_s__gte", 0), _connector="OR"
                                    ),
                                    models.Q(
                                        ("rto_s__isnull", True), ("rto_s__gte", 0), _connector="OR"
                                    ),
                                    models.Q(
                                        ("rpo_s__isnull", True), ("rpo_s__gte", 0), _connector="OR"
                                    ),
                                ),
                                name="process_durations_are_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("mtd_s__isnull", True),
                                    ("rto_s__isnull", True),
                                    ("rto_s__lte", models.F("mtd_s")),
                                    _connector="OR",
                                ),
                                name="process_rto_is_within_mtd",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_processevent" ("code", "created_at", "critical", "daily_volume", "department_id", "description", "id", "life_safety", "mbco_percent", "mtd_derived_s", "mtd_s", "name", "owner_id", "peak_periods", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "regulated", "review_due", "rpo_s", "rto_derived_s", "rto_s", "tier_id", "updated_at", "version", "wrt_blocking", "wrt_s") VALUES (NEW."code", NEW."created_at", NEW."critical", NEW."daily_volume", NEW."department_id", NEW."description", NEW."id", NEW."life_safety", NEW."mbco_percent", NEW."mtd_derived_s", NEW."mtd_s", NEW."name", NEW."owner_id", NEW."peak_periods", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."regulated", NEW."review_due", NEW."rpo_s", NEW."rto_derived_s", NEW."rto_s", NEW."tier_id", NEW."updated_at", NEW."version", NEW."wrt_blocking", NEW."wrt_s"); RETURN NULL;',
                                    hash="93122a372420f99cc7c73a2742402ac46b659e5a",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_2be95",
                                    table="bia_process",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bia_processevent" ("code", "created_at", "critical", "daily_volume", "department_id", "description", "id", "life_safety", "mbco_percent", "mtd_derived_s", "mtd_s", "name", "owner_id", "peak_periods", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "regulated", "review_due", "rpo_s", "rto_derived_s", "rto_s", "tier_id", "updated_at", "version", "wrt_blocking", "wrt_s") VALUES (NEW."code", NEW."created_at", NEW."critical", NEW."daily_volume", NEW."department_id", NEW."description", NEW."id", NEW."life_safety", NEW."mbco_percent", NEW."mtd_derived_s", NEW."mtd_s", NEW."name", NEW."owner_id", NEW."peak_periods", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."regulated", NEW."review_due", NEW."rpo_s", NEW."rto_derived_s", NEW."rto_s", NEW."tier_id", NEW."updated_at", NEW."version", NEW."wrt_blocking", NEW."wrt_s"); RETURN NULL;',
                                    hash="5a03329ec0e58b2fbe05ae0be126d4fb7c8fb31b",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_6923c",
                                    table="bia_process",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_processevent" ("code", "created_at", "critical", "daily_volume", "department_id", "description", "id", "life_safety", "mbco_percent", "mtd_derived_s", "mtd_s", "name", "owner_id", "peak_periods", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "regulated", "review_due", "rpo_s", "rto_derived_s", "rto_s", "tier_id", "updated_at", "version", "wrt_blocking", "wrt_s") VALUES (OLD."code", OLD."created_at", OLD."critical", OLD."daily_volume", OLD."department_id", OLD."description", OLD."id", OLD."life_safety", OLD."mbco_percent", OLD."mtd_derived_s", OLD."mtd_s", OLD."name", OLD."owner_id", OLD."peak_periods", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."regulated", OLD."review_due", OLD."rpo_s", OLD."rto_derived_s", OLD."rto_s", OLD."tier_id", OLD."updated_at", OLD."version", OLD."wrt_blocking", OLD."wrt_s"); RETURN NULL;',
                                    hash="3d0678efe2d019c171fcd4ef6123c6bf6d8b8b19",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_3d56b",
                                    table="bia_process",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SiteEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "code",
                            models.CharField(
                                max_length=64,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                                        "Use letters, digits, dots, dashes and underscores; start with a letter or digit.",
                                        code="invalid_code",
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="version"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created"),
                        ),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("production", "Production"),
                                    ("dr", "Disaster recovery"),
                                    ("office", "Office"),
                                    ("archive", "Archive"),
                                ],
                                default="office",
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "region",
                            models.CharField(
                                blank=True, default="", max_length=100, verbose_name="region"
                            ),
                        ),
                        (
                            "timezone",
                            models.CharField(
                                blank=True, default="", max_length=64, verbose_name="time zone"
                            ),
                        ),
                        ("notes", models.TextField(blank=True, default="", verbose_name="notes")),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="bia.site",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="bia_siteeve_pgh_obj_69f154_idx",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="d98e69015900ea992952f5fa8d6ab1fe065a5800",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_92277",
                                    table="bia_siteevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupplierEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "code",
                            models.CharField(
                                max_length=64,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                                        "Use letters, digits, dots, dashes and underscores; start with a letter or digit.",
                                        code="invalid_code",
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="version"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created"),
                        ),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        (
                            "contract_rto_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="RTO by contract"
                            ),
                        ),
                        (
                            "contract_rpo_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="RPO by contract"
                            ),
                        ),
                        ("notes", models.TextField(blank=True, default="", verbose_name="notes")),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="bia.supplier",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="bia_supplie_pgh_obj_da89f2_idx",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="71b4f181d1fd5753837e09599ffde481d0e3d862",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_19302",
                                    table="bia_supplierevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="System",
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
                        (
                            "code",
                            models.CharField(
                                max_length=64,
                                unique=True,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                                        "Use letters, digits, dots, dashes and underscores; start with a letter or digit.",
                                        code="invalid_code",
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="version"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created"),
                        ),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("application", "Application"),
                                    ("infrastructure", "Infrastructure"),
                                    ("data_set", "Data set"),
                                    ("team", "Team"),
                                    ("service", "Service"),
                                ],
                                default="application",
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "importance",
                            models.CharField(
                                choices=[
                                    ("core", "Core"),
                                    ("important", "Important"),
                                    ("general", "General"),
                                ],
                                default="general",
                                max_length=20,
                                verbose_name="importance",
                            ),
                        ),
                        (
                            "description",
                            models.TextField(blank=True, default="", verbose_name="description"),
                        ),
                        (
                            "restore_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="own restore duration"
                            ),
                        ),
                        (
                            "rto_s",
                            models.BigIntegerField(blank=True, null=True, verbose_name="RTO"),
                        ),
                        (
                            "rpo_s",
                            models.BigIntegerField(blank=True, null=True, verbose_name="RPO"),
                        ),
                        (
                            "dr_level",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="disaster recovery level"
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="systems",
                                to="accounts.person",
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="systems",
                                to="bia.site",
                                verbose_name="site",
                            ),
                        ),
                        (
                            "supplier",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="systems",
                                to="bia.supplier",
                                verbose_name="supplier",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "system",
                        "verbose_name_plural": "systems",
                        "ordering": ["code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("restore_s__isnull", True),
                                        ("restore_s__gte", 0),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("rto_s__isnull", True), ("rto_s__gte", 0), _connector="OR"
                                    ),
                                    models.Q(
                                        ("rpo_s__isnull", True), ("rpo_s__gte", 0), _connector="OR"
                                    ),
                                ),
                                name="system_durations_are_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("dr_level__isnull", True),
                                    models.Q(("dr_level__gte", 1), ("dr_level__lte", 6)),
                                    _connector="OR",
                                ),
                                name="system_dr_level_is_one_to_six",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_systemevent" ("code", "created_at", "description", "dr_level", "id", "importance", "kind", "name", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "restore_s", "rpo_s", "rto_s", "site_id", "supplier_id", "updated_at", "version") VALUES (NEW."code", NEW."created_at", NEW."description", NEW."dr_level", NEW."id", NEW."importance", NEW."kind", NEW."name", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."restore_s", NEW."rpo_s", NEW."rto_s", NEW."site_id", NEW."supplier_id", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="a11066dbd12f0d45371d9924b44ce54f8180d021",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_70440",
                                    table="bia_system",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bia_systemevent" ("code", "created_at", "description", "dr_level", "id", "importance", "kind", "name", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "restore_s", "rpo_s", "rto_s", "site_id", "supplier_id", "updated_at", "version") VALUES (NEW."code", NEW."created_at", NEW."description", NEW."dr_level", NEW."id", NEW."importance", NEW."kind", NEW."name", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."restore_s", NEW."rpo_s", NEW."rto_s", NEW."site_id", NEW."supplier_id", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="a43f9c317feeb2ac70fa00aee75cae45b0f13489",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_97e71",
                                    table="bia_system",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_systemevent" ("code", "created_at", "description", "dr_level", "id", "importance", "kind", "name", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "restore_s", "rpo_s", "rto_s", "site_id", "supplier_id", "updated_at", "version") VALUES (OLD."code", OLD."created_at", OLD."description", OLD."dr_level", OLD."id", OLD."importance", OLD."kind", OLD."name", OLD."owner_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."restore_s", OLD."rpo_s", OLD."rto_s", OLD."site_id", OLD."supplier_id", OLD."updated_at", OLD."version"); RETURN NULL;',
                                    hash="f6b9c3f5dc8cd2ec6d45211d48a112fbe119503c",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_2357b",
                                    table="bia_system",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TierEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "code",
                            models.CharField(
                                max_length=64,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                                        "Use letters, digits, dots, dashes and underscores; start with a letter or digit.",
                                        code="invalid_code",
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="version"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created"),
                        ),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                        ("name_en", models.CharField(max_length=200)),
                        ("name_zh", models.CharField(max_length=200)),
                        ("order", models.PositiveSmallIntegerField(verbose_name="order")),
                        ("importance_en", models.CharField(blank=True, default="", max_length=50)),
                        ("importance_zh", models.CharField(blank=True, default="", max_length=50)),
                        (
                            "max_rto_s",
                            models.BigIntegerField(blank=True, null=True, verbose_name="RTO up to"),
                        ),
                        (
                            "min_margin",
                            models.DecimalField(
                                decimal_places=3,
                                default="0.5",
                                max_digits=4,
                                verbose_name="smallest safety margin",
                            ),
                        ),
                        (
                            "colour",
                            models.CharField(
                                default="secondary", max_length=20, verbose_name="colour"
                            ),
                        ),
                        (
                            "regulatory_floor",
                            models.BooleanField(
                                default=False, verbose_name="floor for regulated processes"
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="bia.tier",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="bia_tiereve_pgh_obj_5f28a3_idx",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="e825e1a48c9df1ccfee3c33d9db008d8f1d38b47",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_457f7",
                                    table="bia_tierevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TimeBandEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("at_s", models.BigIntegerField(verbose_name="after")),
                        ("active", models.BooleanField(default=True, verbose_name="in use")),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="bia.timeband",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="bia_timeban_pgh_obj_b6aee6_idx",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="9f2bd0e52c5e1e97756edf8a716f153e86cddc63",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_15cb5",
                                    table="bia_timebandevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CampaignEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "code",
                            models.CharField(
                                max_length=64,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                                        "Use letters, digits, dots, dashes and underscores; start with a letter or digit.",
                                        code="invalid_code",
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="version"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created"),
                        ),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        (
                            "message",
                            models.TextField(
                                blank=True, default="", verbose_name="message to the owners"
                            ),
                        ),
                        ("due_on", models.DateField(verbose_name="due")),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="bia.campaign",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="bia_campaig_pgh_obj_455a5f_idx",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="e8641308157fb93dcf888c873d4f6c4f58a10b8c",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_2671e",
                                    table="bia_campaignevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MajorChange",
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
                        ("at", models.DateTimeField()),
                        ("reason", models.CharField(max_length=500, verbose_name="what changed")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="major_changes",
                                to="bia.process",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="a532a4aa10589701a1ab4f3ae012e8a5c9df71fc",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_7798a",
                                    table="bia_majorchange",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Measurement",
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
                        ("code", models.CharField(max_length=64, unique=True, verbose_name="code")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("rto", "Recovery time (RTA)"),
                                    ("rpo", "Recovery point (RPA)"),
                                ],
                                max_length=3,
                                verbose_name="kind",
                            ),
                        ),
                        ("value_s", models.BigIntegerField(verbose_name="measured")),
                        (
                            "target_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="target at that time"
                            ),
                        ),
                        ("source", models.CharField(max_length=200, verbose_name="source")),
                        ("at", models.DateTimeField(verbose_name="measured at")),
                        (
                            "confidence",
                            models.CharField(
                                choices=[
                                    ("measured", "Measured"),
                                    ("estimated", "Estimated"),
                                    ("simulated", "Simulated: proves nothing"),
                                ],
                                default="measured",
                                max_length=10,
                                verbose_name="confidence",
                            ),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, default="", max_length=500, verbose_name="note"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="measurements",
                                to="bia.process",
                            ),
                        ),
                        (
                            "system",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="measurements",
                                to="bia.system",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "measurement",
                        "verbose_name_plural": "measurements",
                        "ordering": ["-at", "-id"],
                        "indexes": [
                            models.Index(
                                fields=["process", "kind", "-at"],
                                name="bia_measure_process_eea6ea_idx",
                            ),
                            models.Index(
                                fields=["system", "kind", "-at"],
                                name="bia_measure_system__bae5e4_idx",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("process__isnull", False), ("system__isnull", True)),
                                    models.Q(("process__isnull", True), ("system__isnull", False)),
                                    _connector="OR",
                                ),
                                name="measurement_has_one_subject",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("value_s__gte", 0),
                                    models.Q(
                                        ("target_s__isnull", True),
                                        ("target_s__gte", 0),
                                        _connector="OR",
                                    ),
                                ),
                                name="measurement_times_are_not_negative",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_measurementevent" ("at", "code", "confidence", "created_at", "created_by_id", "id", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id", "source", "system_id", "target_s", "value_s") VALUES (NEW."at", NEW."code", NEW."confidence", NEW."created_at", NEW."created_by_id", NEW."id", NEW."kind", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."process_id", NEW."source", NEW."system_id", NEW."target_s", NEW."value_s"); RETURN NULL;',
                                    hash="32251388301ca39aed5dc9295852b6e77e56a5a0",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_340fa",
                                    table="bia_measurement",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bia_measurementevent" ("at", "code", "confidence", "created_at", "created_by_id", "id", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id", "source", "system_id", "target_s", "value_s") VALUES (NEW."at", NEW."code", NEW."confidence", NEW."created_at", NEW."created_by_id", NEW."id", NEW."kind", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."process_id", NEW."source", NEW."system_id", NEW."target_s", NEW."value_s"); RETURN NULL;',
                                    hash="14b6ef3ce2f70bba3e26c60d6945761c66f08a93",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_465e2",
                                    table="bia_measurement",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_measurementevent" ("at", "code", "confidence", "created_at", "created_by_id", "id", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id", "source", "system_id", "target_s", "value_s") VALUES (OLD."at", OLD."code", OLD."confidence", OLD."created_at", OLD."created_by_id", OLD."id", OLD."kind", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."process_id", OLD."source", OLD."system_id", OLD."target_s", OLD."value_s"); RETURN NULL;',
                                    hash="8e127281e972620d93e43b3741ed55fb77181286",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_6308e",
                                    table="bia_measurement",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="f2dc780fda5a0ed559232df3e62b6e7050935c2c",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_97293",
                                    table="bia_measurement",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProcessEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "code",
                            models.CharField(
                                max_length=64,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                                        "Use letters, digits, dots, dashes and underscores; start with a letter or digit.",
                                        code="invalid_code",
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="version"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created"),
                        ),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        (
                            "description",
                            models.TextField(blank=True, default="", verbose_name="description"),
                        ),
                        ("critical", models.BooleanField(default=False, verbose_name="critical")),
                        (
                            "life_safety",
                            models.BooleanField(default=False, verbose_name="life safety"),
                        ),
                        ("regulated", models.BooleanField(default=False, verbose_name="regulated")),
                        (
                            "daily_volume",
                            models.PositiveBigIntegerField(
                                blank=True, null=True, verbose_name="daily volume"
                            ),
                        ),
                        (
                            "peak_periods",
                            models.CharField(
                                blank=True, default="", max_length=300, verbose_name="peak periods"
                            ),
                        ),
                        (
                            "mbco_percent",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("100"),
                                max_digits=5,
                                verbose_name="minimum capacity (MBCO), %",
                            ),
                        ),
                        (
                            "wrt_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="work recovery time (WRT)"
                            ),
                        ),
                        (
                            "wrt_blocking",
                            models.BooleanField(
                                default=False, verbose_name="WRT blocks the business"
                            ),
                        ),
                        (
                            "review_due",
                            models.DateField(blank=True, null=True, verbose_name="review due"),
                        ),
                        (
                            "mtd_derived_s",
                            models.BigIntegerField(
                                blank=True, editable=False, null=True, verbose_name="MTD derived"
                            ),
                        ),
                        (
                            "rto_derived_s",
                            models.BigIntegerField(
                                blank=True, editable=False, null=True, verbose_name="RTO proposed"
                            ),
                        ),
                        (
                            "mtd_s",
                            models.BigIntegerField(
                                blank=True, editable=False, null=True, verbose_name="MTD"
                            ),
                        ),
                        (
                            "rto_s",
                            models.BigIntegerField(
                                blank=True, editable=False, null=True, verbose_name="RTO"
                            ),
                        ),
                        (
                            "rpo_s",
                            models.BigIntegerField(
                                blank=True, editable=False, null=True, verbose_name="RPO"
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.department",
                                verbose_name="department",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.person",
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="bia.process",
                            ),
                        ),
                        (
                            "tier",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.tier",
                                verbose_name="tier",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="bia_process_pgh_obj_5fd72d_idx",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="b9247275056c9814df84b0f31cc3e6d62d609ced",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_25469",
                                    table="bia_processevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Product",
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
                        (
                            "code",
                            models.CharField(
                                max_length=64,
                                unique=True,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                                        "Use letters, digits, dots, dashes and underscores; start with a letter or digit.",
                                        code="invalid_code",
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="version"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created"),
                        ),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        (
                            "description",
                            models.TextField(blank=True, default="", verbose_name="description"),
                        ),
                        (
                            "mtd_s",
                            models.BigIntegerField(blank=True, null=True, verbose_name="MTD"),
                        ),
                        (
                            "contract_mtd_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="limit by contract"
                            ),
                        ),
                        (
                            "mbco_percent",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                verbose_name="minimum capacity (MBCO), %",
                            ),
                        ),
                        (
                            "processes",
                            models.ManyToManyField(
                                blank=True,
                                related_name="products",
                                to="bia.process",
                                verbose_name="processes",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "product or service",
                        "verbose_name_plural": "products and services",
                        "ordering": ["code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("mtd_s__isnull", True), ("mtd_s__gte", 0), _connector="OR"
                                    ),
                                    models.Q(
                                        ("contract_mtd_s__isnull", True),
                                        ("contract_mtd_s__gte", 0),
                                        _connector="OR",
                                    ),
                                ),
                                name="product_limits_are_not_negative",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_productevent" ("code", "contract_mtd_s", "created_at", "description", "id", "mbco_percent", "mtd_s", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "version") VALUES (NEW."code", NEW."contract_mtd_s", NEW."created_at", NEW."description", NEW."id", NEW."mbco_percent", NEW."mtd_s", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="70467481a20703899755ec6adfe35f9b3bbb8f1a",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_d5ccd",
                                    table="bia_product",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bia_productevent" ("code", "contract_mtd_s", "created_at", "description", "id", "mbco_percent", "mtd_s", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "version") VALUES (NEW."code", NEW."contract_mtd_s", NEW."created_at", NEW."description", NEW."id", NEW."mbco_percent", NEW."mtd_s", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="61b7912f8f11afda181b7fe795c330129b07bdd3",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_6344c",
                                    table="bia_product",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_productevent" ("code", "contract_mtd_s", "created_at", "description", "id", "mbco_percent", "mtd_s", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "version") VALUES (OLD."code", OLD."contract_mtd_s", OLD."created_at", OLD."description", OLD."id", OLD."mbco_percent", OLD."mtd_s", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."updated_at", OLD."version"); RETURN NULL;',
                                    hash="569558b06b7625806b3c817dbedd2647f0cc2f5a",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_6e4ce",
                                    table="bia_product",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SystemEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "code",
                            models.CharField(
                                max_length=64,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                                        "Use letters, digits, dots, dashes and underscores; start with a letter or digit.",
                                        code="invalid_code",
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="version"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created"),
                        ),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("application", "Application"),
                                    ("infrastructure", "Infrastructure"),
                                    ("data_set", "Data set"),
                                    ("team", "Team"),
                                    ("service", "Service"),
                                ],
                                default="application",
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "importance",
                            models.CharField(
                                choices=[
                                    ("core", "Core"),
                                    ("important", "Important"),
                                    ("general", "General"),
                                ],
                                default="general",
                                max_length=20,
                                verbose_name="importance",
                            ),
                        ),
                        (
                            "description",
                            models.TextField(blank=True, default="", verbose_name="description"),
                        ),
                        (
                            "restore_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="own restore duration"
                            ),
                        ),
                        (
                            "rto_s",
                            models.BigIntegerField(blank=True, null=True, verbose_name="RTO"),
                        ),
                        (
                            "rpo_s",
                            models.BigIntegerField(blank=True, null=True, verbose_name="RPO"),
                        ),
                        (
                            "dr_level",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="disaster recovery level"
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.person",
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="bia.system",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.site",
                                verbose_name="site",
                            ),
                        ),
                        (
                            "supplier",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.supplier",
                                verbose_name="supplier",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="bia_systeme_pgh_obj_e565f8_idx",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="b4ff309c46fb0cafed992bffeab7018fe4dc6dff",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_f33ef",
                                    table="bia_systemevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TeamMember",
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
                        ("order", models.PositiveSmallIntegerField(default=0)),
                        (
                            "duty",
                            models.CharField(
                                blank=True, default="", max_length=200, verbose_name="duty"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="teams",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="members",
                                to="bia.system",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["order", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("team", "person"), name="team_member_is_listed_once"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_teammemberevent" ("duty", "id", "order", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "team_id") VALUES (NEW."duty", NEW."id", NEW."order", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."team_id"); RETURN NULL;',
                                    hash="7329c2b36b880849deec08e10b17fbf7b60f42b1",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_be75f",
                                    table="bia_teammember",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bia_teammemberevent" ("duty", "id", "order", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "team_id") VALUES (NEW."duty", NEW."id", NEW."order", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."team_id"); RETURN NULL;',
                                    hash="6698e316879a1f2101d95e5ce88624d9d7a15c79",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_4ee52",
                                    table="bia_teammember",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_teammemberevent" ("duty", "id", "order", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "team_id") VALUES (OLD."duty", OLD."id", OLD."order", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."team_id"); RETURN NULL;',
                                    hash="a6ef77d71148f251b7d44ccb22b6f44ba9326161",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_e2b6d",
                                    table="bia_teammember",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Assessment",
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
                        (
                            "code",
                            models.CharField(
                                max_length=64,
                                unique=True,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                                        "Use letters, digits, dots, dashes and underscores; start with a letter or digit.",
                                        code="invalid_code",
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="version"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created"),
                        ),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                        ("number", models.PositiveIntegerField(default=1, verbose_name="version")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "Submitted"),
                                    ("returned", "Returned"),
                                    ("approved", "Approved"),
                                    ("superseded", "Superseded"),
                                ],
                                default="draft",
                                max_length=12,
                                verbose_name="status",
                            ),
                        ),
                        ("submitted_at", models.DateTimeField(null=True)),
                        ("approved_at", models.DateTimeField(null=True)),
                        (
                            "return_reason",
                            models.TextField(
                                blank=True, default="", verbose_name="returned because"
                            ),
                        ),
                        (
                            "policy",
                            models.CharField(
                                choices=[
                                    ("last_tolerable", "Last tolerable horizon"),
                                    ("first_intolerable", "First intolerable horizon"),
                                    ("linear", "Linear interpolation"),
                                    ("log_time", "Logarithmic time"),
                                    ("log_log", "Logarithmic time and money"),
                                ],
                                default="last_tolerable",
                                max_length=20,
                                verbose_name="MTD policy",
                            ),
                        ),
                        (
                            "threshold",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("3"),
                                max_digits=4,
                                verbose_name="intolerable from score",
                            ),
                        ),
                        (
                            "mtd_derived_s",
                            models.BigIntegerField(
                                blank=True, editable=False, null=True, verbose_name="MTD derived"
                            ),
                        ),
                        (
                            "mtd_proposed_s",
                            models.BigIntegerField(
                                blank=True, editable=False, null=True, verbose_name="MTD proposed"
                            ),
                        ),
                        (
                            "rto_proposed_s",
                            models.BigIntegerField(
                                blank=True, editable=False, null=True, verbose_name="RTO proposed"
                            ),
                        ),
                        (
                            "rpo_proposed_s",
                            models.BigIntegerField(
                                blank=True, editable=False, null=True, verbose_name="RPO proposed"
                            ),
                        ),
                        (
                            "because",
                            models.JSONField(
                                blank=True, default=dict, editable=False, verbose_name="because"
                            ),
                        ),
                        (
                            "mtd_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="MTD decided"
                            ),
                        ),
                        (
                            "rto_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="RTO decided"
                            ),
                        ),
                        (
                            "rpo_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="RPO decided"
                            ),
                        ),
                        (
                            "wrt_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="work recovery time (WRT)"
                            ),
                        ),
                        (
                            "wrt_blocking",
                            models.BooleanField(
                                default=False, verbose_name="WRT blocks the business"
                            ),
                        ),
                        (
                            "mbco_percent",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("100"),
                                max_digits=5,
                                verbose_name="minimum capacity (MBCO), %",
                            ),
                        ),
                        (
                            "rationale",
                            models.TextField(blank=True, default="", verbose_name="rationale"),
                        ),
                        (
                            "answers",
                            models.JSONField(
                                blank=True, default=dict, verbose_name="questionnaire"
                            ),
                        ),
                        (
                            "approved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "based_on",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="successors",
                                to="bia.assessment",
                            ),
                        ),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "catalogue",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="bia.catalogueversion",
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to="bia.process",
                                verbose_name="process",
                            ),
                        ),
                        (
                            "tier",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="bia.tier",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "assessment",
                        "verbose_name_plural": "assessments",
                        "ordering": ["process__code", "-number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("process", "number"),
                                name="assessment_number_is_unique_in_its_process",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "approved")),
                                fields=("process",),
                                name="process_has_one_approved_assessment",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("status__in", ["draft", "submitted", "returned"])
                                ),
                                fields=("process",),
                                name="process_has_one_assessment_in_work",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("mtd_s__isnull", True),
                                    ("rto_s__isnull", True),
                                    ("status__in", ["draft", "returned"]),
                                    ("rto_s__lte", models.F("mtd_s")),
                                    _connector="OR",
                                ),
                                name="assessment_rto_is_within_mtd",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by__isnull", True),
                                    models.Q(
                                        models.Q(
                                            ("approved_by", models.F("author")), _negated=True
                                        ),
                                        models.Q(
                                            ("approved_by", models.F("submitted_by")), _negated=True
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="assessment_approver_is_not_its_author",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("mtd_s__isnull", True), ("mtd_s__gte", 0), _connector="OR"
                                    ),
                                    models.Q(
                                        ("rto_s__isnull", True), ("rto_s__gte", 0), _connector="OR"
                                    ),
                                    models.Q(
                                        ("rpo_s__isnull", True), ("rpo_s__gte", 0), _connector="OR"
                                    ),
                                    models.Q(
                                        ("wrt_s__isnull", True), ("wrt_s__gte", 0), _connector="OR"
                                    ),
                                ),
                                name="assessment_durations_are_not_negative",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_assessmentevent" ("answers", "approved_at", "approved_by_id", "author_id", "based_on_id", "because", "catalogue_id", "code", "created_at", "id", "mbco_percent", "mtd_derived_s", "mtd_proposed_s", "mtd_s", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy", "process_id", "rationale", "return_reason", "rpo_proposed_s", "rpo_s", "rto_proposed_s", "rto_s", "status", "submitted_at", "submitted_by_id", "threshold", "tier_id", "updated_at", "version", "wrt_blocking", "wrt_s") VALUES (NEW."answers", NEW."approved_at", NEW."approved_by_id", NEW."author_id", NEW."based_on_id", NEW."because", NEW."catalogue_id", NEW."code", NEW."created_at", NEW."id", NEW."mbco_percent", NEW."mtd_derived_s", NEW."mtd_proposed_s", NEW."mtd_s", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."policy", NEW."process_id", NEW."rationale", NEW."return_reason", NEW."rpo_proposed_s", NEW."rpo_s", NEW."rto_proposed_s", NEW."rto_s", NEW."status", NEW."submitted_at", NEW."submitted_by_id", NEW."threshold", NEW."tier_id", NEW."updated_at", NEW."version", NEW."wrt_blocking", NEW."wrt_s"); RETURN NULL;',
                                    hash="954689ed081382401cf7837c7b63c229b0568945",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_797fa",
                                    table="bia_assessment",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bia_assessmentevent" ("answers", "approved_at", "approved_by_id", "author_id", "based_on_id", "because", "catalogue_id", "code", "created_at", "id", "mbco_percent", "mtd_derived_s", "mtd_proposed_s", "mtd_s", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy", "process_id", "rationale", "return_reason", "rpo_proposed_s", "rpo_s", "rto_proposed_s", "rto_s", "status", "submitted_at", "submitted_by_id", "threshold", "tier_id", "updated_at", "version", "wrt_blocking", "wrt_s") VALUES (NEW."answers", NEW."approved_at", NEW."approved_by_id", NEW."author_id", NEW."based_on_id", NEW."because", NEW."catalogue_id", NEW."code", NEW."created_at", NEW."id", NEW."mbco_percent", NEW."mtd_derived_s", NEW."mtd_proposed_s", NEW."mtd_s", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."policy", NEW."process_id", NEW."rationale", NEW."return_reason", NEW."rpo_proposed_s", NEW."rpo_s", NEW."rto_proposed_s", NEW."rto_s", NEW."status", NEW."submitted_at", NEW."submitted_by_id", NEW."threshold", NEW."tier_id", NEW."updated_at", NEW."version", NEW."wrt_blocking", NEW."wrt_s"); RETURN NULL;',
                                    hash="41bfb61b800cb607feb4f0adfaf64fc008758a19",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_93747",
                                    table="bia_assessment",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_assessmentevent" ("answers", "approved_at", "approved_by_id", "author_id", "based_on_id", "because", "catalogue_id", "code", "created_at", "id", "mbco_percent", "mtd_derived_s", "mtd_proposed_s", "mtd_s", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy", "process_id", "rationale", "return_reason", "rpo_proposed_s", "rpo_s", "rto_proposed_s", "rto_s", "status", "submitted_at", "submitted_by_id", "threshold", "tier_id", "updated_at", "version", "wrt_blocking", "wrt_s") VALUES (OLD."answers", OLD."approved_at", OLD."approved_by_id", OLD."author_id", OLD."based_on_id", OLD."because", OLD."catalogue_id", OLD."code", OLD."created_at", OLD."id", OLD."mbco_percent", OLD."mtd_derived_s", OLD."mtd_proposed_s", OLD."mtd_s", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."policy", OLD."process_id", OLD."rationale", OLD."return_reason", OLD."rpo_proposed_s", OLD."rpo_s", OLD."rto_proposed_s", OLD."rto_s", OLD."status", OLD."submitted_at", OLD."submitted_by_id", OLD."threshold", OLD."tier_id", OLD."updated_at", OLD."version", OLD."wrt_blocking", OLD."wrt_s"); RETURN NULL;',
                                    hash="ebe246b9f86be2b831c43a4046c1df409878641e",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_da03f",
                                    table="bia_assessment",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="frozen_once_approved",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE thawed bia_assessment;",
                                    func="\n        IF OLD.status NOT IN ('approved', 'superseded') THEN\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        END IF;\n        IF TG_OP = 'UPDATE' AND OLD.status = 'approved' AND NEW.status = 'superseded' THEN\n            thawed := NEW;\n            thawed.status := OLD.status;\n            thawed.updated_at := OLD.updated_at;\n            thawed.version := OLD.version;\n            IF thawed IS NOT DISTINCT FROM OLD THEN RETURN NEW; END IF;\n        END IF;\n        RAISE EXCEPTION 'assessment % is approved and frozen', OLD.code\n            USING ERRCODE = 'integrity_constraint_violation';\n    ",
                                    hash="7cfe3998b96db67985688ad3689248a3e0f860b3",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_frozen_once_approved_d728a",
                                    table="bia_assessment",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Dependency",
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
                        (
                            "code",
                            models.CharField(
                                max_length=64,
                                unique=True,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                                        "Use letters, digits, dots, dashes and underscores; start with a letter or digit.",
                                        code="invalid_code",
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="version"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created"),
                        ),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                        (
                            "mode",
                            models.CharField(
                                choices=[
                                    ("serial", "Serial: restored one after the other"),
                                    ("parallel", "Parallel: restored side by side"),
                                ],
                                default="serial",
                                max_length=10,
                                verbose_name="mode",
                            ),
                        ),
                        (
                            "strength",
                            models.CharField(
                                choices=[
                                    ("hard", "Hard"),
                                    ("degrading", "Degrading"),
                                    ("optional", "Optional"),
                                ],
                                default="hard",
                                max_length=10,
                                verbose_name="strength",
                            ),
                        ),
                        (
                            "workaround_activation_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="workaround active after"
                            ),
                        ),
                        (
                            "workaround_endurance_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="workaround lasts until"
                            ),
                        ),
                        (
                            "workaround_capacity",
                            models.DecimalField(
                                blank=True,
                                decimal_places=3,
                                max_digits=4,
                                null=True,
                                verbose_name="workaround capacity (share)",
                            ),
                        ),
                        (
                            "group",
                            models.CharField(
                                blank=True,
                                default="",
                                max_length=64,
                                verbose_name="group of alternatives",
                            ),
                        ),
                        (
                            "group_needs",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                verbose_name="how many of the group are needed",
                            ),
                        ),
                        (
                            "notes",
                            models.CharField(
                                blank=True, default="", max_length=300, verbose_name="notes"
                            ),
                        ),
                        (
                            "needs_person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="needed_by",
                                to="accounts.person",
                                verbose_name="needs person",
                            ),
                        ),
                        (
                            "dependent_process",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="needs",
                                to="bia.process",
                                verbose_name="process",
                            ),
                        ),
                        (
                            "needs_process",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="needed_by",
                                to="bia.process",
                                verbose_name="needs process",
                            ),
                        ),
                        (
                            "needs_site",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="needed_by",
                                to="bia.site",
                                verbose_name="needs site",
                            ),
                        ),
                        (
                            "needs_supplier",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="needed_by",
                                to="bia.supplier",
                                verbose_name="needs supplier",
                            ),
                        ),
                        (
                            "dependent_system",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="needs",
                                to="bia.system",
                                verbose_name="system",
                            ),
                        ),
                        (
                            "needs_system",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="needed_by",
                                to="bia.system",
                                verbose_name="needs system",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "dependency",
                        "verbose_name_plural": "dependencies",
                        "ordering": ["code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("dependent_process__isnull", False),
                                        ("dependent_system__isnull", True),
                                    ),
                                    models.Q(
                                        ("dependent_process__isnull", True),
                                        ("dependent_system__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="dependency_has_one_dependent",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("needs_person__isnull", True),
                                        ("needs_process__isnull", False),
                                        ("needs_site__isnull", True),
                                        ("needs_supplier__isnull", True),
                                        ("needs_system__isnull", True),
                                    ),
                                    models.Q(
                                        ("needs_person__isnull", True),
                                        ("needs_process__isnull", True),
                                        ("needs_site__isnull", True),
                                        ("needs_supplier__isnull", True),
                                        ("needs_system__isnull", False),
                                    ),
                                    models.Q(
                                        ("needs_person__isnull", True),
                                        ("needs_process__isnull", True),
                                        ("needs_site__isnull", False),
                                        ("needs_supplier__isnull", True),
                                        ("needs_system__isnull", True),
                                    ),
                                    models.Q(
                                        ("needs_person__isnull", True),
                                        ("needs_process__isnull", True),
                                        ("needs_site__isnull", True),
                                        ("needs_supplier__isnull", False),
                                        ("needs_system__isnull", True),
                                    ),
                                    models.Q(
                                        ("needs_person__isnull", False),
                                        ("needs_process__isnull", True),
                                        ("needs_site__isnull", True),
                                        ("needs_supplier__isnull", True),
                                        ("needs_system__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="dependency_needs_one_thing",
                            ),
                            models.UniqueConstraint(
                                fields=(
                                    "dependent_process",
                                    "dependent_system",
                                    "needs_process",
                                    "needs_system",
                                    "needs_site",
                                    "needs_supplier",
                                    "needs_person",
                                ),
                                name="dependency_is_stated_once",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("dependent_process__isnull", False),
                                        ("dependent_process", models.F("needs_process")),
                                        _negated=True,
                                    ),
                                    models.Q(
                                        ("dependent_system__isnull", False),
                                        ("dependent_system", models.F("needs_system")),
                                        _negated=True,
                                    ),
                                ),
                                name="dependency_is_not_on_itself",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("workaround_activation_s__isnull", True),
                                        ("workaround_activation_s__gte", 0),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("workaround_endurance_s__isnull", True),
                                        ("workaround_endurance_s__gte", 0),
                                        _connector="OR",
                                    ),
                                ),
                                name="dependency_workaround_times_are_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("workaround_capacity__isnull", True),
                                    models.Q(
                                        ("workaround_capacity__gte", 0),
                                        ("workaround_capacity__lte", Decimal("1")),
                                    ),
                                    _connector="OR",
                                ),
                                name="dependency_workaround_capacity_is_a_share",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("group_needs__isnull", True),
                                    ("group_needs__gte", 1),
                                    _connector="OR",
                                ),
                                name="dependency_group_needs_at_least_one",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_dependencyevent" ("code", "created_at", "dependent_process_id", "dependent_system_id", "group", "group_needs", "id", "mode", "needs_person_id", "needs_process_id", "needs_site_id", "needs_supplier_id", "needs_system_id", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "strength", "updated_at", "version", "workaround_activation_s", "workaround_capacity", "workaround_endurance_s") VALUES (NEW."code", NEW."created_at", NEW."dependent_process_id", NEW."dependent_system_id", NEW."group", NEW."group_needs", NEW."id", NEW."mode", NEW."needs_person_id", NEW."needs_process_id", NEW."needs_site_id", NEW."needs_supplier_id", NEW."needs_system_id", NEW."notes", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."strength", NEW."updated_at", NEW."version", NEW."workaround_activation_s", NEW."workaround_capacity", NEW."workaround_endurance_s"); RETURN NULL;',
                                    hash="07c3f43e14f0d9866e26fd1e2dc6bf95ac4df801",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_c1d4f",
                                    table="bia_dependency",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bia_dependencyevent" ("code", "created_at", "dependent_process_id", "dependent_system_id", "group", "group_needs", "id", "mode", "needs_person_id", "needs_process_id", "needs_site_id", "needs_supplier_id", "needs_system_id", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "strength", "updated_at", "version", "workaround_activation_s", "workaround_capacity", "workaround_endurance_s") VALUES (NEW."code", NEW."created_at", NEW."dependent_process_id", NEW."dependent_system_id", NEW."group", NEW."group_needs", NEW."id", NEW."mode", NEW."needs_person_id", NEW."needs_process_id", NEW."needs_site_id", NEW."needs_supplier_id", NEW."needs_system_id", NEW."notes", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."strength", NEW."updated_at", NEW."version", NEW."workaround_activation_s", NEW."workaround_capacity", NEW."workaround_endurance_s"); RETURN NULL;',
                                    hash="442ac3b7a3ee9bbd35af23ca63fd67e34e949f88",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_b19a7",
                                    table="bia_dependency",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_dependencyevent" ("code", "created_at", "dependent_process_id", "dependent_system_id", "group", "group_needs", "id", "mode", "needs_person_id", "needs_process_id", "needs_site_id", "needs_supplier_id", "needs_system_id", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "strength", "updated_at", "version", "workaround_activation_s", "workaround_capacity", "workaround_endurance_s") VALUES (OLD."code", OLD."created_at", OLD."dependent_process_id", OLD."dependent_system_id", OLD."group", OLD."group_needs", OLD."id", OLD."mode", OLD."needs_person_id", OLD."needs_process_id", OLD."needs_site_id", OLD."needs_supplier_id", OLD."needs_system_id", OLD."notes", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."strength", OLD."updated_at", OLD."version", OLD."workaround_activation_s", OLD."workaround_capacity", OLD."workaround_endurance_s"); RETURN NULL;',
                                    hash="0f962216d3983969c5bba75d34eb927c46a551a9",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_bfedb",
                                    table="bia_dependency",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImpactAnchorEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("text_en", models.CharField(blank=True, default="", max_length=300)),
                        ("text_zh", models.CharField(blank=True, default="", max_length=300)),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="bia.impactanchor",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.impactcategory",
                            ),
                        ),
                        (
                            "level",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.impactlevel",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="bia_impacta_pgh_obj_9e7b37_idx",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="db1932c9ec829993e31247da2555bd29a2595590",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_6653b",
                                    table="bia_impactanchorevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImpactRating",
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
                        ("at_s", models.BigIntegerField(verbose_name="after")),
                        (
                            "score",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=4,
                                null=True,
                                verbose_name="score",
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=18,
                                null=True,
                                verbose_name="amount",
                            ),
                        ),
                        (
                            "text",
                            models.CharField(
                                blank=True, default="", max_length=500, verbose_name="words"
                            ),
                        ),
                        (
                            "assessment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="ratings",
                                to="bia.assessment",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="bia.impactcategory",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["assessment", "category__order", "at_s"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("assessment", "category", "at_s"),
                                name="impact_rating_is_one_per_cell",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("at_s__gte", 0)),
                                name="impact_rating_is_after_zero",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount__isnull", True), ("amount__gte", 0), _connector="OR"
                                ),
                                name="impact_rating_amount_is_not_negative",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_impactratingevent" ("amount", "assessment_id", "at_s", "category_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "score", "text") VALUES (NEW."amount", NEW."assessment_id", NEW."at_s", NEW."category_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."score", NEW."text"); RETURN NULL;',
                                    hash="70a4e142a6b0bde61087bae167d89f5532233d8f",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_1a753",
                                    table="bia_impactrating",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bia_impactratingevent" ("amount", "assessment_id", "at_s", "category_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "score", "text") VALUES (NEW."amount", NEW."assessment_id", NEW."at_s", NEW."category_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."score", NEW."text"); RETURN NULL;',
                                    hash="aaeff0645b21fbbdc895d195b4bb5fdcb15a6a4f",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_c1dbd",
                                    table="bia_impactrating",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_impactratingevent" ("amount", "assessment_id", "at_s", "category_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "score", "text") VALUES (OLD."amount", OLD."assessment_id", OLD."at_s", OLD."category_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."score", OLD."text"); RETURN NULL;',
                                    hash="967f9712a0773eb1d3bba85a35aa1203654e4994",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_f5397",
                                    table="bia_impactrating",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="frozen_with_assessment",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF TG_OP <> 'DELETE' AND EXISTS (SELECT 1 FROM bia_assessment\n            WHERE id = NEW.assessment_id AND status IN ('approved', 'superseded'))\n        OR TG_OP <> 'INSERT' AND EXISTS (SELECT 1 FROM bia_assessment\n            WHERE id = OLD.assessment_id AND status IN ('approved', 'superseded'))\n        THEN\n            RAISE EXCEPTION 'the ratings of an approved assessment are frozen'\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n        RETURN NEW;\n    ",
                                    hash="8ee792543a414d6a2dcad4ca5ae9d5c10f7d94ca",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_frozen_with_assessment_583f4",
                                    table="bia_impactrating",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MeasurementEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("code", models.CharField(max_length=64, verbose_name="code")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("rto", "Recovery time (RTA)"),
                                    ("rpo", "Recovery point (RPA)"),
                                ],
                                max_length=3,
                                verbose_name="kind",
                            ),
                        ),
                        ("value_s", models.BigIntegerField(verbose_name="measured")),
                        (
                            "target_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="target at that time"
                            ),
                        ),
                        ("source", models.CharField(max_length=200, verbose_name="source")),
                        ("at", models.DateTimeField(verbose_name="measured at")),
                        (
                            "confidence",
                            models.CharField(
                                choices=[
                                    ("measured", "Measured"),
                                    ("estimated", "Estimated"),
                                    ("simulated", "Simulated: proves nothing"),
                                ],
                                default="measured",
                                max_length=10,
                                verbose_name="confidence",
                            ),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, default="", max_length=500, verbose_name="note"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="bia.measurement",
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.process",
                            ),
                        ),
                        (
                            "system",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.system",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="bia_measure_pgh_obj_c20e15_idx",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="888127e9f225e932f86b99aa8e3424bdea28a48b",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_94007",
                                    table="bia_measurementevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Obligation",
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
                        (
                            "code",
                            models.CharField(
                                max_length=64,
                                unique=True,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                                        "Use letters, digits, dots, dashes and underscores; start with a letter or digit.",
                                        code="invalid_code",
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="version"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created"),
                        ),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("contract", "Contract"),
                                    ("regulation", "Regulation"),
                                    ("safety", "Safety"),
                                    ("policy", "Own policy"),
                                ],
                                default="regulation",
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "reference",
                            models.CharField(
                                blank=True, default="", max_length=300, verbose_name="reference"
                            ),
                        ),
                        ("text", models.TextField(blank=True, default="", verbose_name="text")),
                        (
                            "mtd_cap_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="MTD at most"
                            ),
                        ),
                        (
                            "rto_cap_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="RTO at most"
                            ),
                        ),
                        (
                            "rpo_cap_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="RPO at most"
                            ),
                        ),
                        (
                            "processes",
                            models.ManyToManyField(
                                blank=True,
                                related_name="obligations",
                                to="bia.process",
                                verbose_name="processes",
                            ),
                        ),
                        (
                            "products",
                            models.ManyToManyField(
                                blank=True,
                                related_name="obligations",
                                to="bia.product",
                                verbose_name="products",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "obligation",
                        "verbose_name_plural": "obligations",
                        "ordering": ["code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("mtd_cap_s__isnull", True),
                                        ("mtd_cap_s__gte", 0),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("rto_cap_s__isnull", True),
                                        ("rto_cap_s__gte", 0),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("rpo_cap_s__isnull", True),
                                        ("rpo_cap_s__gte", 0),
                                        _connector="OR",
                                    ),
                                ),
                                name="obligation_caps_are_not_negative",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_obligationevent" ("code", "created_at", "id", "kind", "mtd_cap_s", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "rpo_cap_s", "rto_cap_s", "text", "updated_at", "version") VALUES (NEW."code", NEW."created_at", NEW."id", NEW."kind", NEW."mtd_cap_s", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reference", NEW."rpo_cap_s", NEW."rto_cap_s", NEW."text", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="7496fa16dd50a839118019fd58f44bd0eaddc1c8",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_40883",
                                    table="bia_obligation",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bia_obligationevent" ("code", "created_at", "id", "kind", "mtd_cap_s", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "rpo_cap_s", "rto_cap_s", "text", "updated_at", "version") VALUES (NEW."code", NEW."created_at", NEW."id", NEW."kind", NEW."mtd_cap_s", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reference", NEW."rpo_cap_s", NEW."rto_cap_s", NEW."text", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="90db8ca2cb9764cac48eb7deac826064a5cc1c27",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_202c5",
                                    table="bia_obligation",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_obligationevent" ("code", "created_at", "id", "kind", "mtd_cap_s", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "rpo_cap_s", "rto_cap_s", "text", "updated_at", "version") VALUES (OLD."code", OLD."created_at", OLD."id", OLD."kind", OLD."mtd_cap_s", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reference", OLD."rpo_cap_s", OLD."rto_cap_s", OLD."text", OLD."updated_at", OLD."version"); RETURN NULL;',
                                    hash="53dcb05abf2bc4a0066e1b58268cc49196985c0f",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_62de2",
                                    table="bia_obligation",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProductEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "code",
                            models.CharField(
                                max_length=64,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                                        "Use letters, digits, dots, dashes and underscores; start with a letter or digit.",
                                        code="invalid_code",
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="version"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created"),
                        ),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        (
                            "description",
                            models.TextField(blank=True, default="", verbose_name="description"),
                        ),
                        (
                            "mtd_s",
                            models.BigIntegerField(blank=True, null=True, verbose_name="MTD"),
                        ),
                        (
                            "contract_mtd_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="limit by contract"
                            ),
                        ),
                        (
                            "mbco_percent",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                verbose_name="minimum capacity (MBCO), %",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="bia.product",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="bia_product_pgh_obj_0c3dab_idx",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="08d24267057a1bec039dd10ddcf6e58273b8742d",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_f50c4",
                                    table="bia_productevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TeamMemberEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("order", models.PositiveSmallIntegerField(default=0)),
                        (
                            "duty",
                            models.CharField(
                                blank=True, default="", max_length=200, verbose_name="duty"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="bia.teammember",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.system",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="bia_teammem_pgh_obj_a58f51_idx",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="c751bb5213f926e0960c4ce949a6ccfcdc9de14b",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_ad7c5",
                                    table="bia_teammemberevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssessmentSnapshot",
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
                        ("content", models.JSONField()),
                        ("digest", models.CharField(max_length=64)),
                        ("taken_at", models.DateTimeField()),
                        (
                            "assessment",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="snapshot",
                                to="bia.assessment",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="f0dc1a36b380b643612f9ee2b8b813e2596ba567",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_c3ef5",
                                    table="bia_assessmentsnapshot",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CampaignItem",
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
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "assessment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="bia.assessment",
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="bia.campaign",
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="campaign_items",
                                to="bia.process",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["process__code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("campaign", "process"), name="campaign_asks_a_process_once"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_campaignitemevent" ("answered_at", "assessment_id", "campaign_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id") VALUES (NEW."answered_at", NEW."assessment_id", NEW."campaign_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."process_id"); RETURN NULL;',
                                    hash="570a254ed01fe49661f3465cc5d7f6d4f082f195",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_added",
                                    table="bia_campaignitem",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bia_campaignitemevent" ("answered_at", "assessment_id", "campaign_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id") VALUES (NEW."answered_at", NEW."assessment_id", NEW."campaign_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."process_id"); RETURN NULL;',
                                    hash="8a570c30952adfe768f87dd1844e678028f64274",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_f58a6",
                                    table="bia_campaignitem",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_campaignitemevent" ("answered_at", "assessment_id", "campaign_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id") VALUES (OLD."answered_at", OLD."assessment_id", OLD."campaign_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."process_id"); RETURN NULL;',
                                    hash="4e66ee4d921dd8ccded488bf33a81f19d2fd7aaf",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_9f730",
                                    table="bia_campaignitem",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssessmentEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "code",
                            models.CharField(
                                max_length=64,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                                        "Use letters, digits, dots, dashes and underscores; start with a letter or digit.",
                                        code="invalid_code",
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="version"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created"),
                        ),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                        ("number", models.PositiveIntegerField(default=1, verbose_name="version")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "Submitted"),
                                    ("returned", "Returned"),
                                    ("approved", "Approved"),
                                    ("superseded", "Superseded"),
                                ],
                                default="draft",
                                max_length=12,
                                verbose_name="status",
                            ),
                        ),
                        ("submitted_at", models.DateTimeField(null=True)),
                        ("approved_at", models.DateTimeField(null=True)),
                        (
                            "return_reason",
                            models.TextField(
                                blank=True, default="", verbose_name="returned because"
                            ),
                        ),
                        (
                            "policy",
                            models.CharField(
                                choices=[
                                    ("last_tolerable", "Last tolerable horizon"),
                                    ("first_intolerable", "First intolerable horizon"),
                                    ("linear", "Linear interpolation"),
                                    ("log_time", "Logarithmic time"),
                                    ("log_log", "Logarithmic time and money"),
                                ],
                                default="last_tolerable",
                                max_length=20,
                                verbose_name="MTD policy",
                            ),
                        ),
                        (
                            "threshold",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("3"),
                                max_digits=4,
                                verbose_name="intolerable from score",
                            ),
                        ),
                        (
                            "mtd_derived_s",
                            models.BigIntegerField(
                                blank=True, editable=False, null=True, verbose_name="MTD derived"
                            ),
                        ),
                        (
                            "mtd_proposed_s",
                            models.BigIntegerField(
                                blank=True, editable=False, null=True, verbose_name="MTD proposed"
                            ),
                        ),
                        (
                            "rto_proposed_s",
                            models.BigIntegerField(
                                blank=True, editable=False, null=True, verbose_name="RTO proposed"
                            ),
                        ),
                        (
                            "rpo_proposed_s",
                            models.BigIntegerField(
                                blank=True, editable=False, null=True, verbose_name="RPO proposed"
                            ),
                        ),
                        (
                            "because",
                            models.JSONField(
                                blank=True, default=dict, editable=False, verbose_name="because"
                            ),
                        ),
                        (
                            "mtd_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="MTD decided"
                            ),
                        ),
                        (
                            "rto_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="RTO decided"
                            ),
                        ),
                        (
                            "rpo_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="RPO decided"
                            ),
                        ),
                        (
                            "wrt_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="work recovery time (WRT)"
                            ),
                        ),
                        (
                            "wrt_blocking",
                            models.BooleanField(
                                default=False, verbose_name="WRT blocks the business"
                            ),
                        ),
                        (
                            "mbco_percent",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("100"),
                                max_digits=5,
                                verbose_name="minimum capacity (MBCO), %",
                            ),
                        ),
                        (
                            "rationale",
                            models.TextField(blank=True, default="", verbose_name="rationale"),
                        ),
                        (
                            "answers",
                            models.JSONField(
                                blank=True, default=dict, verbose_name="questionnaire"
                            ),
                        ),
                        (
                            "approved_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "based_on",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.assessment",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="bia.assessment",
                            ),
                        ),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "catalogue",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.catalogueversion",
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.process",
                                verbose_name="process",
                            ),
                        ),
                        (
                            "tier",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.tier",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="bia_assessm_pgh_obj_542345_idx",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="09d0b4094c81e6d0e901e60a154ee207a61fcb5a",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_2c2e1",
                                    table="bia_assessmentevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Confirmation",
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
                        ("at", models.DateTimeField()),
                        ("note", models.CharField(blank=True, default="", max_length=500)),
                        ("review_due", models.DateField()),
                        (
                            "assessment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="confirmations",
                                to="bia.assessment",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="b5ce45d3d4a24f61598e07148ddf124e279e3068",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_85dab",
                                    table="bia_confirmation",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DependencyEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "code",
                            models.CharField(
                                max_length=64,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                                        "Use letters, digits, dots, dashes and underscores; start with a letter or digit.",
                                        code="invalid_code",
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="version"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created"),
                        ),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                        (
                            "mode",
                            models.CharField(
                                choices=[
                                    ("serial", "Serial: restored one after the other"),
                                    ("parallel", "Parallel: restored side by side"),
                                ],
                                default="serial",
                                max_length=10,
                                verbose_name="mode",
                            ),
                        ),
                        (
                            "strength",
                            models.CharField(
                                choices=[
                                    ("hard", "Hard"),
                                    ("degrading", "Degrading"),
                                    ("optional", "Optional"),
                                ],
                                default="hard",
                                max_length=10,
                                verbose_name="strength",
                            ),
                        ),
                        (
                            "workaround_activation_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="workaround active after"
                            ),
                        ),
                        (
                            "workaround_endurance_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="workaround lasts until"
                            ),
                        ),
                        (
                            "workaround_capacity",
                            models.DecimalField(
                                blank=True,
                                decimal_places=3,
                                max_digits=4,
                                null=True,
                                verbose_name="workaround capacity (share)",
                            ),
                        ),
                        (
                            "group",
                            models.CharField(
                                blank=True,
                                default="",
                                max_length=64,
                                verbose_name="group of alternatives",
                            ),
                        ),
                        (
                            "group_needs",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                verbose_name="how many of the group are needed",
                            ),
                        ),
                        (
                            "notes",
                            models.CharField(
                                blank=True, default="", max_length=300, verbose_name="notes"
                            ),
                        ),
                        (
                            "needs_person",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.person",
                                verbose_name="needs person",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="bia.dependency",
                            ),
                        ),
                        (
                            "dependent_process",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.process",
                                verbose_name="process",
                            ),
                        ),
                        (
                            "needs_process",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.process",
                                verbose_name="needs process",
                            ),
                        ),
                        (
                            "needs_site",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.site",
                                verbose_name="needs site",
                            ),
                        ),
                        (
                            "needs_supplier",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.supplier",
                                verbose_name="needs supplier",
                            ),
                        ),
                        (
                            "dependent_system",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.system",
                                verbose_name="system",
                            ),
                        ),
                        (
                            "needs_system",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.system",
                                verbose_name="needs system",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="bia_depende_pgh_obj_7eff96_idx",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="9ac8ededb1f12411afaca511297595c3782af01c",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_6dad6",
                                    table="bia_dependencyevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImpactRatingEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("at_s", models.BigIntegerField(verbose_name="after")),
                        (
                            "score",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=4,
                                null=True,
                                verbose_name="score",
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=18,
                                null=True,
                                verbose_name="amount",
                            ),
                        ),
                        (
                            "text",
                            models.CharField(
                                blank=True, default="", max_length=500, verbose_name="words"
                            ),
                        ),
                        (
                            "assessment",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.assessment",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.impactcategory",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="bia.impactrating",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="bia_impactr_pgh_obj_32fddc_idx",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="fede6462f7d8b63403e277ba71d4f1c29f5fbcfe",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_0608e",
                                    table="bia_impactratingevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ObligationEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "code",
                            models.CharField(
                                max_length=64,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                                        "Use letters, digits, dots, dashes and underscores; start with a letter or digit.",
                                        code="invalid_code",
                                    )
                                ],
                                verbose_name="code",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="version"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created"),
                        ),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("contract", "Contract"),
                                    ("regulation", "Regulation"),
                                    ("safety", "Safety"),
                                    ("policy", "Own policy"),
                                ],
                                default="regulation",
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "reference",
                            models.CharField(
                                blank=True, default="", max_length=300, verbose_name="reference"
                            ),
                        ),
                        ("text", models.TextField(blank=True, default="", verbose_name="text")),
                        (
                            "mtd_cap_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="MTD at most"
                            ),
                        ),
                        (
                            "rto_cap_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="RTO at most"
                            ),
                        ),
                        (
                            "rpo_cap_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="RPO at most"
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="bia.obligation",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="bia_obligat_pgh_obj_15ec77_idx",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="b867f41066f2d19488d1438959a1b193cfdad8b4",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_b4fe6",
                                    table="bia_obligationevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CampaignItemEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "assessment",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.assessment",
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.campaign",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="bia.campaignitem",
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.process",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="bia_campaig_pgh_obj_6a3431_idx",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="33abfe648542878d7853064b4fc7c69d2373bb22",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_db07f",
                                    table="bia_campaignitemevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
