from typing import Any

from django.db import migrations

from core.counting import portions

UNKNOWN = 0
AT_ONCE = 5000


def mark(apps: Any, schema_editor: Any) -> None:
    """What was told before a notice said where it happened: on no institution's host until a task has worked it out."""
    notices = apps.get_model("notifications", "Notice").objects
    old = notices.filter(institution_id__isnull=True, event__scope_id__isnull=True)
    for ids in portions(old, AT_ONCE):
        notices.filter(pk__in=ids).update(institution_id=UNKNOWN)


def forget(apps: Any, schema_editor: Any) -> None:
    apps.get_model("notifications", "Notice").objects.filter(institution_id__lte=UNKNOWN).update(institution_id=None)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("notifications", "0004_notice_to_place")]

    operations = [migrations.RunPython(mark, forget, elidable=True, atomic=False)]
