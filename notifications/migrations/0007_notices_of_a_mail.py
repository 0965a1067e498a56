from django.db import migrations, models

from core.gently import AddIndexGently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("notifications", "0006_fewer_places_to_write")]

    operations = [
        AddIndexGently(
            "notice",
            models.Index(fields=["mail"], condition=models.Q(("mail__isnull", False)), name="notice_of_a_mail"),
        ),
    ]
