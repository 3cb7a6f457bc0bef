import datetime

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import followup.models.settings
import lib.migrations


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0005_department_head"),
        ("accounts", "__first__"),
        ("pghistory", "0007_auto_20250421_0444"),
        # For the time it takes: each of their steps renders whatever is linked to a person, which
        # is little before our tables are there and nearly everything afterwards.
        ("knox", "0009_extend_authtoken_field"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        lib.migrations.Together(
            operations=[
                migrations.CreateModel(
                    name="CalendarDay",
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
                        ("day", models.DateField(unique=True, verbose_name="day")),
                        ("is_working", models.BooleanField(verbose_name="working day")),
                        (
                            "name",
                            models.CharField(
                                blank=True, default="", max_length=200, verbose_name="name"
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                blank=True, default="", max_length=100, verbose_name="source"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "calendar day",
                        "ordering": ["day"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "followup_calendardayevent" ("day", "id", "is_working", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "version") VALUES (NEW."day", NEW."id", NEW."is_working", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source", NEW."version"); RETURN NULL;',
                                    hash="6381a2aa9638008c19bf0ce4a21fd5989aefbcbf",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_d3c95",
                                    table="followup_calendarday",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "followup_calendardayevent" ("day", "id", "is_working", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "version") VALUES (NEW."day", NEW."id", NEW."is_working", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source", NEW."version"); RETURN NULL;',
                                    hash="ced2cfe03150ad74cebc1143874606bae8b18fd7",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_ff811",
                                    table="followup_calendarday",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "followup_calendardayevent" ("day", "id", "is_working", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "version") VALUES (OLD."day", OLD."id", OLD."is_working", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."source", OLD."version"); RETURN NULL;',
                                    hash="5d0705e0f84d3f3c1d927f5d68301e43cc19c39a",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_3a915",
                                    table="followup_calendarday",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarFeed",
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
                            "scope",
                            models.CharField(
                                choices=[
                                    ("personal", "My dates"),
                                    ("organisation", "The organisation's dates"),
                                ],
                                max_length=15,
                                verbose_name="scope",
                            ),
                        ),
                        (
                            "name",
                            models.CharField(
                                blank=True, default="", max_length=100, verbose_name="name"
                            ),
                        ),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        ("created_at", models.DateTimeField()),
                        ("last_read_at", models.DateTimeField(blank=True, null=True)),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="calendar_feeds",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "calendar feed",
                        "verbose_name_plural": "calendar feeds",
                        "ordering": ["-created_at"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "followup_calendarfeedevent" ("created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "scope", "user_id") VALUES (NEW."created_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revoked_at", NEW."scope", NEW."user_id"); RETURN NULL;',
                                    hash="249998e93c8333aeb6b82171437bbcae66f129fd",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_54846",
                                    table="followup_calendarfeed",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."revoked_at" IS DISTINCT FROM (NEW."revoked_at") OR OLD."scope" IS DISTINCT FROM (NEW."scope") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))',
                                    func='INSERT INTO "followup_calendarfeedevent" ("created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "scope", "user_id") VALUES (NEW."created_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revoked_at", NEW."scope", NEW."user_id"); RETURN NULL;',
                                    hash="d48123b7388ca5af062dbe88f55f7ea2722bd603",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_54ed3",
                                    table="followup_calendarfeed",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "followup_calendarfeedevent" ("created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "scope", "user_id") VALUES (OLD."created_at", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."revoked_at", OLD."scope", OLD."user_id"); RETURN NULL;',
                                    hash="70fb65f189ca0a3c4fc1a7b294ed2c8fd2fed895",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_66f0b",
                                    table="followup_calendarfeed",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Channel",
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
                            "secret_url",
                            models.TextField(blank=True, default="", verbose_name="URL"),
                        ),
                        (
                            "shown_url",
                            models.CharField(
                                blank=True, default="", editable=False, max_length=200
                            ),
                        ),
                        ("is_personal", models.BooleanField(default=False, editable=False)),
                        (
                            "language",
                            models.CharField(
                                blank=True, default="", max_length=10, verbose_name="language"
                            ),
                        ),
                        (
                            "group_kinds",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=60),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="messages",
                            ),
                        ),
                        (
                            "per_minute",
                            models.PositiveSmallIntegerField(
                                default=1, verbose_name="messages a minute"
                            ),
                        ),
                        (
                            "per_quarter_hour",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="messages in 15 minutes"
                            ),
                        ),
                        (
                            "per_hour",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="messages an hour"
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                    ],
                    options={
                        "verbose_name": "channel",
                        "verbose_name_plural": "channels",
                        "ordering": ["code"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "followup_channelevent" ("code", "created_at", "group_kinds", "id", "is_active", "is_personal", "language", "name", "per_hour", "per_minute", "per_quarter_hour", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shown_url", "updated_at", "version") VALUES (NEW."code", NEW."created_at", NEW."group_kinds", NEW."id", NEW."is_active", NEW."is_personal", NEW."language", NEW."name", NEW."per_hour", NEW."per_minute", NEW."per_quarter_hour", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."shown_url", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="03c6c3284431caa193524adcee6b759898060855",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_4ec92",
                                    table="followup_channel",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."group_kinds" IS DISTINCT FROM (NEW."group_kinds") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_personal" IS DISTINCT FROM (NEW."is_personal") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."per_hour" IS DISTINCT FROM (NEW."per_hour") OR OLD."per_minute" IS DISTINCT FROM (NEW."per_minute") OR OLD."per_quarter_hour" IS DISTINCT FROM (NEW."per_quarter_hour") OR OLD."shown_url" IS DISTINCT FROM (NEW."shown_url") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                                    func='INSERT INTO "followup_channelevent" ("code", "created_at", "group_kinds", "id", "is_active", "is_personal", "language", "name", "per_hour", "per_minute", "per_quarter_hour", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shown_url", "updated_at", "version") VALUES (NEW."code", NEW."created_at", NEW."group_kinds", NEW."id", NEW."is_active", NEW."is_personal", NEW."language", NEW."name", NEW."per_hour", NEW."per_minute", NEW."per_quarter_hour", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."shown_url", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="326947cfddd10430be4ffd83f161a8655d57e231",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_3e201",
                                    table="followup_channel",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "followup_channelevent" ("code", "created_at", "group_kinds", "id", "is_active", "is_personal", "language", "name", "per_hour", "per_minute", "per_quarter_hour", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shown_url", "updated_at", "version") VALUES (OLD."code", OLD."created_at", OLD."group_kinds", OLD."id", OLD."is_active", OLD."is_personal", OLD."language", OLD."name", OLD."per_hour", OLD."per_minute", OLD."per_quarter_hour", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."shown_url", OLD."updated_at", OLD."version"); RETURN NULL;',
                                    hash="fffd06b2678d7d6879b86670baea8bdda9dbb3c9",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_56428",
                                    table="followup_channel",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Clock",
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
                            "subject_kind",
                            models.CharField(
                                blank=True,
                                default="",
                                max_length=30,
                                verbose_name="kind of subject",
                            ),
                        ),
                        (
                            "subject_code",
                            models.CharField(
                                blank=True, default="", max_length=100, verbose_name="subject"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40, verbose_name="kind")),
                        (
                            "generation",
                            models.PositiveIntegerField(default=1, verbose_name="generation"),
                        ),
                        (
                            "title",
                            models.CharField(
                                blank=True, default="", max_length=300, verbose_name="title"
                            ),
                        ),
                        ("anchor_at", models.DateTimeField(verbose_name="started")),
                        ("first_due_at", models.DateTimeField(verbose_name="first due")),
                        ("due_at", models.DateTimeField(verbose_name="due")),
                        ("zone", models.CharField(default="UTC", max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("running", "Running"),
                                    ("paused", "Paused"),
                                    ("met", "Met"),
                                    ("breached_running", "Breached, running"),
                                    ("met_late", "Met late"),
                                    ("cancelled", "Cancelled"),
                                    ("superseded", "Superseded"),
                                ],
                                default="running",
                                max_length=20,
                                verbose_name="state",
                            ),
                        ),
                        ("paused_at", models.DateTimeField(blank=True, null=True)),
                        ("paused_seconds", models.PositiveBigIntegerField(default=0)),
                        ("snoozed_until", models.DateTimeField(blank=True, null=True)),
                        ("policy_snapshot", models.JSONField(default=dict)),
                        ("policy_version", models.PositiveIntegerField(default=1)),
                        ("marks", models.JSONField(default=list)),
                        ("next_fire_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "fired_marks",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("repeats", models.PositiveIntegerField(default=0)),
                        ("muted", models.BooleanField(default=False)),
                        ("breached_at", models.DateTimeField(blank=True, null=True)),
                        ("met_at", models.DateTimeField(blank=True, null=True)),
                        ("grade", models.CharField(blank=True, default="", max_length=4)),
                        ("exercise", models.BooleanField(blank=True, null=True)),
                        ("created_at", models.DateTimeField()),
                        (
                            "met_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "responsible",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="clocks",
                                to="accounts.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "clock",
                        "verbose_name_plural": "clocks",
                        "ordering": ["due_at", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("next_fire_at__isnull", False)),
                                fields=["next_fire_at"],
                                name="clock_fires_next",
                            ),
                            models.Index(
                                fields=["subject_kind", "subject_code"], name="clock_subject"
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("state__in", ("running", "breached_running", "paused"))
                                ),
                                fields=["due_at"],
                                name="clock_live_due",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "subject_kind", "subject_code", "generation"),
                                name="clock_generation_is_unique",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("state__in", ("running", "breached_running", "paused"))
                                ),
                                fields=("kind", "subject_kind", "subject_code"),
                                name="clock_runs_once_per_subject",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("next_fire_at__isnull", True),
                                    ("state__in", ("running", "breached_running")),
                                    _connector="OR",
                                ),
                                name="clock_at_rest_does_not_fire",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("met_at__isnull", False),
                                        ("state__in", ("met", "met_late")),
                                    ),
                                    models.Q(
                                        models.Q(("state__in", ("met", "met_late")), _negated=True),
                                        ("met_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="clock_is_met_at_an_instant",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClockPolicy",
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
                            "number",
                            models.CharField(
                                blank=True, default="", max_length=10, verbose_name="number"
                            ),
                        ),
                        (
                            "order",
                            models.PositiveSmallIntegerField(default=0, verbose_name="order"),
                        ),
                        (
                            "anchor_en",
                            models.CharField(
                                blank=True,
                                default="",
                                max_length=200,
                                verbose_name="runs from (English)",
                            ),
                        ),
                        (
                            "anchor_zh",
                            models.CharField(
                                blank=True,
                                default="",
                                max_length=200,
                                verbose_name="runs from (Chinese)",
                            ),
                        ),
                        (
                            "stops_en",
                            models.CharField(
                                blank=True,
                                default="",
                                max_length=300,
                                verbose_name="stops when (English)",
                            ),
                        ),
                        (
                            "stops_zh",
                            models.CharField(
                                blank=True,
                                default="",
                                max_length=300,
                                verbose_name="stops when (Chinese)",
                            ),
                        ),
                        (
                            "limit_s",
                            models.BigIntegerField(blank=True, null=True, verbose_name="limit"),
                        ),
                        (
                            "marks",
                            models.JSONField(
                                blank=True, default=list, verbose_name="marks before the limit"
                            ),
                        ),
                        (
                            "breach_to",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="told at the limit",
                            ),
                        ),
                        (
                            "late_marks",
                            models.JSONField(
                                blank=True, default=list, verbose_name="marks after the limit"
                            ),
                        ),
                        (
                            "repeat",
                            models.JSONField(
                                blank=True, default=dict, verbose_name="repeat while breached"
                            ),
                        ),
                        (
                            "pausable",
                            models.BooleanField(default=False, verbose_name="may be paused"),
                        ),
                        (
                            "snooze_max_s",
                            models.PositiveIntegerField(default=0, verbose_name="longest snooze"),
                        ),
                        (
                            "quiet_rule",
                            models.CharField(
                                choices=[
                                    ("never", "Never held"),
                                    ("grade_iv", "Held for grade IV"),
                                    ("grades_iii_iv", "Held for grades III and IV"),
                                    ("always", "Held"),
                                ],
                                default="always",
                                max_length=15,
                                verbose_name="quiet hours",
                            ),
                        ),
                        ("urgent", models.BooleanField(default=False, verbose_name="urgent")),
                    ],
                    options={
                        "verbose_name": "clock policy",
                        "verbose_name_plural": "clock policies",
                        "ordering": ["order", "code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("limit_s__isnull", True), ("limit_s__gte", 0), _connector="OR"
                                ),
                                name="clock_policy_limit_is_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("snooze_max_s__lte", 3600)),
                                name="clock_policy_snooze_is_at_most_an_hour",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "followup_clockpolicyevent" ("anchor_en", "anchor_zh", "breach_to", "code", "created_at", "id", "late_marks", "limit_s", "marks", "name_en", "name_zh", "number", "order", "pausable", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quiet_rule", "repeat", "snooze_max_s", "stops_en", "stops_zh", "updated_at", "urgent", "version") VALUES (NEW."anchor_en", NEW."anchor_zh", NEW."breach_to", NEW."code", NEW."created_at", NEW."id", NEW."late_marks", NEW."limit_s", NEW."marks", NEW."name_en", NEW."name_zh", NEW."number", NEW."order", NEW."pausable", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."quiet_rule", NEW."repeat", NEW."snooze_max_s", NEW."stops_en", NEW."stops_zh", NEW."updated_at", NEW."urgent", NEW."version"); RETURN NULL;',
                                    hash="7230ffe076850558abe5a3f8140cf3275c7b2106",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_ec8b5",
                                    table="followup_clockpolicy",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "followup_clockpolicyevent" ("anchor_en", "anchor_zh", "breach_to", "code", "created_at", "id", "late_marks", "limit_s", "marks", "name_en", "name_zh", "number", "order", "pausable", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quiet_rule", "repeat", "snooze_max_s", "stops_en", "stops_zh", "updated_at", "urgent", "version") VALUES (NEW."anchor_en", NEW."anchor_zh", NEW."breach_to", NEW."code", NEW."created_at", NEW."id", NEW."late_marks", NEW."limit_s", NEW."marks", NEW."name_en", NEW."name_zh", NEW."number", NEW."order", NEW."pausable", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."quiet_rule", NEW."repeat", NEW."snooze_max_s", NEW."stops_en", NEW."stops_zh", NEW."updated_at", NEW."urgent", NEW."version"); RETURN NULL;',
                                    hash="0ed8738036c3fcb9b57439c59216b613e7a3e50f",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_f1981",
                                    table="followup_clockpolicy",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "followup_clockpolicyevent" ("anchor_en", "anchor_zh", "breach_to", "code", "created_at", "id", "late_marks", "limit_s", "marks", "name_en", "name_zh", "number", "order", "pausable", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quiet_rule", "repeat", "snooze_max_s", "stops_en", "stops_zh", "updated_at", "urgent", "version") VALUES (OLD."anchor_en", OLD."anchor_zh", OLD."breach_to", OLD."code", OLD."created_at", OLD."id", OLD."late_marks", OLD."limit_s", OLD."marks", OLD."name_en", OLD."name_zh", OLD."number", OLD."order", OLD."pausable", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."quiet_rule", OLD."repeat", OLD."snooze_max_s", OLD."stops_en", OLD."stops_zh", OLD."updated_at", OLD."urgent", OLD."version"); RETURN NULL;',
                                    hash="123323813794632ec70a424445ca3aa47399312e",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_a5ce7",
                                    table="followup_clockpolicy",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContactPoint",
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
                        ("key", models.CharField(max_length=120, unique=True)),
                        ("channel", models.CharField(max_length=64)),
                        ("last_sent_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "recent",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.DateTimeField(),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("failures", models.PositiveIntegerField(default=0)),
                        ("last_error", models.CharField(blank=True, default="", max_length=500)),
                        ("unreachable_since", models.DateTimeField(blank=True, null=True)),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="contact_points",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="contact_points",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("unreachable_since__isnull", False)),
                                fields=["person"],
                                name="contact_unreachable",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FollowupSettings",
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
                            "quiet_from",
                            models.TimeField(
                                default=datetime.time(22, 0), verbose_name="quiet from"
                            ),
                        ),
                        (
                            "quiet_until",
                            models.TimeField(
                                default=datetime.time(7, 0), verbose_name="quiet until"
                            ),
                        ),
                        (
                            "digest_at",
                            models.TimeField(
                                default=datetime.time(8, 30), verbose_name="digest at"
                            ),
                        ),
                        (
                            "digest_on",
                            models.BooleanField(default=True, verbose_name="send the digest"),
                        ),
                        (
                            "bundle_s",
                            models.PositiveIntegerField(
                                default=60, verbose_name="bundling, seconds"
                            ),
                        ),
                        (
                            "acknowledge_link_s",
                            models.PositiveIntegerField(
                                default=86400, verbose_name="validity of acknowledge links, seconds"
                            ),
                        ),
                        (
                            "allowed_schemes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=30),
                                blank=True,
                                default=followup.models.settings.default_schemes,
                                size=None,
                                verbose_name="allowed chat services",
                            ),
                        ),
                        (
                            "allowed_hosts",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=253),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="allowed hosts",
                            ),
                        ),
                        (
                            "allowed_internal",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=253),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="allowed internal hosts",
                            ),
                        ),
                        (
                            "holiday_country",
                            models.CharField(
                                blank=True,
                                default="CN",
                                max_length=2,
                                verbose_name="public holidays of",
                            ),
                        ),
                        (
                            "due_days",
                            models.JSONField(
                                default=followup.models.settings.default_due_days,
                                verbose_name="days until due, by priority",
                            ),
                        ),
                        (
                            "verification_days",
                            models.PositiveSmallIntegerField(
                                default=14, verbose_name="days to verify"
                            ),
                        ),
                        (
                            "recurrence_months",
                            models.PositiveSmallIntegerField(
                                default=12, verbose_name="months in which a recurrence counts"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("updated_at", models.DateTimeField(auto_now=True)),
                    ],
                    options={
                        "verbose_name": "follow-up settings",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("id", 1)),
                                name="followup_settings_are_the_only_ones",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("bundle_s__lte", 3600)),
                                name="followup_bundling_is_at_most_an_hour",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "followup_followupsettingsevent" ("acknowledge_link_s", "allowed_hosts", "allowed_internal", "allowed_schemes", "bundle_s", "digest_at", "digest_on", "due_days", "holiday_country", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quiet_from", "quiet_until", "recurrence_months", "updated_at", "verification_days", "version") VALUES (NEW."acknowledge_link_s", NEW."allowed_hosts", NEW."allowed_internal", NEW."allowed_schemes", NEW."bundle_s", NEW."digest_at", NEW."digest_on", NEW."due_days", NEW."holiday_country", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."quiet_from", NEW."quiet_until", NEW."recurrence_months", NEW."updated_at", NEW."verification_days", NEW."version"); RETURN NULL;',
                                    hash="97dbd218ab635bb1142f719f509996ee2c153ed7",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_c5763",
                                    table="followup_followupsettings",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "followup_followupsettingsevent" ("acknowledge_link_s", "allowed_hosts", "allowed_internal", "allowed_schemes", "bundle_s", "digest_at", "digest_on", "due_days", "holiday_country", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quiet_from", "quiet_until", "recurrence_months", "updated_at", "verification_days", "version") VALUES (NEW."acknowledge_link_s", NEW."allowed_hosts", NEW."allowed_internal", NEW."allowed_schemes", NEW."bundle_s", NEW."digest_at", NEW."digest_on", NEW."due_days", NEW."holiday_country", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."quiet_from", NEW."quiet_until", NEW."recurrence_months", NEW."updated_at", NEW."verification_days", NEW."version"); RETURN NULL;',
                                    hash="cd264fdee1423f97fe1a69f31a481f1e49259277",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_932c3",
                                    table="followup_followupsettings",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "followup_followupsettingsevent" ("acknowledge_link_s", "allowed_hosts", "allowed_internal", "allowed_schemes", "bundle_s", "digest_at", "digest_on", "due_days", "holiday_country", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quiet_from", "quiet_until", "recurrence_months", "updated_at", "verification_days", "version") VALUES (OLD."acknowledge_link_s", OLD."allowed_hosts", OLD."allowed_internal", OLD."allowed_schemes", OLD."bundle_s", OLD."digest_at", OLD."digest_on", OLD."due_days", OLD."holiday_country", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."quiet_from", OLD."quiet_until", OLD."recurrence_months", OLD."updated_at", OLD."verification_days", OLD."version"); RETURN NULL;',
                                    hash="29bf1f0ad566f8098f82982c4920272df5c2b441",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_a0a62",
                                    table="followup_followupsettings",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NotificationPreference",
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
                        (
                            "quiet_from",
                            models.TimeField(blank=True, null=True, verbose_name="quiet from"),
                        ),
                        (
                            "quiet_until",
                            models.TimeField(blank=True, null=True, verbose_name="quiet until"),
                        ),
                        ("digest", models.BooleanField(default=True, verbose_name="daily digest")),
                        (
                            "channels",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=64),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="order of channels",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notification_preference",
                                to="accounts.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="NumberSeries",
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
                        ("prefix", models.CharField(max_length=10)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("last", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("prefix", "year"), name="number_series_is_one_per_year"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RootCause",
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
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                    ],
                    options={
                        "verbose_name": "root cause",
                        "verbose_name_plural": "root causes",
                        "ordering": ["code"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "followup_rootcauseevent" ("code", "created_at", "id", "is_active", "name_en", "name_zh", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "version") VALUES (NEW."code", NEW."created_at", NEW."id", NEW."is_active", NEW."name_en", NEW."name_zh", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="f2dde9d1cd372375d7c3e4167d2e565216ae4bea",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_1fdb8",
                                    table="followup_rootcause",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "followup_rootcauseevent" ("code", "created_at", "id", "is_active", "name_en", "name_zh", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "version") VALUES (NEW."code", NEW."created_at", NEW."id", NEW."is_active", NEW."name_en", NEW."name_zh", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."updated_at", NEW."version"); RETURN NULL;',
                                    hash="b303d37d8c3928205b3c98e6419da69f02f4d3f5",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_de060",
                                    table="followup_rootcause",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "followup_rootcauseevent" ("code", "created_at", "id", "is_active", "name_en", "name_zh", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "version") VALUES (OLD."code", OLD."created_at", OLD."id", OLD."is_active", OLD."name_en", OLD."name_zh", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."updated_at", OLD."version"); RETURN NULL;',
                                    hash="44333ada790996d766a8e2cf55ec514610e5cf1c",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_2209e",
                                    table="followup_rootcause",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TickerOutage",
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
                        ("began_at", models.DateTimeField(verbose_name="from")),
                        ("ended_at", models.DateTimeField(verbose_name="until")),
                    ],
                    options={
                        "ordering": ["-ended_at"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="8d0f2f7aaada32c868ea6d10930b3894e8dcacaa",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_27c57",
                                    table="followup_tickeroutage",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="no_truncate",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="dbc067f9d0d84a9ae5d73a5afb199f2863f87e3e",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_no_truncate_8d33a",
                                    table="followup_tickeroutage",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TickerState",
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
                        ("last_tick_at", models.DateTimeField(null=True)),
                        ("alarmed_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("id", 1)), name="ticker_state_is_the_only_one"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WebhookEndpoint",
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
                            "name",
                            models.CharField(
                                blank=True, default="", max_length=200, verbose_name="name"
                            ),
                        ),
                        ("url", models.URLField(max_length=500, verbose_name="URL")),
                        (
                            "event_types",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=80),
                                default=list,
                                size=None,
                                verbose_name="events",
                            ),
                        ),
                        ("secret", models.TextField(default="", editable=False)),
                        (
                            "previous_secret",
                            models.TextField(blank=True, default="", editable=False),
                        ),
                        (
                            "previous_until",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "failing_since",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        (
                            "disabled_at",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                    ],
                    options={
                        "verbose_name": "webhook endpoint",
                        "verbose_name_plural": "webhook endpoints",
                        "ordering": ["code"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "followup_webhookendpointevent" ("code", "created_at", "disabled_at", "event_types", "failing_since", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "previous_until", "updated_at", "url", "version") VALUES (NEW."code", NEW."created_at", NEW."disabled_at", NEW."event_types", NEW."failing_since", NEW."id", NEW."is_active", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."previous_until", NEW."updated_at", NEW."url", NEW."version"); RETURN NULL;',
                                    hash="2dd54e6f6cb4b4a965e8523698913fe4b0a5404c",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_ee48a",
                                    table="followup_webhookendpoint",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."disabled_at" IS DISTINCT FROM (NEW."disabled_at") OR OLD."event_types" IS DISTINCT FROM (NEW."event_types") OR OLD."failing_since" IS DISTINCT FROM (NEW."failing_since") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."previous_until" IS DISTINCT FROM (NEW."previous_until") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."url" IS DISTINCT FROM (NEW."url") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                                    func='INSERT INTO "followup_webhookendpointevent" ("code", "created_at", "disabled_at", "event_types", "failing_since", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "previous_until", "updated_at", "url", "version") VALUES (NEW."code", NEW."created_at", NEW."disabled_at", NEW."event_types", NEW."failing_since", NEW."id", NEW."is_active", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."previous_until", NEW."updated_at", NEW."url", NEW."version"); RETURN NULL;',
                                    hash="9b01e4e82a87d482325772774881ac204436f2db",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_a1e08",
                                    table="followup_webhookendpoint",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "followup_webhookendpointevent" ("code", "created_at", "disabled_at", "event_types", "failing_since", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "previous_until", "updated_at", "url", "version") VALUES (OLD."code", OLD."created_at", OLD."disabled_at", OLD."event_types", OLD."failing_since", OLD."id", OLD."is_active", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."previous_until", OLD."updated_at", OLD."url", OLD."version"); RETURN NULL;',
                                    hash="bb604ba06fd3077a3a85e5b1193965cd2c140806",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_f24b7",
                                    table="followup_webhookendpoint",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WebhookEvent",
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
                            "subject_kind",
                            models.CharField(
                                blank=True,
                                default="",
                                max_length=30,
                                verbose_name="kind of subject",
                            ),
                        ),
                        (
                            "subject_code",
                            models.CharField(
                                blank=True, default="", max_length=100, verbose_name="subject"
                            ),
                        ),
                        ("uid", models.CharField(max_length=64, unique=True)),
                        ("type", models.CharField(max_length=80, verbose_name="type")),
                        ("at", models.DateTimeField(verbose_name="at")),
                        ("data", models.JSONField()),
                    ],
                    options={
                        "ordering": ["-id"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="efc502aee0513e312751e3546f7e058d9de92a71",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_2374f",
                                    table="followup_webhookevent",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="no_truncate",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="f7a04bf857288deca5ff30526cc064049cfd7aa4",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_no_truncate_ee173",
                                    table="followup_webhookevent",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarDayEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("day", models.DateField(verbose_name="day")),
                        ("is_working", models.BooleanField(verbose_name="working day")),
                        (
                            "name",
                            models.CharField(
                                blank=True, default="", max_length=200, verbose_name="name"
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                blank=True, default="", max_length=100, verbose_name="source"
                            ),
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
                                to="followup.calendarday",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="followup_ca_pgh_obj_4fcb60_idx",
                            ),
                            models.Index(
                                fields=["pgh_created_at", "pgh_id"],
                                name="followup_ca_pgh_cre_6a7ec9_idx",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="no_truncate",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="15bc3ddb1e2c1d0879a937f6b209651623e48c74",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_no_truncate_14b7e",
                                    table="followup_calendardayevent",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="42bb7cf86bfe28f663ba8cac7347510d1f9c7cde",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_64ea3",
                                    table="followup_calendardayevent",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarFeedEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "scope",
                            models.CharField(
                                choices=[
                                    ("personal", "My dates"),
                                    ("organisation", "The organisation's dates"),
                                ],
                                max_length=15,
                                verbose_name="scope",
                            ),
                        ),
                        (
                            "name",
                            models.CharField(
                                blank=True, default="", max_length=100, verbose_name="name"
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
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
                                to="followup.calendarfeed",
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
                                name="followup_ca_pgh_obj_faac0d_idx",
                            ),
                            models.Index(
                                fields=["pgh_created_at", "pgh_id"],
                                name="followup_ca_pgh_cre_f5b173_idx",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="no_truncate",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="7adbc5438866a05ea11fc23a9fadb6d1f16317fa",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_no_truncate_9fff7",
                                    table="followup_calendarfeedevent",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="be46b00462f4dce4f2d6db30c6ee681fed10c013",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_d2329",
                                    table="followup_calendarfeedevent",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChannelEvent",
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
                            "shown_url",
                            models.CharField(
                                blank=True, default="", editable=False, max_length=200
                            ),
                        ),
                        ("is_personal", models.BooleanField(default=False, editable=False)),
                        (
                            "language",
                            models.CharField(
                                blank=True, default="", max_length=10, verbose_name="language"
                            ),
                        ),
                        (
                            "group_kinds",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=60),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="messages",
                            ),
                        ),
                        (
                            "per_minute",
                            models.PositiveSmallIntegerField(
                                default=1, verbose_name="messages a minute"
                            ),
                        ),
                        (
                            "per_quarter_hour",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="messages in 15 minutes"
                            ),
                        ),
                        (
                            "per_hour",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="messages an hour"
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
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
                                to="followup.channel",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="followup_ch_pgh_obj_3c7777_idx",
                            ),
                            models.Index(
                                fields=["pgh_created_at", "pgh_id"],
                                name="followup_ch_pgh_cre_c17e34_idx",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="no_truncate",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="bd7ab0163a9d7fe14d975007b236dd6e5734d10a",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_no_truncate_7247d",
                                    table="followup_channelevent",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="1ff3c6cc82c9d73640dc0990670d53a95a87e79a",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_bf8c3",
                                    table="followup_channelevent",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClockEvent",
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
                        ("type", models.CharField(max_length=20, verbose_name="type")),
                        ("at", models.DateTimeField(verbose_name="at")),
                        (
                            "mark",
                            models.CharField(
                                blank=True, default="", max_length=40, verbose_name="mark"
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True, default="", max_length=500, verbose_name="reason"
                            ),
                        ),
                        ("payload", models.JSONField(blank=True, default=dict)),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "clock",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="followup.clock",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="01a3f4b2023b42be70ba83780f60cbe1fec39ee2",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_0bb86",
                                    table="followup_clockevent",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="no_truncate",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="ecc6c1ba71810d880b4c08d2dd334adf2e548de1",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_no_truncate_7c5a9",
                                    table="followup_clockevent",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClockPolicyEvent",
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
                            "number",
                            models.CharField(
                                blank=True, default="", max_length=10, verbose_name="number"
                            ),
                        ),
                        (
                            "order",
                            models.PositiveSmallIntegerField(default=0, verbose_name="order"),
                        ),
                        (
                            "anchor_en",
                            models.CharField(
                                blank=True,
                                default="",
                                max_length=200,
                                verbose_name="runs from (English)",
                            ),
                        ),
                        (
                            "anchor_zh",
                            models.CharField(
                                blank=True,
                                default="",
                                max_length=200,
                                verbose_name="runs from (Chinese)",
                            ),
                        ),
                        (
                            "stops_en",
                            models.CharField(
                                blank=True,
                                default="",
                                max_length=300,
                                verbose_name="stops when (English)",
                            ),
                        ),
                        (
                            "stops_zh",
                            models.CharField(
                                blank=True,
                                default="",
                                max_length=300,
                                verbose_name="stops when (Chinese)",
                            ),
                        ),
                        (
                            "limit_s",
                            models.BigIntegerField(blank=True, null=True, verbose_name="limit"),
                        ),
                        (
                            "marks",
                            models.JSONField(
                                blank=True, default=list, verbose_name="marks before the limit"
                            ),
                        ),
                        (
                            "breach_to",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="told at the limit",
                            ),
                        ),
                        (
                            "late_marks",
                            models.JSONField(
                                blank=True, default=list, verbose_name="marks after the limit"
                            ),
                        ),
                        (
                            "repeat",
                            models.JSONField(
                                blank=True, default=dict, verbose_name="repeat while breached"
                            ),
                        ),
                        (
                            "pausable",
                            models.BooleanField(default=False, verbose_name="may be paused"),
                        ),
                        (
                            "snooze_max_s",
                            models.PositiveIntegerField(default=0, verbose_name="longest snooze"),
                        ),
                        (
                            "quiet_rule",
                            models.CharField(
                                choices=[
                                    ("never", "Never held"),
                                    ("grade_iv", "Held for grade IV"),
                                    ("grades_iii_iv", "Held for grades III and IV"),
                                    ("always", "Held"),
                                ],
                                default="always",
                                max_length=15,
                                verbose_name="quiet hours",
                            ),
                        ),
                        ("urgent", models.BooleanField(default=False, verbose_name="urgent")),
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
                                to="followup.clockpolicy",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="followup_cl_pgh_obj_c55497_idx",
                            ),
                            models.Index(
                                fields=["pgh_created_at", "pgh_id"],
                                name="followup_cl_pgh_cre_418549_idx",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="no_truncate",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="39e883cfd95ac228830af383b450826bcebe0c90",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_no_truncate_ff904",
                                    table="followup_clockpolicyevent",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="f3fcbdea50ffb5b66da490a4300b27dc3df10870",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_23e0c",
                                    table="followup_clockpolicyevent",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CorrectiveAction",
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
                            "subject_kind",
                            models.CharField(
                                blank=True,
                                default="",
                                max_length=30,
                                verbose_name="kind of subject",
                            ),
                        ),
                        (
                            "subject_code",
                            models.CharField(
                                blank=True, default="", max_length=100, verbose_name="subject"
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("incident", "Incident"),
                                    ("drill", "Drill"),
                                    ("restore_test", "Restore test"),
                                    ("reachability", "Reachability check"),
                                    ("maturity", "Maturity"),
                                    ("audit", "Audit"),
                                    ("gap", "Gap"),
                                    ("review", "Review"),
                                    ("other", "Other"),
                                ],
                                default="other",
                                max_length=15,
                                verbose_name="source",
                            ),
                        ),
                        (
                            "source_ref",
                            models.CharField(
                                blank=True,
                                default="",
                                max_length=200,
                                verbose_name="source reference",
                            ),
                        ),
                        ("finding", models.TextField(verbose_name="finding")),
                        (
                            "root_cause",
                            models.TextField(blank=True, default="", verbose_name="root cause"),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("detect", "Detect"),
                                    ("prevent", "Prevent"),
                                    ("correct", "Correct"),
                                ],
                                default="correct",
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "priority",
                            models.CharField(
                                choices=[
                                    ("P1", "P1 – high"),
                                    ("P2", "P2 – medium"),
                                    ("P3", "P3 – low"),
                                ],
                                default="P2",
                                max_length=2,
                                verbose_name="priority",
                            ),
                        ),
                        ("is_core", models.BooleanField(default=False, editable=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("open", "Open"),
                                    ("in_progress", "In progress"),
                                    ("done", "Awaiting verification"),
                                    ("verified", "Verified"),
                                    ("accepted_risk", "Risk accepted"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="draft",
                                editable=False,
                                max_length=15,
                                verbose_name="state",
                            ),
                        ),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                        (
                            "original_due_on",
                            models.DateField(blank=True, editable=False, null=True),
                        ),
                        (
                            "verify_by",
                            models.CharField(
                                choices=[
                                    ("retest", "Re-test"),
                                    ("document", "Document"),
                                    ("measurement", "Measurement"),
                                ],
                                default="retest",
                                max_length=12,
                                verbose_name="verified by",
                            ),
                        ),
                        (
                            "criterion",
                            models.TextField(
                                blank=True, default="", verbose_name="criterion it must pass"
                            ),
                        ),
                        (
                            "criterion_subject_kind",
                            models.CharField(blank=True, default="", max_length=30),
                        ),
                        (
                            "criterion_subject_code",
                            models.CharField(blank=True, default="", max_length=100),
                        ),
                        (
                            "criterion_measure",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("rto", "Recovery time (RTA)"),
                                    ("rpo", "Recovery point (RPA)"),
                                ],
                                default="",
                                max_length=3,
                                verbose_name="measured value",
                            ),
                        ),
                        (
                            "criterion_limit_s",
                            models.BigIntegerField(blank=True, null=True, verbose_name="at most"),
                        ),
                        (
                            "plan_change",
                            models.CharField(
                                blank=True, default="", max_length=300, verbose_name="plan change"
                            ),
                        ),
                        (
                            "cost_estimate",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=18,
                                null=True,
                                verbose_name="cost estimate",
                            ),
                        ),
                        ("opened_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("done_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        (
                            "verified_at",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        (
                            "risk_expires_on",
                            models.DateField(blank=True, editable=False, null=True),
                        ),
                        (
                            "ineffective_since",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
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
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="actions_owned",
                                to="accounts.person",
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "recurrence_of",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recurrences",
                                to="followup.correctiveaction",
                            ),
                        ),
                        (
                            "risk_accepted_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "verified_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "verifier",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="actions_verified",
                                to="accounts.person",
                                verbose_name="verifier",
                            ),
                        ),
                        (
                            "cause",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="actions",
                                to="followup.rootcause",
                                verbose_name="kind of root cause",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "corrective action",
                        "verbose_name_plural": "corrective actions",
                        "ordering": ["-code"],
                        "indexes": [
                            models.Index(fields=["state", "due_on"], name="action_due"),
                            models.Index(
                                fields=["subject_kind", "subject_code"], name="action_subject"
                            ),
                            models.Index(fields=["source", "source_ref"], name="action_source"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("owner__isnull", True),
                                    ("verifier__isnull", True),
                                    models.Q(("owner", models.F("verifier")), _negated=True),
                                    _connector="OR",
                                ),
                                name="action_verifier_is_not_its_owner",
                                violation_error_message="The verifier is another person than the owner.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("draft", "cancelled")),
                                    models.Q(
                                        ("due_on__isnull", False),
                                        ("owner__isnull", False),
                                        ("verifier__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="action_in_force_has_owner_verifier_and_date",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("risk_expires_on__isnull", False),
                                        ("state", "accepted_risk"),
                                    ),
                                    models.Q(("state", "accepted_risk"), _negated=True),
                                    _connector="OR",
                                ),
                                name="action_accepted_risk_expires",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "verified"), ("verified_at__isnull", False)),
                                    models.Q(("state", "verified"), _negated=True),
                                    _connector="OR",
                                ),
                                name="action_is_verified_at_an_instant",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("criterion_limit_s__isnull", True),
                                    ("criterion_limit_s__gte", 0),
                                    _connector="OR",
                                ),
                                name="action_limit_is_not_negative",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "followup_correctiveactionevent" ("cause_id", "closed_at", "code", "cost_estimate", "created_at", "created_by_id", "criterion", "criterion_limit_s", "criterion_measure", "criterion_subject_code", "criterion_subject_kind", "done_at", "due_on", "finding", "id", "ineffective_since", "is_core", "kind", "opened_at", "original_due_on", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_change", "priority", "recurrence_of_id", "risk_accepted_by_id", "risk_expires_on", "root_cause", "source", "source_ref", "state", "subject_code", "subject_kind", "title", "updated_at", "verified_at", "verified_by_id", "verifier_id", "verify_by", "version") VALUES (NEW."cause_id", NEW."closed_at", NEW."code", NEW."cost_estimate", NEW."created_at", NEW."created_by_id", NEW."criterion", NEW."criterion_limit_s", NEW."criterion_measure", NEW."criterion_subject_code", NEW."criterion_subject_kind", NEW."done_at", NEW."due_on", NEW."finding", NEW."id", NEW."ineffective_since", NEW."is_core", NEW."kind", NEW."opened_at", NEW."original_due_on", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_change", NEW."priority", NEW."recurrence_of_id", NEW."risk_accepted_by_id", NEW."risk_expires_on", NEW."root_cause", NEW."source", NEW."source_ref", NEW."state", NEW."subject_code", NEW."subject_kind", NEW."title", NEW."updated_at", NEW."verified_at", NEW."verified_by_id", NEW."verifier_id", NEW."verify_by", NEW."version"); RETURN NULL;',
                                    hash="b8a19a73de34d3bd93d584e5717a46854cc33514",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_0b117",
                                    table="followup_correctiveaction",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "followup_correctiveactionevent" ("cause_id", "closed_at", "code", "cost_estimate", "created_at", "created_by_id", "criterion", "criterion_limit_s", "criterion_measure", "criterion_subject_code", "criterion_subject_kind", "done_at", "due_on", "finding", "id", "ineffective_since", "is_core", "kind", "opened_at", "original_due_on", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_change", "priority", "recurrence_of_id", "risk_accepted_by_id", "risk_expires_on", "root_cause", "source", "source_ref", "state", "subject_code", "subject_kind", "title", "updated_at", "verified_at", "verified_by_id", "verifier_id", "verify_by", "version") VALUES (NEW."cause_id", NEW."closed_at", NEW."code", NEW."cost_estimate", NEW."created_at", NEW."created_by_id", NEW."criterion", NEW."criterion_limit_s", NEW."criterion_measure", NEW."criterion_subject_code", NEW."criterion_subject_kind", NEW."done_at", NEW."due_on", NEW."finding", NEW."id", NEW."ineffective_since", NEW."is_core", NEW."kind", NEW."opened_at", NEW."original_due_on", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_change", NEW."priority", NEW."recurrence_of_id", NEW."risk_accepted_by_id", NEW."risk_expires_on", NEW."root_cause", NEW."source", NEW."source_ref", NEW."state", NEW."subject_code", NEW."subject_kind", NEW."title", NEW."updated_at", NEW."verified_at", NEW."verified_by_id", NEW."verifier_id", NEW."verify_by", NEW."version"); RETURN NULL;',
                                    hash="78341be837c254820ac09e801703e2b7ef77abe1",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_1e56d",
                                    table="followup_correctiveaction",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "followup_correctiveactionevent" ("cause_id", "closed_at", "code", "cost_estimate", "created_at", "created_by_id", "criterion", "criterion_limit_s", "criterion_measure", "criterion_subject_code", "criterion_subject_kind", "done_at", "due_on", "finding", "id", "ineffective_since", "is_core", "kind", "opened_at", "original_due_on", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_change", "priority", "recurrence_of_id", "risk_accepted_by_id", "risk_expires_on", "root_cause", "source", "source_ref", "state", "subject_code", "subject_kind", "title", "updated_at", "verified_at", "verified_by_id", "verifier_id", "verify_by", "version") VALUES (OLD."cause_id", OLD."closed_at", OLD."code", OLD."cost_estimate", OLD."created_at", OLD."created_by_id", OLD."criterion", OLD."criterion_limit_s", OLD."criterion_measure", OLD."criterion_subject_code", OLD."criterion_subject_kind", OLD."done_at", OLD."due_on", OLD."finding", OLD."id", OLD."ineffective_since", OLD."is_core", OLD."kind", OLD."opened_at", OLD."original_due_on", OLD."owner_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_change", OLD."priority", OLD."recurrence_of_id", OLD."risk_accepted_by_id", OLD."risk_expires_on", OLD."root_cause", OLD."source", OLD."source_ref", OLD."state", OLD."subject_code", OLD."subject_kind", OLD."title", OLD."updated_at", OLD."verified_at", OLD."verified_by_id", OLD."verifier_id", OLD."verify_by", OLD."version"); RETURN NULL;',
                                    hash="1ab8ac3d557bde65f8c13fc96a0dab39027e0f06",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_8fd12",
                                    table="followup_correctiveaction",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Delivery",
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
                        ("channel", models.CharField(max_length=64, verbose_name="channel")),
                        ("language", models.CharField(max_length=10)),
                        ("message_id", models.CharField(max_length=200, unique=True)),
                        ("subject", models.CharField(max_length=300, verbose_name="subject")),
                        ("body", models.TextField(verbose_name="text")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("claimed", "Being sent"),
                                    ("sent", "Sent"),
                                    ("retry", "Tried again later"),
                                    ("failed", "Failed"),
                                ],
                                default="claimed",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "attempts",
                            models.PositiveSmallIntegerField(default=0, verbose_name="attempts"),
                        ),
                        ("resent", models.BooleanField(default=False)),
                        ("lease_until", models.DateTimeField(blank=True, null=True)),
                        ("next_attempt_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "error",
                            models.CharField(
                                blank=True, default="", max_length=500, verbose_name="error"
                            ),
                        ),
                        ("created_at", models.DateTimeField(verbose_name="created")),
                        (
                            "sent_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="sent"),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="deliveries",
                                to="followup.contactpoint",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "delivery",
                        "verbose_name_plural": "deliveries",
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ("claimed", "retry"))),
                                fields=["next_attempt_at"],
                                name="delivery_to_try",
                            ),
                            models.Index(fields=["state", "-id"], name="delivery_state"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FollowupSettingsEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "quiet_from",
                            models.TimeField(
                                default=datetime.time(22, 0), verbose_name="quiet from"
                            ),
                        ),
                        (
                            "quiet_until",
                            models.TimeField(
                                default=datetime.time(7, 0), verbose_name="quiet until"
                            ),
                        ),
                        (
                            "digest_at",
                            models.TimeField(
                                default=datetime.time(8, 30), verbose_name="digest at"
                            ),
                        ),
                        (
                            "digest_on",
                            models.BooleanField(default=True, verbose_name="send the digest"),
                        ),
                        (
                            "bundle_s",
                            models.PositiveIntegerField(
                                default=60, verbose_name="bundling, seconds"
                            ),
                        ),
                        (
                            "acknowledge_link_s",
                            models.PositiveIntegerField(
                                default=86400, verbose_name="validity of acknowledge links, seconds"
                            ),
                        ),
                        (
                            "allowed_schemes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=30),
                                blank=True,
                                default=followup.models.settings.default_schemes,
                                size=None,
                                verbose_name="allowed chat services",
                            ),
                        ),
                        (
                            "allowed_hosts",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=253),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="allowed hosts",
                            ),
                        ),
                        (
                            "allowed_internal",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=253),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="allowed internal hosts",
                            ),
                        ),
                        (
                            "holiday_country",
                            models.CharField(
                                blank=True,
                                default="CN",
                                max_length=2,
                                verbose_name="public holidays of",
                            ),
                        ),
                        (
                            "due_days",
                            models.JSONField(
                                default=followup.models.settings.default_due_days,
                                verbose_name="days until due, by priority",
                            ),
                        ),
                        (
                            "verification_days",
                            models.PositiveSmallIntegerField(
                                default=14, verbose_name="days to verify"
                            ),
                        ),
                        (
                            "recurrence_months",
                            models.PositiveSmallIntegerField(
                                default=12, verbose_name="months in which a recurrence counts"
                            ),
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
                                to="followup.followupsettings",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="followup_fo_pgh_obj_65ff8f_idx",
                            ),
                            models.Index(
                                fields=["pgh_created_at", "pgh_id"],
                                name="followup_fo_pgh_cre_481c69_idx",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="no_truncate",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="cf48d57a577711d5e0480007dd0c2af84ca5e1ed",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_no_truncate_53075",
                                    table="followup_followupsettingsevent",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="e33309615c08f0ed783009490cbac8ef056d050d",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_8de31",
                                    table="followup_followupsettingsevent",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RootCauseEvent",
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
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
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
                                to="followup.rootcause",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="followup_ro_pgh_obj_6e87fe_idx",
                            ),
                            models.Index(
                                fields=["pgh_created_at", "pgh_id"],
                                name="followup_ro_pgh_cre_332658_idx",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="no_truncate",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="032828711eb7899fa80a76afda4e9abf9c0c1680",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_no_truncate_37480",
                                    table="followup_rootcauseevent",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="70ecd300159e15bbc1aeec26d39b934d9ebb6e7c",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_b49ba",
                                    table="followup_rootcauseevent",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WebhookDelivery",
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("pending", "Waiting"),
                                    ("delivered", "Delivered"),
                                    ("failed", "Given up"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="pending",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "attempts",
                            models.PositiveSmallIntegerField(default=0, verbose_name="attempts"),
                        ),
                        ("next_attempt_at", models.DateTimeField(blank=True, null=True)),
                        ("lease_until", models.DateTimeField(blank=True, null=True)),
                        (
                            "status_code",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="answer"
                            ),
                        ),
                        ("response", models.CharField(blank=True, default="", max_length=1000)),
                        ("error", models.CharField(blank=True, default="", max_length=500)),
                        ("duration_ms", models.PositiveIntegerField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(verbose_name="created")),
                        ("delivered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "replay_of",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                to="followup.webhookdelivery",
                            ),
                        ),
                        (
                            "endpoint",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to="followup.webhookendpoint",
                            ),
                        ),
                        (
                            "event",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="followup.webhookevent",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "webhook delivery",
                        "verbose_name_plural": "webhook deliveries",
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "pending")),
                                fields=["next_attempt_at"],
                                name="webhook_to_try",
                            ),
                            models.Index(fields=["endpoint", "-id"], name="webhook_of_endpoint"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WebhookEndpointEvent",
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
                            "name",
                            models.CharField(
                                blank=True, default="", max_length=200, verbose_name="name"
                            ),
                        ),
                        ("url", models.URLField(max_length=500, verbose_name="URL")),
                        (
                            "event_types",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=80),
                                default=list,
                                size=None,
                                verbose_name="events",
                            ),
                        ),
                        (
                            "previous_until",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "failing_since",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        (
                            "disabled_at",
                            models.DateTimeField(blank=True, editable=False, null=True),
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
                                to="followup.webhookendpoint",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="followup_we_pgh_obj_119953_idx",
                            ),
                            models.Index(
                                fields=["pgh_created_at", "pgh_id"],
                                name="followup_we_pgh_cre_e789fa_idx",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="no_truncate",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="5ea55519e9a74eb24ac22ee51acee8ac4cd4f99e",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_no_truncate_7cf6f",
                                    table="followup_webhookendpointevent",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="d5789e0354b89092faf041d451111bab5d663aa9",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_7a2cb",
                                    table="followup_webhookendpointevent",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CorrectiveActionEvent",
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
                            "subject_kind",
                            models.CharField(
                                blank=True,
                                default="",
                                max_length=30,
                                verbose_name="kind of subject",
                            ),
                        ),
                        (
                            "subject_code",
                            models.CharField(
                                blank=True, default="", max_length=100, verbose_name="subject"
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("incident", "Incident"),
                                    ("drill", "Drill"),
                                    ("restore_test", "Restore test"),
                                    ("reachability", "Reachability check"),
                                    ("maturity", "Maturity"),
                                    ("audit", "Audit"),
                                    ("gap", "Gap"),
                                    ("review", "Review"),
                                    ("other", "Other"),
                                ],
                                default="other",
                                max_length=15,
                                verbose_name="source",
                            ),
                        ),
                        (
                            "source_ref",
                            models.CharField(
                                blank=True,
                                default="",
                                max_length=200,
                                verbose_name="source reference",
                            ),
                        ),
                        ("finding", models.TextField(verbose_name="finding")),
                        (
                            "root_cause",
                            models.TextField(blank=True, default="", verbose_name="root cause"),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("detect", "Detect"),
                                    ("prevent", "Prevent"),
                                    ("correct", "Correct"),
                                ],
                                default="correct",
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "priority",
                            models.CharField(
                                choices=[
                                    ("P1", "P1 – high"),
                                    ("P2", "P2 – medium"),
                                    ("P3", "P3 – low"),
                                ],
                                default="P2",
                                max_length=2,
                                verbose_name="priority",
                            ),
                        ),
                        ("is_core", models.BooleanField(default=False, editable=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("open", "Open"),
                                    ("in_progress", "In progress"),
                                    ("done", "Awaiting verification"),
                                    ("verified", "Verified"),
                                    ("accepted_risk", "Risk accepted"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="draft",
                                editable=False,
                                max_length=15,
                                verbose_name="state",
                            ),
                        ),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                        (
                            "original_due_on",
                            models.DateField(blank=True, editable=False, null=True),
                        ),
                        (
                            "verify_by",
                            models.CharField(
                                choices=[
                                    ("retest", "Re-test"),
                                    ("document", "Document"),
                                    ("measurement", "Measurement"),
                                ],
                                default="retest",
                                max_length=12,
                                verbose_name="verified by",
                            ),
                        ),
                        (
                            "criterion",
                            models.TextField(
                                blank=True, default="", verbose_name="criterion it must pass"
                            ),
                        ),
                        (
                            "criterion_subject_kind",
                            models.CharField(blank=True, default="", max_length=30),
                        ),
                        (
                            "criterion_subject_code",
                            models.CharField(blank=True, default="", max_length=100),
                        ),
                        (
                            "criterion_measure",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("rto", "Recovery time (RTA)"),
                                    ("rpo", "Recovery point (RPA)"),
                                ],
                                default="",
                                max_length=3,
                                verbose_name="measured value",
                            ),
                        ),
                        (
                            "criterion_limit_s",
                            models.BigIntegerField(blank=True, null=True, verbose_name="at most"),
                        ),
                        (
                            "plan_change",
                            models.CharField(
                                blank=True, default="", max_length=300, verbose_name="plan change"
                            ),
                        ),
                        (
                            "cost_estimate",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=18,
                                null=True,
                                verbose_name="cost estimate",
                            ),
                        ),
                        ("opened_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("done_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        (
                            "verified_at",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        (
                            "risk_expires_on",
                            models.DateField(blank=True, editable=False, null=True),
                        ),
                        (
                            "ineffective_since",
                            models.DateTimeField(blank=True, editable=False, null=True),
                        ),
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
                                to="followup.correctiveaction",
                            ),
                        ),
                        (
                            "recurrence_of",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="followup.correctiveaction",
                            ),
                        ),
                        (
                            "risk_accepted_by",
                            models.ForeignKey(
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
                        (
                            "verified_by",
                            models.ForeignKey(
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
                        (
                            "verifier",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.person",
                                verbose_name="verifier",
                            ),
                        ),
                        (
                            "cause",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="followup.rootcause",
                                verbose_name="kind of root cause",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["pgh_obj_id", "-pgh_id"],
                                name="followup_co_pgh_obj_e25d94_idx",
                            ),
                            models.Index(
                                fields=["pgh_created_at", "pgh_id"],
                                name="followup_co_pgh_cre_75045f_idx",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="no_truncate",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="26213b836e8c9e7941ca274a7f2495dc968bc2c6",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_no_truncate_8b96d",
                                    table="followup_correctiveactionevent",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="92288180d6c46b152def29e090a9813ad532582c",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_f39d5",
                                    table="followup_correctiveactionevent",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Evidence",
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
                        ("text", models.CharField(max_length=500, verbose_name="description")),
                        (
                            "url",
                            models.URLField(
                                blank=True, default="", max_length=500, verbose_name="link"
                            ),
                        ),
                        ("file_name", models.CharField(blank=True, default="", max_length=200)),
                        ("content_type", models.CharField(blank=True, default="", max_length=100)),
                        ("size_bytes", models.PositiveIntegerField(blank=True, null=True)),
                        ("sha256", models.CharField(blank=True, default="", max_length=64)),
                        ("content", models.BinaryField(blank=True, null=True)),
                        ("at", models.DateTimeField()),
                        (
                            "action",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evidence",
                                to="followup.correctiveaction",
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
                        "ordering": ["id"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="f79e050521284d4fdfee192e427b594bf83307d2",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_6646e",
                                    table="followup_evidence",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="no_truncate",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="08590e39b0c89aa29e534bd522aad9eafd89b439",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_no_truncate_0b262",
                                    table="followup_evidence",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Notification",
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
                            "subject_kind",
                            models.CharField(
                                blank=True,
                                default="",
                                max_length=30,
                                verbose_name="kind of subject",
                            ),
                        ),
                        (
                            "subject_code",
                            models.CharField(
                                blank=True, default="", max_length=100, verbose_name="subject"
                            ),
                        ),
                        ("dedup_key", models.CharField(max_length=300, unique=True)),
                        ("kind", models.CharField(max_length=60, verbose_name="kind")),
                        ("title", models.CharField(blank=True, default="", max_length=300)),
                        ("url", models.CharField(blank=True, default="", max_length=300)),
                        (
                            "roles",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("channel", models.CharField(max_length=64, verbose_name="channel")),
                        ("params", models.JSONField(blank=True, default=dict)),
                        ("grade", models.CharField(blank=True, default="", max_length=4)),
                        ("exercise", models.BooleanField(blank=True, null=True)),
                        ("urgent", models.BooleanField(default=False)),
                        ("held_in_quiet_hours", models.BooleanField(default=True)),
                        ("asks_acknowledgement", models.BooleanField(default=False)),
                        ("mark", models.CharField(blank=True, default="", max_length=40)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("pending", "Waiting"),
                                    ("sending", "Being sent"),
                                    ("sent", "Sent"),
                                    ("failed", "Failed"),
                                    ("suppressed", "Not sent"),
                                    ("expired", "Expired"),
                                ],
                                default="pending",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, default="", max_length=60)),
                        ("not_before", models.DateTimeField()),
                        ("expires_at", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("read_at", models.DateTimeField(blank=True, null=True)),
                        ("ack_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "clock",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notifications",
                                to="followup.clock",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notifications",
                                to="followup.contactpoint",
                            ),
                        ),
                        (
                            "delivery",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="notifications",
                                to="followup.delivery",
                            ),
                        ),
                        (
                            "instead_of",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="followup.notification",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notifications",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notifications",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "notification",
                        "verbose_name_plural": "notifications",
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "pending")),
                                fields=["not_before"],
                                name="notification_waiting",
                            ),
                            models.Index(
                                condition=models.Q(("state", "pending")),
                                fields=["contact", "not_before"],
                                name="notification_of_contact",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("channel", "in_app"),
                                    ("read_at__isnull", True),
                                    ("state", "sent"),
                                ),
                                fields=["user"],
                                name="notification_unread",
                            ),
                            models.Index(fields=["user", "-id"], name="notification_inbox"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Postponement",
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
                        ("from_on", models.DateField()),
                        ("to_on", models.DateField()),
                        ("reason", models.CharField(max_length=500)),
                        ("at", models.DateTimeField()),
                        (
                            "action",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="postponements",
                                to="followup.correctiveaction",
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
                        "ordering": ["id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("to_on__gt", models.F("from_on"))),
                                name="postponement_is_to_a_later_day",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="3fee2dbbfee64e3c057bcd1cc050f88d69d0995a",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_04202",
                                    table="followup_postponement",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="no_truncate",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="0f130d9e4b568fd20c249fd7cbbb326784dc9e4a",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_no_truncate_6fe4b",
                                    table="followup_postponement",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Retest",
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
                        ("source", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
                        ("passed", models.BooleanField()),
                        (
                            "value_s",
                            models.BigIntegerField(
                                blank=True, editable=False, null=True, verbose_name=""
                            ),
                        ),
                        (
                            "limit_s",
                            models.BigIntegerField(
                                blank=True, editable=False, null=True, verbose_name=""
                            ),
                        ),
                        ("confidence", models.CharField(default="measured", max_length=10)),
                        ("note", models.CharField(blank=True, default="", max_length=500)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "action",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="retests",
                                to="followup.correctiveaction",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("source", "manual"), _negated=True),
                                fields=("action", "source"),
                                name="retest_counts_a_source_once",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="a46a07de4e1ebcffc7a7b5fe1abec2d0e31c5905",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_30ff6",
                                    table="followup_retest",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="no_truncate",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="5fe0b0472b43a8fbd3f02ecb455f0684c01c39ae",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_no_truncate_0d818",
                                    table="followup_retest",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ActionEntry",
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
                        ("seq", models.PositiveIntegerField(verbose_name="number")),
                        ("type", models.CharField(max_length=30, verbose_name="type")),
                        ("at", models.DateTimeField(verbose_name="at")),
                        ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("ui", "Page"),
                                    ("api", "API"),
                                    ("system", "System"),
                                    ("import", "Import"),
                                ],
                                default="ui",
                                max_length=10,
                            ),
                        ),
                        ("payload", models.JSONField(blank=True, default=dict)),
                        ("text", models.TextField(blank=True, default="", verbose_name="text")),
                        ("language", models.CharField(blank=True, default="", max_length=10)),
                        (
                            "previous_digest",
                            models.CharField(blank=True, default="", max_length=64),
                        ),
                        ("digest", models.CharField(max_length=64)),
                        (
                            "actor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "corrects",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrected_by",
                                to="followup.actionentry",
                            ),
                        ),
                        (
                            "action",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="timeline",
                                to="followup.correctiveaction",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["seq"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("action", "seq"), name="action_entry_number_is_unique"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="abf2216a3bbb7ab5b63fd7ec52c3068a054a222d",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_87d36",
                                    table="followup_actionentry",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="no_truncate",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="4648355f2f96ccc52a89db75b2acadf37b84efc7",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_no_truncate_e4eef",
                                    table="followup_actionentry",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
