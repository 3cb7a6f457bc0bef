import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import lib.migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_append_only_and_newest_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("bia", "0002_tier_active_and_import_upload"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        lib.migrations.Together(
            operations=[
                migrations.CreateModel(
                    name="ObligationProcessEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "obligation",
                            models.ForeignKey(
                                db_constraint=False,
                                db_tablespace="",
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.obligation",
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
                            "process",
                            models.ForeignKey(
                                db_constraint=False,
                                db_tablespace="",
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
                                fields=["id", "-pgh_id"], name="bia_obligat_id_c2b393_idx"
                            ),
                            models.Index(
                                fields=["pgh_created_at", "pgh_id"],
                                name="bia_obligat_pgh_cre_b1842a_idx",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="no_truncate",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="1b26f2e82cb57b2ff3a3477d9f2fa2fd383fac00",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_no_truncate_f72f7",
                                    table="bia_obligationprocessevent",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="55b7d16b9e0cc2c2bcb71cdd6a1ad71722dd05b3",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_aad0d",
                                    table="bia_obligationprocessevent",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ObligationProductEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "obligation",
                            models.ForeignKey(
                                db_constraint=False,
                                db_tablespace="",
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.obligation",
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
                            "product",
                            models.ForeignKey(
                                db_constraint=False,
                                db_tablespace="",
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.product",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["id", "-pgh_id"], name="bia_obligat_id_fb932e_idx"
                            ),
                            models.Index(
                                fields=["pgh_created_at", "pgh_id"],
                                name="bia_obligat_pgh_cre_63b908_idx",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="no_truncate",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="4d35b2cf04771897225d224f09bac84ef54b0341",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_no_truncate_1a305",
                                    table="bia_obligationproductevent",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="5d31034473344d22b58d576fbef537657d8865c2",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_631d3",
                                    table="bia_obligationproductevent",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProductProcessEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
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
                            "process",
                            models.ForeignKey(
                                db_constraint=False,
                                db_tablespace="",
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.process",
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                db_constraint=False,
                                db_tablespace="",
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="bia.product",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["id", "-pgh_id"], name="bia_product_id_15a418_idx"
                            ),
                            models.Index(
                                fields=["pgh_created_at", "pgh_id"],
                                name="bia_product_pgh_cre_0a57e7_idx",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="no_truncate",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                                    hash="6293adc0d50164bfdd36f79264a0a68c8a622f91",
                                    level="STATEMENT",
                                    operation="TRUNCATE",
                                    pgid="pgtrigger_no_truncate_d29a0",
                                    table="bia_productprocessevent",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="4d49718593bff9ec92e4f930f01a716d907acbef",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_8cd5b",
                                    table="bia_productprocessevent",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ObligationProcess",
                    fields=[],
                    options={
                        "proxy": True,
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=("bia.obligation_processes",),
                ),
                migrations.CreateModel(
                    name="ObligationProduct",
                    fields=[],
                    options={
                        "proxy": True,
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=("bia.obligation_products",),
                ),
                migrations.CreateModel(
                    name="ProductProcess",
                    fields=[],
                    options={
                        "proxy": True,
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=("bia.product_processes",),
                ),
                migrations.AddIndex(
                    model_name="assessmentevent",
                    index=models.Index(
                        fields=["pgh_created_at", "pgh_id"], name="bia_assessm_pgh_cre_761b5e_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="campaignevent",
                    index=models.Index(
                        fields=["pgh_created_at", "pgh_id"], name="bia_campaig_pgh_cre_8ea7ce_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="campaignitemevent",
                    index=models.Index(
                        fields=["pgh_created_at", "pgh_id"], name="bia_campaig_pgh_cre_9058f4_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="dependencyevent",
                    index=models.Index(
                        fields=["pgh_created_at", "pgh_id"], name="bia_depende_pgh_cre_b1f1da_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="impactanchorevent",
                    index=models.Index(
                        fields=["pgh_created_at", "pgh_id"], name="bia_impacta_pgh_cre_129290_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="impactcategoryevent",
                    index=models.Index(
                        fields=["pgh_created_at", "pgh_id"], name="bia_impactc_pgh_cre_2b8507_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="impactlevelevent",
                    index=models.Index(
                        fields=["pgh_created_at", "pgh_id"], name="bia_impactl_pgh_cre_96d7fb_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="impactratingevent",
                    index=models.Index(
                        fields=["pgh_created_at", "pgh_id"], name="bia_impactr_pgh_cre_37b9c7_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="ladderstepevent",
                    index=models.Index(
                        fields=["pgh_created_at", "pgh_id"], name="bia_ladders_pgh_cre_aba830_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="measurementevent",
                    index=models.Index(
                        fields=["pgh_created_at", "pgh_id"], name="bia_measure_pgh_cre_6ea0fe_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="obligationevent",
                    index=models.Index(
                        fields=["pgh_created_at", "pgh_id"], name="bia_obligat_pgh_cre_ea858d_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="processevent",
                    index=models.Index(
                        fields=["pgh_created_at", "pgh_id"], name="bia_process_pgh_cre_c3873e_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="productevent",
                    index=models.Index(
                        fields=["pgh_created_at", "pgh_id"], name="bia_product_pgh_cre_898742_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="siteevent",
                    index=models.Index(
                        fields=["pgh_created_at", "pgh_id"], name="bia_siteeve_pgh_cre_d2eb0f_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="supplierevent",
                    index=models.Index(
                        fields=["pgh_created_at", "pgh_id"], name="bia_supplie_pgh_cre_228fe4_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="systemevent",
                    index=models.Index(
                        fields=["pgh_created_at", "pgh_id"], name="bia_systeme_pgh_cre_2454da_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="teammemberevent",
                    index=models.Index(
                        fields=["pgh_created_at", "pgh_id"], name="bia_teammem_pgh_cre_8989e8_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="tierevent",
                    index=models.Index(
                        fields=["pgh_created_at", "pgh_id"], name="bia_tiereve_pgh_cre_775793_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="timebandevent",
                    index=models.Index(
                        fields=["pgh_created_at", "pgh_id"], name="bia_timeban_pgh_cre_e77979_idx"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="assessmentevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                            hash="7e7e3b4d683375ff87d4a2ef937226ed32164973",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_b5229",
                            table="bia_assessmentevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="assessmentsnapshot",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                            hash="ec8bdba217ce38d261392d73d3bd8c1fea01bf00",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_27aaf",
                            table="bia_assessmentsnapshot",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="campaignevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                            hash="e6a1963fc67a3a646e411b1ffc07efb2ac2bcc9d",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_0357f",
                            table="bia_campaignevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="campaignitemevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                            hash="e587dce653b5621fb7e4dfad7afe3cfc735c7202",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_2f46b",
                            table="bia_campaignitemevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="catalogueversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                            hash="3e977117dad33eb5e3e46ffbf2c3b52392d785ff",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_a860a",
                            table="bia_catalogueversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="confirmation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                            hash="a5d77a7448b3c53386a829fc096be12f811f0341",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_4fcd6",
                            table="bia_confirmation",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="dependencyevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                            hash="c44faa660cafca7332aa6105c29028d123b44e67",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_c66f4",
                            table="bia_dependencyevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="impactanchorevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                            hash="44f019bdc3c876071af8941ee07c14f51994b03f",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_7141a",
                            table="bia_impactanchorevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="impactcategoryevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                            hash="4a709801bfeca1ea79f8249618f0adfaa0a6fed5",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_a4a74",
                            table="bia_impactcategoryevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="impactlevelevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                            hash="d970920d4c7e5e3d7a75ae8e900627eda0fa6afc",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_682df",
                            table="bia_impactlevelevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="impactratingevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                            hash="993389f056c66e9e14a1488352e4341f3e4e2196",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_cdee2",
                            table="bia_impactratingevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="ladderstepevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                            hash="ec85fe9339f98092b208cf0dc09a1a10afaaa667",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_0363e",
                            table="bia_ladderstepevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="majorchange",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                            hash="96c2159d35c1606f52c9bd7f241759f042c3ebf0",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_9ad5b",
                            table="bia_majorchange",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="measurement",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                            hash="b4cc0fb75f0f79e5524e068f9f1c40934c3baa6a",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_a1709",
                            table="bia_measurement",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="measurementevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                            hash="bd86b37ca104d2e9b5d68e4719c2118dcfdcd02f",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_ba5fd",
                            table="bia_measurementevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="obligationevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                            hash="ea035ba51a1ad7c59aab4b9f055572187792438d",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_7fb45",
                            table="bia_obligationevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="processevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                            hash="9766995990cf83609d6b42071a1eaa86610c7ef8",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_237a4",
                            table="bia_processevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="productevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                            hash="0ff7224d24f9e86696a2ea330f5b6e81f6030649",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_73cbe",
                            table="bia_productevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="siteevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                            hash="77b8c8ed8206d38df02d25b66ffef6c8eb39fd41",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_dffef",
                            table="bia_siteevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="supplierevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                            hash="3a21962763555d93a87059b7c331d32ddf79d3c8",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_26bd0",
                            table="bia_supplierevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="systemevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                            hash="b33e265fbb18c6873d69191ca5fb5c493eeca140",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_3f651",
                            table="bia_systemevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="teammemberevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                            hash="d40a9907dd4491a6736b98a2ee2f43cec0532b61",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_4d3e5",
                            table="bia_teammemberevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="tierevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                            hash="d691ee2e2dc90926297db262d898ec68dfca82df",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_3aeb7",
                            table="bia_tierevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="timebandevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="no_truncate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN\n            RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                            hash="02dd7ffa579039b08513bef09f8288813b569061",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_04c53",
                            table="bia_timebandevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="obligationprocess",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "bia_obligationprocessevent" ("id", "obligation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "process_id") VALUES (NEW."id", NEW."obligation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."process_id"); RETURN NULL;',
                            hash="e48fc22e5c1c02332e624108c4f3f78210f1eaba",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_070dd",
                            table="bia_obligation_processes",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="obligationprocess",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "bia_obligationprocessevent" ("id", "obligation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "process_id") VALUES (OLD."id", OLD."obligation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."process_id"); RETURN NULL;',
                            hash="009faeab4a7697636c22f20e1ce57b41681e0de6",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_6ddc2",
                            table="bia_obligation_processes",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="obligationproduct",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "bia_obligationproductevent" ("id", "obligation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "product_id") VALUES (NEW."id", NEW."obligation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."product_id"); RETURN NULL;',
                            hash="da6cea0f0e8aaa20811b5308955cf58212320a10",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_e5e79",
                            table="bia_obligation_products",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="obligationproduct",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "bia_obligationproductevent" ("id", "obligation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "product_id") VALUES (OLD."id", OLD."obligation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."product_id"); RETURN NULL;',
                            hash="759135f40353a2362c9426a89135aad39782a751",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_97a99",
                            table="bia_obligation_products",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="productprocess",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "bia_productprocessevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "process_id", "product_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."process_id", NEW."product_id"); RETURN NULL;',
                            hash="52f8be14bb4ae241e3725ed4affb233a08a8ecdd",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_98b32",
                            table="bia_product_processes",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="productprocess",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "bia_productprocessevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "process_id", "product_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."process_id", OLD."product_id"); RETURN NULL;',
                            hash="da88993b9851f820634162c8504fcad0b1b5c8ef",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_e0588",
                            table="bia_product_processes",
                            when="AFTER",
                        ),
                    ),
                ),
            ],
        ),
    ]
