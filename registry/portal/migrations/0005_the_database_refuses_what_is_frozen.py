"""The database refuses to build on an act that a dispute freezes, and to use a mandate that is frozen or ended.

The columns of a table that build on what a private person filed: while a dispute on the row is open, they keep what they
hold. What an authority decides on its own is in other tables and is never touched. Plain triggers: no session setting
switches them off.
"""

from typing import ClassVar

from django.db import migrations

# Empty: no column of the row may change.
FROZEN = {
    "casework_productiondeclaration": (),
    "casework_locationdeclaration": ("result", "verified_on", "verified_by", "verified_place_id", "document"),
    "casework_changeofright": (),
    "casework_succession": (),
    "casework_lifting": (),
    "casework_challenge": (),
}

FUNCTIONS = """
CREATE FUNCTION portal_refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM portal_dispute d
    WHERE d.subject_kind = TG_ARGV[0] AND d.subject_id = NEW.id AND d.state = 'open' AND d.is_frozen
  ) THEN
    RAISE EXCEPTION 'a dispute freezes % %: nothing is built on it until it is answered', TG_ARGV[0], NEW.id
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION portal_refuse_mandate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM portal_mandate m WHERE m.id = NEW.mandate_id AND (m.frozen_at IS NOT NULL OR m.ended_at IS NOT NULL)
  ) THEN
    RAISE EXCEPTION 'mandate % is frozen or has ended', NEW.mandate_id USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER portal_mandate_counts BEFORE INSERT ON portal_mandateuse FOR EACH ROW
  EXECUTE FUNCTION portal_refuse_mandate();
"""


def guards() -> str:
    """Return a trigger a table."""
    return "\n".join(
        f"CREATE TRIGGER portal_frozen BEFORE UPDATE {'OF ' + ', '.join(columns) if columns else ''} ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION portal_refuse_frozen('{table.replace('_', '.')}');"
        for table, columns in FROZEN.items()
    )


def without() -> str:
    """Return how to take everything away again."""
    lines = [f"DROP TRIGGER portal_frozen ON {table};" for table in FROZEN]
    lines += ["DROP TRIGGER portal_mandate_counts ON portal_mandateuse;"]
    lines += ["DROP FUNCTION portal_refuse_frozen();", "DROP FUNCTION portal_refuse_mandate();"]
    return "\n".join(lines)


class Migration(migrations.Migration):
    """Functions, then a trigger a table."""

    dependencies: ClassVar = [
        ("portal", "0004_events_of_an_entry"),
        ("casework", "0002_the_database_refuses"),
    ]
    operations: ClassVar = [migrations.RunSQL(FUNCTIONS + guards(), without())]
