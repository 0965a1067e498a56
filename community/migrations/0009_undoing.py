"""What the database asks of posts and threads when an import is undone, each time through an index.

For every post that goes: SELECT 1 FROM community_post WHERE root_id = the post; SELECT 1 FROM community_thread WHERE
endorsed_post_id = the post. For every persona: SELECT 1 FROM community_post WHERE persona_id = the persona; SELECT 1 FROM
community_thread WHERE persona_id = the persona, and likewise last_persona_id.
"""

from django.db import migrations, models

from core.gently import AddIndexGently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("community", "0008_prompts")]

    operations = [
        AddIndexGently(
            "post",
            models.Index(fields=["root"], condition=models.Q(("root__isnull", False)), name="post_root"),
        ),
        AddIndexGently("post", models.Index(fields=["persona"], name="post_persona")),
        AddIndexGently("thread", models.Index(fields=["persona"], name="thread_persona")),
        AddIndexGently("thread", models.Index(fields=["last_persona"], name="thread_last_persona")),
        AddIndexGently(
            "thread",
            models.Index(
                fields=["endorsed_post"],
                condition=models.Q(("endorsed_post__isnull", False)),
                name="thread_endorsed_post",
            ),
        ),
    ]
