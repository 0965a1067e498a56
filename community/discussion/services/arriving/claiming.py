"""What stood under a placeholder stands under the person who it was."""

from accounts.models import User
from community.discussion.models import Persona, Post, PostRevision, Thread


def hand_over_posts(old: User, new: User) -> None:
    """Posts, threads and how they appear in them; where both appear in one thread, they are one from now on."""
    mine = {(each.thread_id, each.anonymous): each for each in Persona.objects.filter(user=new)}
    for persona in Persona.objects.filter(user=old):
        same = mine.get((persona.thread_id, persona.anonymous))
        if same is None:
            Persona.objects.filter(pk=persona.pk).update(user=new)
            continue
        Post.objects.filter(persona=persona).update(persona=same)
        PostRevision.objects.filter(persona=persona).update(persona=same)
        Thread.objects.filter(persona=persona).update(persona=same)
        Thread.objects.filter(last_persona=persona).update(last_persona=same)
        persona.delete()
        there = Post.objects.filter(thread=persona.thread_id, state="posted").values("persona").distinct().count()
        Thread.objects.filter(pk=persona.thread_id).update(people_count=there)
    Post.objects.filter(author=old).update(author=new)
    PostRevision.objects.filter(author=old).update(author=new)
    Thread.objects.filter(author=old).update(author=new)
