from django.db import migrations


def keep_those_of_composers(apps, schema_editor):
    """One release back knows one draft of a place: that of its composer."""
    apps.get_model("community", "Draft").objects.exclude(use="").delete()


class Migration(migrations.Migration):

    dependencies = [
        ("community", "0025_drafts_elsewhere"),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, keep_those_of_composers),
    ]
