from django.db import migrations

KNOWN = "CREATE STATISTICS IF NOT EXISTS post_audience (dependencies) ON thread_id, space_id, audience_id FROM community_post"
"""A thread has one audience. Without knowing that, the planner expects one readable post in a thread of thousands, and sorts
all of them for the last page (58,640 pages of memory, where the index `post_reading` read backwards needs 391)."""


def tell(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(KNOWN)


def forget(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP STATISTICS IF EXISTS post_audience")


class Migration(migrations.Migration):
    dependencies = [("community", "0021_anchors")]
    operations = [migrations.RunPython(tell, forget)]
