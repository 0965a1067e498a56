"""Which questions wait because a follow-up question is open; which versions of shared answers a person saved."""

from django.db import migrations, models

from core.gently import AddIndexGently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("community", "0019_answers")]

    operations = [
        AddIndexGently(
            "thread",
            models.Index(
                fields=["course"],
                condition=models.Q(("kind", "question"), ("open_follow_ups__gt", 0), ("state", "posted")),
                name="thread_follow_ups",
            ),
        ),
        AddIndexGently(
            "postrevision",
            models.Index(fields=["author"], condition=models.Q(("author__isnull", False)), name="post_revision_author"),
        ),
        AddIndexGently(
            "postrevision",
            models.Index(
                fields=["persona"], condition=models.Q(("persona__isnull", False)), name="post_revision_persona"
            ),
        ),
    ]
