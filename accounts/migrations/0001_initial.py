import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import accounts.models.organisation
import accounts.models.user
import lib.migrations


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        lib.migrations.Together(
            operations=[
                migrations.CreateModel(
                    name="User",
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
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
                        (
                            "username",
                            models.CharField(
                                max_length=150, unique=True, verbose_name="login name"
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=200, verbose_name="name")),
                        (
                            "email",
                            models.EmailField(blank=True, max_length=254, verbose_name="e-mail"),
                        ),
                        (
                            "language",
                            models.CharField(
                                blank=True, default="", max_length=10, verbose_name="language"
                            ),
                        ),
                        (
                            "timezone",
                            models.CharField(
                                blank=True, default="", max_length=64, verbose_name="time zone"
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "is_service",
                            models.BooleanField(default=False, verbose_name="service account"),
                        ),
                        ("is_sample", models.BooleanField(default=False, editable=False)),
                        (
                            "date_joined",
                            models.DateTimeField(default=django.utils.timezone.now, editable=False),
                        ),
                        (
                            "deactivated_at",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "user",
                        "verbose_name_plural": "users",
                        "ordering": ["username"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "accounts_userevent" ("date_joined", "deactivated_at", "id", "is_active", "is_sample", "is_service", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "timezone", "version") VALUES (NEW."date_joined", NEW."deactivated_at", NEW."id", NEW."is_active", NEW."is_sample", NEW."is_service", NEW."language", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."timezone", NEW."version"); RETURN NULL;',
                                    hash="650ac781f7104e2ea20b4f5d927869eb215c6d4a",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_3867c",
                                    table="accounts_user",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."date_joined" IS DISTINCT FROM (NEW."date_joined") OR OLD."deactivated_at" IS DISTINCT FROM (NEW."deactivated_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_sample" IS DISTINCT FROM (NEW."is_sample") OR OLD."is_service" IS DISTINCT FROM (NEW."is_service") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."timezone" IS DISTINCT FROM (NEW."timezone") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                                    func='INSERT INTO "accounts_userevent" ("date_joined", "deactivated_at", "id", "is_active", "is_sample", "is_service", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "timezone", "version") VALUES (NEW."date_joined", NEW."deactivated_at", NEW."id", NEW."is_active", NEW."is_sample", NEW."is_service", NEW."language", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."timezone", NEW."version"); RETURN NULL;',
                                    hash="2050e69c50cfd813509c191bf4ec012186eab36b",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_0e890",
                                    table="accounts_user",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "accounts_userevent" ("date_joined", "deactivated_at", "id", "is_active", "is_sample", "is_service", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "timezone", "version") VALUES (OLD."date_joined", OLD."deactivated_at", OLD."id", OLD."is_active", OLD."is_sample", OLD."is_service", OLD."language", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."timezone", OLD."version"); RETURN NULL;',
                                    hash="5cc7d9f2c5386d13ba96e910245d5e25de82a28b",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_19f14",
                                    table="accounts_user",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                    managers=[
                        ("objects", accounts.models.user.Users()),
                    ],
                ),
                migrations.CreateModel(
                    name="AuditAnchor",
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
                        ("number", models.PositiveBigIntegerField(unique=True)),
                        ("sealed_at", models.DateTimeField()),
                        ("until", models.DateTimeField()),
                        ("tables", models.JSONField()),
                        ("previous_digest", models.CharField(blank=True, max_length=64)),
                        ("digest", models.CharField(max_length=64)),
                        ("signature", models.CharField(max_length=64)),
                    ],
                    options={
                        "ordering": ["number"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="9f534e2d130facf3755d3a42ccbf8675312a1e67",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_42ae6",
                                    table="accounts_auditanchor",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Department",
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
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="accounts.department",
                                verbose_name="parent department",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "department",
                        "verbose_name_plural": "departments",
                        "ordering": ["code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("parent__isnull", True),
                                    models.Q(("parent", models.F("id")), _negated=True),
                                    _connector="OR",
                                ),
                                name="department_is_not_its_own_parent",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "accounts_departmentevent" ("code", "created_at", "id", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "version") VALUES (NEW."code", NEW."created_at", NEW."id", NEW."name", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="6b782484ceef943f31903e317e5992a77a989fae",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_b4692",
                                    table="accounts_department",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "accounts_departmentevent" ("code", "created_at", "id", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "version") VALUES (NEW."code", NEW."created_at", NEW."id", NEW."name", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="76a4442d6c2e66d6b9a887391af82c2245509d14",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_afd13",
                                    table="accounts_department",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "accounts_departmentevent" ("code", "created_at", "id", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "version") VALUES (OLD."code", OLD."created_at", OLD."id", OLD."name", OLD."parent_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."updated_at", OLD."version"); RETURN NULL;',
                                    hash="e0c98b4793a8e1bec64888e878d4c415d2ad2e18",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_7ff5b",
                                    table="accounts_department",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Organisation",
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
                            "name",
                            models.CharField(
                                blank=True, default="", max_length=200, verbose_name="name"
                            ),
                        ),
                        (
                            "currency",
                            models.CharField(default="CNY", max_length=3, verbose_name="currency"),
                        ),
                        (
                            "timezone",
                            models.CharField(
                                default="Asia/Shanghai", max_length=64, verbose_name="time zone"
                            ),
                        ),
                        (
                            "language",
                            models.CharField(default="en", max_length=10, verbose_name="language"),
                        ),
                        (
                            "working_days",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                default=accounts.models.organisation.monday_to_friday,
                                size=None,
                                verbose_name="working days",
                            ),
                        ),
                        (
                            "mtd_policy",
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
                            "mtd_threshold",
                            models.DecimalField(
                                decimal_places=2,
                                default=3,
                                max_digits=4,
                                verbose_name="intolerable from score",
                            ),
                        ),
                        (
                            "default_min_margin",
                            models.DecimalField(
                                decimal_places=3,
                                default="0.5",
                                max_digits=4,
                                verbose_name="smallest safety margin",
                            ),
                        ),
                        (
                            "life_safety_min_margin",
                            models.DecimalField(
                                decimal_places=3,
                                default="0.75",
                                max_digits=4,
                                verbose_name="smallest safety margin, life safety",
                            ),
                        ),
                        (
                            "review_interval_months",
                            models.PositiveSmallIntegerField(
                                default=12, verbose_name="months between reviews"
                            ),
                        ),
                        (
                            "review_warning_days",
                            models.PositiveSmallIntegerField(
                                default=30, verbose_name="days of warning before a review"
                            ),
                        ),
                        (
                            "measurement_validity_days",
                            models.PositiveSmallIntegerField(
                                default=365, verbose_name="days a measurement stays valid"
                            ),
                        ),
                        (
                            "sample",
                            models.CharField(blank=True, default="", editable=False, max_length=30),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("updated_at", models.DateTimeField(auto_now=True)),
                    ],
                    options={
                        "verbose_name": "organisation",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("id", 1)), name="organisation_is_the_only_one"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("default_min_margin__gte", 0),
                                    ("default_min_margin__lt", 1),
                                    ("life_safety_min_margin__gte", 0),
                                    ("life_safety_min_margin__lt", 1),
                                ),
                                name="organisation_margins_are_shares_below_one",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("review_interval_months__gte", 1)),
                                name="organisation_review_interval_is_positive",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "accounts_organisationevent" ("currency", "default_min_margin", "id", "language", "life_safety_min_margin", "measurement_validity_days", "mtd_policy", "mtd_threshold", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_interval_months", "review_warning_days", "sample", "timezone", "updated_at", "version", "working_days") VALUES (NEW."currency", NEW."default_min_margin", NEW."id", NEW."language", NEW."life_safety_min_margin", NEW."measurement_validity_days", NEW."mtd_policy", NEW."mtd_threshold", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."review_interval_months", NEW."review_warning_days", NEW."sample", NEW."timezone", NEW."updated_at", NEW."version", NEW."working_days"); RETURN NULL;',
                                    hash="7ff1a068257fd1ab9ef14ea111e8fdcaf8b7c838",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_66a5c",
                                    table="accounts_organisation",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "accounts_organisationevent" ("currency", "default_min_margin", "id", "language", "life_safety_min_margin", "measurement_validity_days", "mtd_policy", "mtd_threshold", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_interval_months", "review_warning_days", "sample", "timezone", "updated_at", "version", "working_days") VALUES (NEW."currency", NEW."default_min_margin", NEW."id", NEW."language", NEW."life_safety_min_margin", NEW."measurement_validity_days", NEW."mtd_policy", NEW."mtd_threshold", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."review_interval_months", NEW."review_warning_days", NEW."sample", NEW."timezone", NEW."updated_at", NEW."version", NEW."working_days"); RETURN NULL;',
                                    hash="1ae408743a54cdb28f0e91b47276386392ebd939",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_9e5fc",
                                    table="accounts_organisation",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "accounts_organisationevent" ("currency", "default_min_margin", "id", "language", "life_safety_min_margin", "measurement_validity_days", "mtd_policy", "mtd_threshold", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_interval_months", "review_warning_days", "sample", "timezone", "updated_at", "version", "working_days") VALUES (OLD."currency", OLD."default_min_margin", OLD."id", OLD."language", OLD."life_safety_min_margin", OLD."measurement_validity_days", OLD."mtd_policy", OLD."mtd_threshold", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."review_interval_months", OLD."review_warning_days", OLD."sample", OLD."timezone", OLD."updated_at", OLD."version", OLD."working_days"); RETURN NULL;',
                                    hash="10e625cbcf644d4048d210850685390fb0b8c811",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_7b33b",
                                    table="accounts_organisation",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApiToken",
                    fields=[
                        (
                            "digest",
                            models.CharField(max_length=128, primary_key=True, serialize=False),
                        ),
                        ("token_key", models.CharField(db_index=True, max_length=25)),
                        ("created", models.DateTimeField(auto_now_add=True)),
                        ("expiry", models.DateTimeField(blank=True, null=True)),
                        (
                            "name",
                            models.CharField(
                                blank=True, default="", max_length=100, verbose_name="name"
                            ),
                        ),
                        (
                            "last_used_at",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="auth_token_set",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "API token",
                        "ordering": ["-created"],
                    },
                ),
                migrations.CreateModel(
                    name="DepartmentEvent",
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
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.department",
                                verbose_name="parent department",
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
                                to="accounts.department",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="accounts_de_pgh_obj_379905_idx",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="d0b73ae90c10ca016650f767fcc115b9efc13513",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_3f603",
                                    table="accounts_departmentevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IdempotencyKey",
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
                        ("key", models.CharField(max_length=200)),
                        ("path", models.CharField(max_length=300)),
                        ("body_digest", models.CharField(max_length=64)),
                        ("status", models.PositiveSmallIntegerField(null=True)),
                        ("answer", models.JSONField(null=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("user", "key", "path"),
                                name="idempotency_key_is_used_once_per_place",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
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
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("expires_at", models.DateTimeField()),
                        ("accepted_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invitations_sent",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invitations",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "invitation",
                    },
                ),
                migrations.CreateModel(
                    name="OrganisationEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "name",
                            models.CharField(
                                blank=True, default="", max_length=200, verbose_name="name"
                            ),
                        ),
                        (
                            "currency",
                            models.CharField(default="CNY", max_length=3, verbose_name="currency"),
                        ),
                        (
                            "timezone",
                            models.CharField(
                                default="Asia/Shanghai", max_length=64, verbose_name="time zone"
                            ),
                        ),
                        (
                            "language",
                            models.CharField(default="en", max_length=10, verbose_name="language"),
                        ),
                        (
                            "working_days",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                default=accounts.models.organisation.monday_to_friday,
                                size=None,
                                verbose_name="working days",
                            ),
                        ),
                        (
                            "mtd_policy",
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
                            "mtd_threshold",
                            models.DecimalField(
                                decimal_places=2,
                                default=3,
                                max_digits=4,
                                verbose_name="intolerable from score",
                            ),
                        ),
                        (
                            "default_min_margin",
                            models.DecimalField(
                                decimal_places=3,
                                default="0.5",
                                max_digits=4,
                                verbose_name="smallest safety margin",
                            ),
                        ),
                        (
                            "life_safety_min_margin",
                            models.DecimalField(
                                decimal_places=3,
                                default="0.75",
                                max_digits=4,
                                verbose_name="smallest safety margin, life safety",
                            ),
                        ),
                        (
                            "review_interval_months",
                            models.PositiveSmallIntegerField(
                                default=12, verbose_name="months between reviews"
                            ),
                        ),
                        (
                            "review_warning_days",
                            models.PositiveSmallIntegerField(
                                default=30, verbose_name="days of warning before a review"
                            ),
                        ),
                        (
                            "measurement_validity_days",
                            models.PositiveSmallIntegerField(
                                default=365, verbose_name="days a measurement stays valid"
                            ),
                        ),
                        (
                            "sample",
                            models.CharField(blank=True, default="", editable=False, max_length=30),
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
                                to="accounts.organisation",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="accounts_or_pgh_obj_ddaa3d_idx",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="845e2a6e8e1a6335e3e91a32605b9bf35b983db2",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_4e6f4",
                                    table="accounts_organisationevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Person",
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
                            "email",
                            models.EmailField(
                                blank=True, default="", max_length=254, verbose_name="e-mail"
                            ),
                        ),
                        (
                            "phones",
                            models.JSONField(blank=True, default=list, verbose_name="phones"),
                        ),
                        (
                            "title",
                            models.CharField(
                                blank=True, default="", max_length=200, verbose_name="job title"
                            ),
                        ),
                        (
                            "qualification",
                            models.CharField(
                                blank=True, default="", max_length=200, verbose_name="qualification"
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "department",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="people",
                                to="accounts.department",
                                verbose_name="department",
                            ),
                        ),
                        (
                            "deputy",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="deputises_for",
                                to="accounts.person",
                                verbose_name="deputy",
                            ),
                        ),
                        (
                            "user",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="person",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="login",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "person",
                        "verbose_name_plural": "people",
                        "ordering": ["code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("deputy__isnull", True),
                                    models.Q(("deputy", models.F("id")), _negated=True),
                                    _connector="OR",
                                ),
                                name="person_is_not_their_own_deputy",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "accounts_personevent" ("code", "created_at", "department_id", "deputy_id", "id", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "qualification", "title", "updated_at", "user_id", "version") VALUES (NEW."code", NEW."created_at", NEW."department_id", NEW."deputy_id", NEW."id", NEW."is_active", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."qualification", NEW."title", NEW."updated_at", NEW."user_id", NEW."version"); RETURN NULL;',
                                    hash="62f3e533aabe794282307ebfb76ebbcc324df178",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_6b541",
                                    table="accounts_person",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."department_id" IS DISTINCT FROM (NEW."department_id") OR OLD."deputy_id" IS DISTINCT FROM (NEW."deputy_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."qualification" IS DISTINCT FROM (NEW."qualification") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                                    func='INSERT INTO "accounts_personevent" ("code", "created_at", "department_id", "deputy_id", "id", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "qualification", "title", "updated_at", "user_id", "version") VALUES (NEW."code", NEW."created_at", NEW."department_id", NEW."deputy_id", NEW."id", NEW."is_active", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."qualification", NEW."title", NEW."updated_at", NEW."user_id", NEW."version"); RETURN NULL;',
                                    hash="951b354bedd23101eedacb6285e175743592a1ba",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_70819",
                                    table="accounts_person",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "accounts_personevent" ("code", "created_at", "department_id", "deputy_id", "id", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "qualification", "title", "updated_at", "user_id", "version") VALUES (OLD."code", OLD."created_at", OLD."department_id", OLD."deputy_id", OLD."id", OLD."is_active", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."qualification", OLD."title", OLD."updated_at", OLD."user_id", OLD."version"); RETURN NULL;',
                                    hash="3f2f5a867d6a71ced55eb85dea3a883d55cd1b5f",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_18acd",
                                    table="accounts_person",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoleGrant",
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
                            "role",
                            models.CharField(
                                choices=[
                                    ("administrator", "Administrator"),
                                    ("continuity_manager", "Continuity manager"),
                                    ("process_owner", "Process owner"),
                                    ("it_operations", "IT operations"),
                                    ("incident_commander", "Incident commander"),
                                    ("auditor", "Auditor"),
                                    ("service_account", "Service account"),
                                ],
                                max_length=30,
                                verbose_name="role",
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="grants",
                                to="accounts.department",
                                verbose_name="department",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="grants",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("user", "role", "department"),
                                name="role_is_granted_once",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("department__isnull", True),
                                    ("role", "process_owner"),
                                    _connector="OR",
                                ),
                                name="only_process_owners_are_limited_to_departments",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "accounts_rolegrantevent" ("department_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (NEW."department_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."user_id"); RETURN NULL;',
                                    hash="b7ec0c432ad08ba69bc9d3bfa27263773a1abdcd",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_77ca7",
                                    table="accounts_rolegrant",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "accounts_rolegrantevent" ("department_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (NEW."department_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."user_id"); RETURN NULL;',
                                    hash="eb4f5f662d6a0c74f8af1c7b5e144e07e322a84c",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_f0e9e",
                                    table="accounts_rolegrant",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "accounts_rolegrantevent" ("department_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (OLD."department_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role", OLD."user_id"); RETURN NULL;',
                                    hash="330a0dead7381b4dacf81b18dffd1386f934e63c",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_d0e1f",
                                    table="accounts_rolegrant",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UserEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "language",
                            models.CharField(
                                blank=True, default="", max_length=10, verbose_name="language"
                            ),
                        ),
                        (
                            "timezone",
                            models.CharField(
                                blank=True, default="", max_length=64, verbose_name="time zone"
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "is_service",
                            models.BooleanField(default=False, verbose_name="service account"),
                        ),
                        ("is_sample", models.BooleanField(default=False, editable=False)),
                        (
                            "date_joined",
                            models.DateTimeField(default=django.utils.timezone.now, editable=False),
                        ),
                        (
                            "deactivated_at",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="accounts_us_pgh_obj_0213b3_idx",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="9e9498e73f6fbdf2642fb33fa14189f1ad2382c8",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_45b21",
                                    table="accounts_userevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PersonEvent",
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
                            "title",
                            models.CharField(
                                blank=True, default="", max_length=200, verbose_name="job title"
                            ),
                        ),
                        (
                            "qualification",
                            models.CharField(
                                blank=True, default="", max_length=200, verbose_name="qualification"
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
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
                            "deputy",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.person",
                                verbose_name="deputy",
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
                                to="accounts.person",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="login",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="accounts_pe_pgh_obj_3f7faa_idx",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="ab12179ca78ae034abb9ebf88853b5337e7aa9ef",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_ba890",
                                    table="accounts_personevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoleGrantEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("administrator", "Administrator"),
                                    ("continuity_manager", "Continuity manager"),
                                    ("process_owner", "Process owner"),
                                    ("it_operations", "IT operations"),
                                    ("incident_commander", "Incident commander"),
                                    ("auditor", "Auditor"),
                                    ("service_account", "Service account"),
                                ],
                                max_length=30,
                                verbose_name="role",
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
                                to="accounts.rolegrant",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="accounts_ro_pgh_obj_61ced0_idx",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="9e90105cc081df41513a450b44da6f9c22d10503",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_0af7e",
                                    table="accounts_rolegrantevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
