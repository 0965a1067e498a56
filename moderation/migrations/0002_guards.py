from django.db import migrations

from moderation.migrations import _guards


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial")]

    operations = [migrations.RunPython(_guards.plant, _guards.pull, elidable=False)]
