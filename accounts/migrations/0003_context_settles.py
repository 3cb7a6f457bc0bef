"""Who did it stays what it was: a context row settles after 15 minutes and is never removed.

pghistory updates the context of a running request or task when it learns more (the user of a
token), so it cannot be frozen at once. Afterwards only the address may go (it is personal).
See docs/adr/0002-tamper-evident-audit-trail.md.
"""

from django.db import migrations

SETTLE = """
CREATE FUNCTION audit_context_settles() RETURNS trigger AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.id = OLD.id AND NEW.created_at = OLD.created_at AND (
        OLD.created_at > now() - interval '15 minutes'
        OR NEW.metadata = OLD.metadata - 'address'
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the context of an audit event is append-only'
        USING ERRCODE = 'integrity_constraint_violation';
END;
$$ LANGUAGE plpgsql;

CREATE FUNCTION audit_context_stays() RETURNS trigger AS $$
BEGIN
    IF COALESCE(current_setting('bcm.truncate', true), '') <> 'allowed' THEN
        RAISE EXCEPTION 'Cannot truncate %: it is append-only', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER audit_context_settles BEFORE UPDATE OR DELETE ON pghistory_context
    FOR EACH ROW EXECUTE FUNCTION audit_context_settles();
CREATE TRIGGER audit_context_stays BEFORE TRUNCATE ON pghistory_context
    FOR EACH STATEMENT EXECUTE FUNCTION audit_context_stays();
CREATE INDEX audit_context_by_time ON pghistory_context (created_at, id);
"""

UNSETTLE = """
DROP INDEX audit_context_by_time;
DROP TRIGGER audit_context_stays ON pghistory_context;
DROP TRIGGER audit_context_settles ON pghistory_context;
DROP FUNCTION audit_context_stays();
DROP FUNCTION audit_context_settles();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_append_only_and_newest_first"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [migrations.RunSQL(SETTLE, UNSETTLE)]
