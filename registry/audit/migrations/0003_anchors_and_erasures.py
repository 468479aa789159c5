"""Anchors of the chain and traces of erasures; both append-only in the database itself."""

from typing import ClassVar

from django.db import migrations, models

FORWARD = """
CREATE TRIGGER audit_anchor_append_only BEFORE UPDATE OR DELETE ON audit_anchor
  FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_anchor_no_truncate BEFORE TRUNCATE ON audit_anchor
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_erasure_append_only BEFORE UPDATE OR DELETE ON audit_erasure
  FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_erasure_no_truncate BEFORE TRUNCATE ON audit_erasure
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
"""
BACKWARD = """
DROP TRIGGER audit_anchor_append_only ON audit_anchor;
DROP TRIGGER audit_anchor_no_truncate ON audit_anchor;
DROP TRIGGER audit_erasure_append_only ON audit_erasure;
DROP TRIGGER audit_erasure_no_truncate ON audit_erasure;
"""


class Migration(migrations.Migration):
    """Two tables and their triggers."""

    dependencies: ClassVar = [
        ("audit", "0002_append_only"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Anchor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(help_text="Day of the anchor, in Lima.", unique=True)),
                ("position", models.PositiveBigIntegerField(help_text="Last place of the chain at that moment.")),
                (
                    "digest",
                    models.CharField(
                        help_text="Hash at that place, which stands for everything before it.", max_length=64
                    ),
                ),
                ("made_at", models.DateTimeField(help_text="When it was made.")),
            ],
            options={
                "verbose_name": "anchor",
                "verbose_name_plural": "anchors",
                "ordering": ["-day"],
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_type", models.CharField(help_text="Kind of the row, as room.model.", max_length=60)),
                ("subject_id", models.BigIntegerField(help_text="Number of the row.")),
                ("fields", models.JSONField(default=list, help_text="Names of the fields that were emptied.")),
                ("rule", models.CharField(help_text="The rule of retention.", max_length=60)),
                ("erased_at", models.DateTimeField(help_text="When it was done.")),
            ],
            options={
                "verbose_name": "erasure",
                "verbose_name_plural": "erasures",
                "ordering": ["id"],
                "indexes": [models.Index(fields=["subject_type", "subject_id"], name="audit_erasure_subject")],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
