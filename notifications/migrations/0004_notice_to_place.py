from django.db import migrations, models

from core.gently import AddIndexGently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("notifications", "0003_where")]

    operations = [
        AddIndexGently(
            "notice",
            models.Index(fields=["id"], condition=models.Q(institution_id=0), name="notice_to_place"),
        ),
    ]
