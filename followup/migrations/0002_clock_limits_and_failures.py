import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import lib.migrations


class Migration(migrations.Migration):
    dependencies = [
        ("followup", "0001_initial"),
    ]

    operations = [
        lib.migrations.Together(
            operations=[
                pgtrigger.migrations.RemoveTrigger(
                    model_name="clockpolicy",
                    name="insert_insert",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="clockpolicy",
                    name="update_update",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="clockpolicy",
                    name="delete_delete",
                ),
                migrations.AddField(
                    model_name="clock",
                    name="failure",
                    field=models.CharField(
                        blank=True, default="", max_length=500, verbose_name="failure"
                    ),
                ),
                migrations.AddField(
                    model_name="clockpolicy",
                    name="alarm_after_s",
                    field=models.PositiveIntegerField(
                        default=0, verbose_name="earliest alarm, seconds"
                    ),
                ),
                migrations.AddField(
                    model_name="clockpolicy",
                    name="limit_working_days",
                    field=models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="limit in working days"
                    ),
                ),
                migrations.AddField(
                    model_name="clockpolicy",
                    name="limits_by_grade",
                    field=models.JSONField(
                        blank=True, default=dict, verbose_name="limits by grade"
                    ),
                ),
                migrations.AddField(
                    model_name="clockpolicyevent",
                    name="alarm_after_s",
                    field=models.PositiveIntegerField(
                        default=0, verbose_name="earliest alarm, seconds"
                    ),
                ),
                migrations.AddField(
                    model_name="clockpolicyevent",
                    name="limit_working_days",
                    field=models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="limit in working days"
                    ),
                ),
                migrations.AddField(
                    model_name="clockpolicyevent",
                    name="limits_by_grade",
                    field=models.JSONField(
                        blank=True, default=dict, verbose_name="limits by grade"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="clockpolicy",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "followup_clockpolicyevent" ("alarm_after_s", "anchor_en", "anchor_zh", "breach_to", "code", "created_at", "id", "late_marks", "limit_s", "limit_working_days", "limits_by_grade", "marks", "name_en", "name_zh", "number", "order", "pausable", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quiet_rule", "repeat", "snooze_max_s", "stops_en", "stops_zh", "updated_at", "urgent", "version") VALUES (NEW."alarm_after_s", NEW."anchor_en", NEW."anchor_zh", NEW."breach_to", NEW."code", NEW."created_at", NEW."id", NEW."late_marks", NEW."limit_s", NEW."limit_working_days", NEW."limits_by_grade", NEW."marks", NEW."name_en", NEW."name_zh", NEW."number", NEW."order", NEW."pausable", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."quiet_rule", NEW."repeat", NEW."snooze_max_s", NEW."stops_en", NEW."stops_zh", NEW."updated_at", NEW."urgent", NEW."version"); RETURN NULL;',
                            hash="670649f3dd6966977a834a8c7fecc56bd70b1b34",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_ec8b5",
                            table="followup_clockpolicy",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="clockpolicy",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "followup_clockpolicyevent" ("alarm_after_s", "anchor_en", "anchor_zh", "breach_to", "code", "created_at", "id", "late_marks", "limit_s", "limit_working_days", "limits_by_grade", "marks", "name_en", "name_zh", "number", "order", "pausable", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quiet_rule", "repeat", "snooze_max_s", "stops_en", "stops_zh", "updated_at", "urgent", "version") VALUES (NEW."alarm_after_s", NEW."anchor_en", NEW."anchor_zh", NEW."breach_to", NEW."code", NEW."created_at", NEW."id", NEW."late_marks", NEW."limit_s", NEW."limit_working_days", NEW."limits_by_grade", NEW."marks", NEW."name_en", NEW."name_zh", NEW."number", NEW."order", NEW."pausable", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."quiet_rule", NEW."repeat", NEW."snooze_max_s", NEW."stops_en", NEW."stops_zh", NEW."updated_at", NEW."urgent", NEW."version"); RETURN NULL;',
                            hash="f5f6f313a9e6c5dc4404bb52cd80dc79f8aed87a",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_f1981",
                            table="followup_clockpolicy",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="clockpolicy",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "followup_clockpolicyevent" ("alarm_after_s", "anchor_en", "anchor_zh", "breach_to", "code", "created_at", "id", "late_marks", "limit_s", "limit_working_days", "limits_by_grade", "marks", "name_en", "name_zh", "number", "order", "pausable", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quiet_rule", "repeat", "snooze_max_s", "stops_en", "stops_zh", "updated_at", "urgent", "version") VALUES (OLD."alarm_after_s", OLD."anchor_en", OLD."anchor_zh", OLD."breach_to", OLD."code", OLD."created_at", OLD."id", OLD."late_marks", OLD."limit_s", OLD."limit_working_days", OLD."limits_by_grade", OLD."marks", OLD."name_en", OLD."name_zh", OLD."number", OLD."order", OLD."pausable", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."quiet_rule", OLD."repeat", OLD."snooze_max_s", OLD."stops_en", OLD."stops_zh", OLD."updated_at", OLD."urgent", OLD."version"); RETURN NULL;',
                            hash="3d7e8850937834c5a850c8aca56493f25332a24c",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_a5ce7",
                            table="followup_clockpolicy",
                            when="AFTER",
                        ),
                    ),
                ),
            ],
        ),
    ]
