"""The database refuses what an officer must not do, whatever code runs.

Who declared a conflict of interest writes nothing on the case; an entry is excluded or revoked by a person only with an
act that stands and that a second, different officer confirmed. Plain triggers: no session setting switches them off.
"""

from typing import ClassVar

from django.db import migrations

# Table, and the columns that name who acts. Each table carries registration_id.
GUARDED = {
    "casework_act": ("by_key", "second_key"),
    "casework_steprecord": ("by_key",),
    "casework_servicerecord": ("by_key",),
    "casework_challenge": ("by_key",),
    "casework_observation": ("by_key",),
    "casework_opinion": ("answered_by",),
    "casework_changeofright": ("by_key",),
    "casework_succession": ("by_key",),
    "casework_lifting": ("by_key",),
    "casework_opposition": ("by_key",),
    "casework_locationdeclaration": ("by_key", "verified_by"),
    "casework_productiondeclaration": ("by_key",),
    "formalization_statechange": ("by_key",),
    "formalization_determination": ("by_key", "second_key"),
}

FUNCTIONS = """
CREATE FUNCTION casework_has_conflict(actor text, registration bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT 1 FROM casework_conflict c JOIN formalization_registration r ON r.id = registration
    WHERE c.user_key = actor AND c.withdrawn_at IS NULL AND (
      c.registration_id = r.id OR c.person_id = r.person_id OR c.group_id = r.group_id
      OR EXISTS (SELECT 1 FROM miners_membership m WHERE m.group_id = r.group_id AND m.person_id = c.person_id)
    )
  )
$$;

CREATE FUNCTION casework_refuse_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  fresh jsonb := to_jsonb(NEW);
  stale jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) ELSE '{}'::jsonb END;
  actor text;
  field text;
BEGIN
  FOREACH field IN ARRAY TG_ARGV LOOP
    actor := fresh ->> field;
    IF actor LIKE 'user:%' AND actor IS DISTINCT FROM (stale ->> field)
       AND casework_has_conflict(actor, (fresh ->> 'registration_id')::bigint) THEN
      RAISE EXCEPTION 'a declared conflict of interest keeps % from acting on registration %',
        actor, fresh ->> 'registration_id' USING ERRCODE = 'insufficient_privilege';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;

CREATE FUNCTION casework_two_for_an_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.reason_code = 'published_list' AND NEW.from_on IS NULL THEN
    RETURN NEW;  -- an import writes down what the ministry's list says; it decides nothing
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM casework_act a
    WHERE a.registration_id = NEW.registration_id AND a.effect_state = NEW.state AND a.state = 'standing'
      AND a.state_change_id IS NULL AND a.second_key <> '' AND a.second_key <> a.by_key
  ) THEN
    RAISE EXCEPTION 'registration % is % only by an act that a second officer confirmed', NEW.registration_id, NEW.state
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER casework_two_for_an_end BEFORE INSERT ON formalization_statechange FOR EACH ROW
  WHEN (NEW.state IN ('excluded', 'revoked') AND NEW.by_key LIKE 'user:%')
  EXECUTE FUNCTION casework_two_for_an_end();
"""


def guards() -> str:
    """Return the triggers against conflicts of interest."""
    lines = []
    for table, fields in GUARDED.items():
        names = ", ".join(f"'{field}'" for field in fields)
        lines.append(
            f"CREATE TRIGGER casework_no_conflict BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION casework_refuse_conflict({names});"
        )
    return "\n".join(lines)


def without() -> str:
    """Return how to take everything away again."""
    lines = [f"DROP TRIGGER casework_no_conflict ON {table};" for table in GUARDED]
    lines += [
        "DROP TRIGGER casework_two_for_an_end ON formalization_statechange;",
        "DROP FUNCTION casework_two_for_an_end();",
        "DROP FUNCTION casework_refuse_conflict();",
        "DROP FUNCTION casework_has_conflict(text, bigint);",
    ]
    return "\n".join(lines)


class Migration(migrations.Migration):
    """Functions, then a trigger a table."""

    dependencies: ClassVar = [
        ("casework", "0001_files_acts_clocks_and_offices"),
        ("formalization", "0003_determinations_and_law_versions"),
        ("miners", "0001_initial"),
    ]
    operations: ClassVar = [migrations.RunSQL(FUNCTIONS + guards(), without())]
