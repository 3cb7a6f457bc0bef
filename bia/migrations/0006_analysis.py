from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import lib.migrations


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("bia", "0005_ratings_are_not_truncated"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        lib.migrations.Together(
            operations=[
                migrations.CreateModel(
                    name="Finding",
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
                        ("rule", models.CharField(max_length=60, verbose_name="rule")),
                        ("subject", models.CharField(max_length=200, verbose_name="subject")),
                        (
                            "severity",
                            models.CharField(
                                choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                                max_length=10,
                                verbose_name="severity",
                            ),
                        ),
                        ("params", models.JSONField(blank=True, default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("dismissed", "Dismissed"),
                                    ("cleared", "Cleared"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("raised_at", models.DateTimeField(verbose_name="raised")),
                        (
                            "cleared_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="cleared"),
                        ),
                        (
                            "dismissed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="dismissed"),
                        ),
                        (
                            "dismissal_reason",
                            models.TextField(blank=True, default="", verbose_name="reason"),
                        ),
                        (
                            "dismissed_until",
                            models.DateField(
                                blank=True, null=True, verbose_name="counts again from"
                            ),
                        ),
                        (
                            "dismissed_by",
                            models.ForeignKey(
                                blank=True,
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="findings",
                                to="bia.process",
                            ),
                        ),
                        (
                            "system",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="findings",
                                to="bia.system",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "finding",
                        "verbose_name_plural": "findings",
                        "ordering": ["code"],
                        "indexes": [
                            models.Index(
                                fields=["state", "severity"], name="bia_finding_state_f3a04e_idx"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("rule", "subject"),
                                name="finding_is_one_per_rule_and_subject",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "cleared"), ("cleared_at__isnull", False)),
                                    models.Q(
                                        models.Q(("state", "cleared"), _negated=True),
                                        ("cleared_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="finding_is_cleared_at_an_instant",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "dismissed"), _negated=True),
                                    models.Q(
                                        ("dismissed_at__isnull", False),
                                        ("dismissed_until__isnull", False),
                                        models.Q(("dismissal_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="finding_is_dismissed_with_reason_and_end",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_findingevent" ("cleared_at", "code", "created_at", "dismissal_reason", "dismissed_at", "dismissed_by_id", "dismissed_until", "id", "params", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id", "raised_at", "rule", "severity", "state", "subject", "system_id", "updated_at", "version") VALUES (NEW."cleared_at", NEW."code", NEW."created_at", NEW."dismissal_reason", NEW."dismissed_at", NEW."dismissed_by_id", NEW."dismissed_until", NEW."id", NEW."params", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."process_id", NEW."raised_at", NEW."rule", NEW."severity", NEW."state", NEW."subject", NEW."system_id", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="a49b743040445a7f50ec4872a84749c267111d99",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_19e39",
                                    table="bia_finding",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bia_findingevent" ("cleared_at", "code", "created_at", "dismissal_reason", "dismissed_at", "dismissed_by_id", "dismissed_until", "id", "params", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id", "raised_at", "rule", "severity", "state", "subject", "system_id", "updated_at", "version") VALUES (NEW."cleared_at", NEW."code", NEW."created_at", NEW."dismissal_reason", NEW."dismissed_at", NEW."dismissed_by_id", NEW."dismissed_until", NEW."id", NEW."params", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."process_id", NEW."raised_at", NEW."rule", NEW."severity", NEW."state", NEW."subject", NEW."system_id", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="8c899b04ad6769c3f0d24f8e2763dc2f8e820399",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_59c02",
                                    table="bia_finding",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_findingevent" ("cleared_at", "code", "created_at", "dismissal_reason", "dismissed_at", "dismissed_by_id", "dismissed_until", "id", "params", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id", "raised_at", "rule", "severity", "state", "subject", "system_id", "updated_at", "version") VALUES (OLD."cleared_at", OLD."code", OLD."created_at", OLD."dismissal_reason", OLD."dismissed_at", OLD."dismissed_by_id", OLD."dismissed_until", OLD."id", OLD."params", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."process_id", OLD."raised_at", OLD."rule", OLD."severity", OLD."state", OLD."subject", OLD."system_id", OLD."updated_at", OLD."version"); RETURN NULL;',
                                    hash="b5cfc0983db23a9ce17fe2d6a8792adf75a63760",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_66472",
                                    table="bia_finding",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FindingCheck",
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
                        ("fingerprint", models.CharField(blank=True, default="", max_length=200)),
                        ("checked_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("id", 1)), name="finding_check_is_the_only_one"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FindingEvent",
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
                        ("rule", models.CharField(max_length=60, verbose_name="rule")),
                        ("subject", models.CharField(max_length=200, verbose_name="subject")),
                        (
                            "severity",
                            models.CharField(
                                choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                                max_length=10,
                                verbose_name="severity",
                            ),
                        ),
                        ("params", models.JSONField(blank=True, default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("dismissed", "Dismissed"),
                                    ("cleared", "Cleared"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("raised_at", models.DateTimeField(verbose_name="raised")),
                        (
                            "cleared_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="cleared"),
                        ),
                        (
                            "dismissed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="dismissed"),
                        ),
                        (
                            "dismissal_reason",
                            models.TextField(blank=True, default="", verbose_name="reason"),
                        ),
                        (
                            "dismissed_until",
                            models.DateField(
                                blank=True, null=True, verbose_name="counts again from"
                            ),
                        ),
                        (
                            "dismissed_by",
                            models.ForeignKey(
                                blank=True,
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
                                to="bia.finding",
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
                                name="bia_finding_pgh_obj_e434f7_idx",
                            ),
                            models.Index(
                                fields=["pgh_created_at", "pgh_id"],
                                name="bia_finding_pgh_cre_4a4b45_idx",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="no_truncate",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="915ec54a0d4abf101f69ae3e2ee234d4f195e9b5",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_no_truncate_9ab6f",
                                    table="bia_findingevent",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="d330ef021ba79292cb15c6b94266f1ae311a3df7",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_4f1f5",
                                    table="bia_findingevent",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LossProfile",
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
                            "basis",
                            models.CharField(
                                choices=[
                                    ("assessment", "Amounts of the approved assessment"),
                                    ("rates", "Own rates per hour"),
                                ],
                                default="assessment",
                                max_length=12,
                                verbose_name="loss by",
                            ),
                        ),
                        ("segments", models.JSONField(blank=True, default=list)),
                        ("penalties", models.JSONField(blank=True, default=list)),
                        ("peaks", models.JSONField(blank=True, default=list)),
                        (
                            "per_year",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                max_digits=10,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="outages per year",
                            ),
                        ),
                        (
                            "low_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="outage, short end"
                            ),
                        ),
                        (
                            "high_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="outage, long end"
                            ),
                        ),
                        ("seed", models.PositiveBigIntegerField(default=1, verbose_name="seed")),
                        (
                            "runs",
                            models.PositiveIntegerField(
                                default=200000, verbose_name="simulated years"
                            ),
                        ),
                        ("result", models.JSONField(blank=True, editable=False, null=True)),
                        (
                            "simulated_at",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("updated_at", models.DateTimeField(auto_now=True)),
                        (
                            "process",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="loss_profile",
                                to="bia.process",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "loss profile",
                        "verbose_name_plural": "loss profiles",
                        "ordering": ["process__code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("per_year__isnull", True),
                                    ("per_year__gte", 0),
                                    _connector="OR",
                                ),
                                name="loss_profile_frequency_is_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("low_s__isnull", True),
                                    ("high_s__isnull", True),
                                    models.Q(("high_s__gt", models.F("low_s")), ("low_s__gt", 0)),
                                    _connector="OR",
                                ),
                                name="loss_profile_interval_is_ascending",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_lossprofileevent" ("basis", "high_s", "id", "low_s", "peaks", "penalties", "per_year", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id", "result", "runs", "seed", "segments", "simulated_at", "updated_at", "version") VALUES (NEW."basis", NEW."high_s", NEW."id", NEW."low_s", NEW."peaks", NEW."penalties", NEW."per_year", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."process_id", NEW."result", NEW."runs", NEW."seed", NEW."segments", NEW."simulated_at", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="34aa883f056dab09f155764e6d757d1e18cd8eb4",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_1f0de",
                                    table="bia_lossprofile",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bia_lossprofileevent" ("basis", "high_s", "id", "low_s", "peaks", "penalties", "per_year", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id", "result", "runs", "seed", "segments", "simulated_at", "updated_at", "version") VALUES (NEW."basis", NEW."high_s", NEW."id", NEW."low_s", NEW."peaks", NEW."penalties", NEW."per_year", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."process_id", NEW."result", NEW."runs", NEW."seed", NEW."segments", NEW."simulated_at", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="1fcb928de7f3bc85c31f114848130b8fb1504184",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_42002",
                                    table="bia_lossprofile",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_lossprofileevent" ("basis", "high_s", "id", "low_s", "peaks", "penalties", "per_year", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id", "result", "runs", "seed", "segments", "simulated_at", "updated_at", "version") VALUES (OLD."basis", OLD."high_s", OLD."id", OLD."low_s", OLD."peaks", OLD."penalties", OLD."per_year", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."process_id", OLD."result", OLD."runs", OLD."seed", OLD."segments", OLD."simulated_at", OLD."updated_at", OLD."version"); RETURN NULL;',
                                    hash="ccb8c489c1748a0ef2d53157acab99e7fba7bd76",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_175bc",
                                    table="bia_lossprofile",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LossProfileEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "basis",
                            models.CharField(
                                choices=[
                                    ("assessment", "Amounts of the approved assessment"),
                                    ("rates", "Own rates per hour"),
                                ],
                                default="assessment",
                                max_length=12,
                                verbose_name="loss by",
                            ),
                        ),
                        ("segments", models.JSONField(blank=True, default=list)),
                        ("penalties", models.JSONField(blank=True, default=list)),
                        ("peaks", models.JSONField(blank=True, default=list)),
                        (
                            "per_year",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                max_digits=10,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="outages per year",
                            ),
                        ),
                        (
                            "low_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="outage, short end"
                            ),
                        ),
                        (
                            "high_s",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="outage, long end"
                            ),
                        ),
                        ("seed", models.PositiveBigIntegerField(default=1, verbose_name="seed")),
                        (
                            "runs",
                            models.PositiveIntegerField(
                                default=200000, verbose_name="simulated years"
                            ),
                        ),
                        ("result", models.JSONField(blank=True, editable=False, null=True)),
                        (
                            "simulated_at",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("updated_at", models.DateTimeField(auto_now=True)),
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
                                to="bia.lossprofile",
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
                                name="bia_losspro_pgh_obj_bcc1aa_idx",
                            ),
                            models.Index(
                                fields=["pgh_created_at", "pgh_id"],
                                name="bia_losspro_pgh_cre_53cf84_idx",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="no_truncate",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="dbea6de46c36e43d9c953554ece5459d7e730a39",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_no_truncate_25e03",
                                    table="bia_lossprofileevent",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="00a522606115f0abee199678f3104ae4443f1032",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_34242",
                                    table="bia_lossprofileevent",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecoveryOption",
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
                            "level",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(6),
                                ],
                                verbose_name="level",
                            ),
                        ),
                        (
                            "annual_cost",
                            models.DecimalField(
                                decimal_places=2,
                                max_digits=18,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="cost per year",
                            ),
                        ),
                        (
                            "rto_s",
                            models.BigIntegerField(
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="RTO by design",
                            ),
                        ),
                        (
                            "rpo_s",
                            models.BigIntegerField(
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="RPO by design",
                            ),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, default="", max_length=300, verbose_name="note"
                            ),
                        ),
                        (
                            "system",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="recovery_options",
                                to="bia.system",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "recovery option",
                        "verbose_name_plural": "recovery options",
                        "ordering": ["system", "level"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("system", "level"),
                                name="recovery_option_is_one_per_system_and_level",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("level__gte", 1), ("level__lte", 6)),
                                name="recovery_option_level_is_one_to_six",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("annual_cost__gte", 0), ("rto_s__gte", 0), ("rpo_s__gte", 0)
                                ),
                                name="recovery_option_figures_are_not_negative",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_recoveryoptionevent" ("annual_cost", "id", "level", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rpo_s", "rto_s", "system_id") VALUES (NEW."annual_cost", NEW."id", NEW."level", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rpo_s", NEW."rto_s", NEW."system_id"); RETURN NULL;',
                                    hash="c4af5cbd9240a2ab94de84a06cb7430fed9172d1",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_c3e33",
                                    table="bia_recoveryoption",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bia_recoveryoptionevent" ("annual_cost", "id", "level", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rpo_s", "rto_s", "system_id") VALUES (NEW."annual_cost", NEW."id", NEW."level", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rpo_s", NEW."rto_s", NEW."system_id"); RETURN NULL;',
                                    hash="cf7788c8596707fd4ef528130e39ea7c041bc049",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_ab336",
                                    table="bia_recoveryoption",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_recoveryoptionevent" ("annual_cost", "id", "level", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rpo_s", "rto_s", "system_id") VALUES (OLD."annual_cost", OLD."id", OLD."level", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."rpo_s", OLD."rto_s", OLD."system_id"); RETURN NULL;',
                                    hash="48e1789bd808f9b4c0162507da06c8f093d1a3eb",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_fcfe3",
                                    table="bia_recoveryoption",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecoveryOptionEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "level",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(6),
                                ],
                                verbose_name="level",
                            ),
                        ),
                        (
                            "annual_cost",
                            models.DecimalField(
                                decimal_places=2,
                                max_digits=18,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="cost per year",
                            ),
                        ),
                        (
                            "rto_s",
                            models.BigIntegerField(
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="RTO by design",
                            ),
                        ),
                        (
                            "rpo_s",
                            models.BigIntegerField(
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="RPO by design",
                            ),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, default="", max_length=300, verbose_name="note"
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
                                to="bia.recoveryoption",
                            ),
                        ),
                        (
                            "system",
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
                                name="bia_recover_pgh_obj_f45885_idx",
                            ),
                            models.Index(
                                fields=["pgh_created_at", "pgh_id"],
                                name="bia_recover_pgh_cre_dfece6_idx",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="no_truncate",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="37f9f34c9ab28b2483e543601aa293487a8f17bd",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_no_truncate_953dc",
                                    table="bia_recoveryoptionevent",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="3f97bf9ef3edfe9ad0b5b2e3280d20775c94ed6e",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_3156d",
                                    table="bia_recoveryoptionevent",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Scenario",
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
                        ("inputs", models.JSONField(default=dict, verbose_name="inputs")),
                        (
                            "created_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "variant_of",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="variants",
                                to="bia.scenario",
                                verbose_name="variant of",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "scenario",
                        "verbose_name_plural": "scenarios",
                        "ordering": ["-created_at"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_scenarioevent" ("code", "created_at", "created_by_id", "description", "id", "inputs", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "variant_of_id", "version") VALUES (NEW."code", NEW."created_at", NEW."created_by_id", NEW."description", NEW."id", NEW."inputs", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."updated_at", NEW."variant_of_id", NEW."version"); RETURN NULL;',
                                    hash="794e5c50d367198a67a3270b2e14b7b64a89d860",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_35df3",
                                    table="bia_scenario",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bia_scenarioevent" ("code", "created_at", "created_by_id", "description", "id", "inputs", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "variant_of_id", "version") VALUES (NEW."code", NEW."created_at", NEW."created_by_id", NEW."description", NEW."id", NEW."inputs", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."updated_at", NEW."variant_of_id", NEW."version"); RETURN NULL;',
                                    hash="5fae909347e934657766c61ff9066fc54b112b5e",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_cb62e",
                                    table="bia_scenario",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_scenarioevent" ("code", "created_at", "created_by_id", "description", "id", "inputs", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "variant_of_id", "version") VALUES (OLD."code", OLD."created_at", OLD."created_by_id", OLD."description", OLD."id", OLD."inputs", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."updated_at", OLD."variant_of_id", OLD."version"); RETURN NULL;',
                                    hash="7eaa7c110dcf1abe8c6fae9fc0981a9063f155c4",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_6eb74",
                                    table="bia_scenario",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ScenarioEvent",
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
                        ("inputs", models.JSONField(default=dict, verbose_name="inputs")),
                        (
                            "created_by",
                            models.ForeignKey(
                                db_constraint=False,
                                editable=False,
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
                                to="bia.scenario",
                            ),
                        ),
                        (
                            "variant_of",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.scenario",
                                verbose_name="variant of",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="bia_scenari_pgh_obj_d5078a_idx",
                            ),
                            models.Index(
                                fields=["pgh_created_at", "pgh_id"],
                                name="bia_scenari_pgh_cre_b2ed69_idx",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="no_truncate",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="bd5ef6df4f2d6e6e38e0823f271a7f929e9947b3",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_no_truncate_01195",
                                    table="bia_scenarioevent",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="b68a94f1117e36d1b5ccd75a9dabe417229f02bd",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_d9cf5",
                                    table="bia_scenarioevent",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DrCatalogue",
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
                            "edition",
                            models.CharField(
                                blank=True, default="", max_length=50, verbose_name="edition"
                            ),
                        ),
                        (
                            "superseded_on",
                            models.DateField(blank=True, null=True, verbose_name="superseded on"),
                        ),
                        (
                            "superseded_by",
                            models.CharField(
                                blank=True, default="", max_length=100, verbose_name="superseded by"
                            ),
                        ),
                        ("in_use", models.BooleanField(default=False, verbose_name="in use")),
                        ("note_en", models.CharField(blank=True, default="", max_length=500)),
                        ("note_zh", models.CharField(blank=True, default="", max_length=500)),
                    ],
                    options={
                        "verbose_name": "catalogue of recovery levels",
                        "verbose_name_plural": "catalogues of recovery levels",
                        "ordering": ["code"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("in_use", True)),
                                fields=("in_use",),
                                name="dr_catalogue_in_use_is_one",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_drcatalogueevent" ("code", "created_at", "edition", "id", "in_use", "name_en", "name_zh", "note_en", "note_zh", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "superseded_by", "superseded_on", "updated_at", "version") VALUES (NEW."code", NEW."created_at", NEW."edition", NEW."id", NEW."in_use", NEW."name_en", NEW."name_zh", NEW."note_en", NEW."note_zh", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."superseded_by", NEW."superseded_on", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="25200fa709965d54bc3001bfeaf71c13060848ed",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_4dc23",
                                    table="bia_drcatalogue",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bia_drcatalogueevent" ("code", "created_at", "edition", "id", "in_use", "name_en", "name_zh", "note_en", "note_zh", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "superseded_by", "superseded_on", "updated_at", "version") VALUES (NEW."code", NEW."created_at", NEW."edition", NEW."id", NEW."in_use", NEW."name_en", NEW."name_zh", NEW."note_en", NEW."note_zh", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."superseded_by", NEW."superseded_on", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="5683095030b9fa66a07d8131d9afbe6e735d074b",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_040c8",
                                    table="bia_drcatalogue",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_drcatalogueevent" ("code", "created_at", "edition", "id", "in_use", "name_en", "name_zh", "note_en", "note_zh", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "superseded_by", "superseded_on", "updated_at", "version") VALUES (OLD."code", OLD."created_at", OLD."edition", OLD."id", OLD."in_use", OLD."name_en", OLD."name_zh", OLD."note_en", OLD."note_zh", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."superseded_by", OLD."superseded_on", OLD."updated_at", OLD."version"); RETURN NULL;',
                                    hash="bcf39aa76205cf915394b552f6a2605e809aff4f",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_f9d2c",
                                    table="bia_drcatalogue",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DrCatalogueEvent",
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
                            "edition",
                            models.CharField(
                                blank=True, default="", max_length=50, verbose_name="edition"
                            ),
                        ),
                        (
                            "superseded_on",
                            models.DateField(blank=True, null=True, verbose_name="superseded on"),
                        ),
                        (
                            "superseded_by",
                            models.CharField(
                                blank=True, default="", max_length=100, verbose_name="superseded by"
                            ),
                        ),
                        ("in_use", models.BooleanField(default=False, verbose_name="in use")),
                        ("note_en", models.CharField(blank=True, default="", max_length=500)),
                        ("note_zh", models.CharField(blank=True, default="", max_length=500)),
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
                                to="bia.drcatalogue",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="bia_drcatal_pgh_obj_dfeeaf_idx",
                            ),
                            models.Index(
                                fields=["pgh_created_at", "pgh_id"],
                                name="bia_drcatal_pgh_cre_92a930_idx",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="no_truncate",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="371166d79213c577d10ed7e73dbabdc65eb70da3",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_no_truncate_97e2a",
                                    table="bia_drcatalogueevent",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="28f42d756941bfd83ccfc951361459157ed9b6b5",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_2a8ed",
                                    table="bia_drcatalogueevent",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DrLevel",
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
                            "level",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(6),
                                ],
                                verbose_name="level",
                            ),
                        ),
                        (
                            "best_rto_s",
                            models.BigIntegerField(
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="best RTO",
                            ),
                        ),
                        (
                            "worst_rto_s",
                            models.BigIntegerField(blank=True, null=True, verbose_name="worst RTO"),
                        ),
                        (
                            "best_rpo_s",
                            models.BigIntegerField(
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="best RPO",
                            ),
                        ),
                        (
                            "worst_rpo_s",
                            models.BigIntegerField(blank=True, null=True, verbose_name="worst RPO"),
                        ),
                        ("rto_words_en", models.CharField(blank=True, default="", max_length=100)),
                        ("rto_words_zh", models.CharField(blank=True, default="", max_length=100)),
                        ("rpo_words_en", models.CharField(blank=True, default="", max_length=100)),
                        ("rpo_words_zh", models.CharField(blank=True, default="", max_length=100)),
                        ("cost_en", models.CharField(blank=True, default="", max_length=50)),
                        ("cost_zh", models.CharField(blank=True, default="", max_length=50)),
                        ("suits_en", models.CharField(blank=True, default="", max_length=200)),
                        ("suits_zh", models.CharField(blank=True, default="", max_length=200)),
                        (
                            "catalogue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="levels",
                                to="bia.drcatalogue",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "recovery level",
                        "verbose_name_plural": "recovery levels",
                        "ordering": ["catalogue", "level"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("catalogue", "level"),
                                name="dr_level_is_one_per_catalogue_and_level",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("level__gte", 1), ("level__lte", 6)),
                                name="dr_level_is_one_to_six",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("best_rto_s__gte", 0),
                                    ("best_rpo_s__gte", 0),
                                    models.Q(
                                        ("worst_rto_s__isnull", True),
                                        ("worst_rto_s__gte", models.F("best_rto_s")),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("worst_rpo_s__isnull", True),
                                        ("worst_rpo_s__gte", models.F("best_rpo_s")),
                                        _connector="OR",
                                    ),
                                ),
                                name="dr_level_worst_case_is_not_before_the_best",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_drlevelevent" ("best_rpo_s", "best_rto_s", "catalogue_id", "cost_en", "cost_zh", "id", "level", "name_en", "name_zh", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rpo_words_en", "rpo_words_zh", "rto_words_en", "rto_words_zh", "suits_en", "suits_zh", "worst_rpo_s", "worst_rto_s") VALUES (NEW."best_rpo_s", NEW."best_rto_s", NEW."catalogue_id", NEW."cost_en", NEW."cost_zh", NEW."id", NEW."level", NEW."name_en", NEW."name_zh", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rpo_words_en", NEW."rpo_words_zh", NEW."rto_words_en", NEW."rto_words_zh", NEW."suits_en", NEW."suits_zh", NEW."worst_rpo_s", NEW."worst_rto_s"); RETURN NULL;',
                                    hash="ab8928f40fbd43e062fd3f796ea7d14ac5f0cd3b",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_9ef73",
                                    table="bia_drlevel",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "bia_drlevelevent" ("best_rpo_s", "best_rto_s", "catalogue_id", "cost_en", "cost_zh", "id", "level", "name_en", "name_zh", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rpo_words_en", "rpo_words_zh", "rto_words_en", "rto_words_zh", "suits_en", "suits_zh", "worst_rpo_s", "worst_rto_s") VALUES (NEW."best_rpo_s", NEW."best_rto_s", NEW."catalogue_id", NEW."cost_en", NEW."cost_zh", NEW."id", NEW."level", NEW."name_en", NEW."name_zh", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rpo_words_en", NEW."rpo_words_zh", NEW."rto_words_en", NEW."rto_words_zh", NEW."suits_en", NEW."suits_zh", NEW."worst_rpo_s", NEW."worst_rto_s"); RETURN NULL;',
                                    hash="1effe52dcd45544760ade52e3e7f91a4ab85e6da",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_b3df8",
                                    table="bia_drlevel",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bia_drlevelevent" ("best_rpo_s", "best_rto_s", "catalogue_id", "cost_en", "cost_zh", "id", "level", "name_en", "name_zh", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rpo_words_en", "rpo_words_zh", "rto_words_en", "rto_words_zh", "suits_en", "suits_zh", "worst_rpo_s", "worst_rto_s") VALUES (OLD."best_rpo_s", OLD."best_rto_s", OLD."catalogue_id", OLD."cost_en", OLD."cost_zh", OLD."id", OLD."level", OLD."name_en", OLD."name_zh", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."rpo_words_en", OLD."rpo_words_zh", OLD."rto_words_en", OLD."rto_words_zh", OLD."suits_en", OLD."suits_zh", OLD."worst_rpo_s", OLD."worst_rto_s"); RETURN NULL;',
                                    hash="821356e7c5cf11f70f76d5589335cd30510a751b",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_234a8",
                                    table="bia_drlevel",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DrLevelEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("name_en", models.CharField(max_length=200)),
                        ("name_zh", models.CharField(max_length=200)),
                        (
                            "level",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(6),
                                ],
                                verbose_name="level",
                            ),
                        ),
                        (
                            "best_rto_s",
                            models.BigIntegerField(
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="best RTO",
                            ),
                        ),
                        (
                            "worst_rto_s",
                            models.BigIntegerField(blank=True, null=True, verbose_name="worst RTO"),
                        ),
                        (
                            "best_rpo_s",
                            models.BigIntegerField(
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="best RPO",
                            ),
                        ),
                        (
                            "worst_rpo_s",
                            models.BigIntegerField(blank=True, null=True, verbose_name="worst RPO"),
                        ),
                        ("rto_words_en", models.CharField(blank=True, default="", max_length=100)),
                        ("rto_words_zh", models.CharField(blank=True, default="", max_length=100)),
                        ("rpo_words_en", models.CharField(blank=True, default="", max_length=100)),
                        ("rpo_words_zh", models.CharField(blank=True, default="", max_length=100)),
                        ("cost_en", models.CharField(blank=True, default="", max_length=50)),
                        ("cost_zh", models.CharField(blank=True, default="", max_length=50)),
                        ("suits_en", models.CharField(blank=True, default="", max_length=200)),
                        ("suits_zh", models.CharField(blank=True, default="", max_length=200)),
                        (
                            "catalogue",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.drcatalogue",
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
                                to="bia.drlevel",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="bia_drlevel_pgh_obj_8870c1_idx",
                            ),
                            models.Index(
                                fields=["pgh_created_at", "pgh_id"],
                                name="bia_drlevel_pgh_cre_c4cf8d_idx",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="no_truncate",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="97bf9e8de0119a6adf0b432d9d6ec12fc7410070",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_no_truncate_cf453",
                                    table="bia_drlevelevent",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="1413ebcc14f91099e4ad208302ff9e81ad336540",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_d547d",
                                    table="bia_drlevelevent",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
