from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0001_outbox"),
    ]

    operations = [
        # A consent from before names no address, so it covers none: it stays a courtesy until it is recorded anew.
        migrations.AddField(
            model_name="consent",
            name="address",
            field=models.CharField(
                default="",
                help_text="The e-mail address or phone consented to; a notice to another is a courtesy.",
                max_length=254,
            ),
            preserve_default=False,
        ),
    ]
