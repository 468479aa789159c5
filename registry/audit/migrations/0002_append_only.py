"""Events and seals are append-only in the database itself; of a personal value only the erasure is allowed.

Plain triggers, not those of a library: no session setting switches them off.
"""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % is refused: the event log is append-only', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event
  FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE ON audit_seal
  FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_seal_no_truncate BEFORE TRUNCATE ON audit_seal
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

CREATE FUNCTION audit_only_erase() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.id = OLD.id AND NEW.event_id = OLD.event_id AND NEW.field = OLD.field AND NEW.salt = OLD.salt
     AND NEW.before IS NULL AND NEW.after IS NULL AND NEW.erased_at IS NOT NULL AND OLD.erased_at IS NULL THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a personal value can only be erased, not changed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_personalvalue_only_erase BEFORE UPDATE ON audit_personalvalue
  FOR EACH ROW EXECUTE FUNCTION audit_only_erase();
CREATE TRIGGER audit_personalvalue_no_delete BEFORE DELETE ON audit_personalvalue
  FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_personalvalue_no_truncate BEFORE TRUNCATE ON audit_personalvalue
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
"""

BACKWARD = """
DROP TRIGGER audit_event_append_only ON audit_event;
DROP TRIGGER audit_event_no_truncate ON audit_event;
DROP TRIGGER audit_seal_append_only ON audit_seal;
DROP TRIGGER audit_seal_no_truncate ON audit_seal;
DROP TRIGGER audit_personalvalue_only_erase ON audit_personalvalue;
DROP TRIGGER audit_personalvalue_no_delete ON audit_personalvalue;
DROP TRIGGER audit_personalvalue_no_truncate ON audit_personalvalue;
DROP FUNCTION audit_refuse();
DROP FUNCTION audit_only_erase();
"""


class Migration(migrations.Migration):
    """Triggers on the three tables of the log."""

    dependencies: ClassVar = [("audit", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
