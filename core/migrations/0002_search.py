from django.db import migrations

from core.migrations import _search


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunPython(_search.plant, _search.pull, elidable=False, atomic=False)]
