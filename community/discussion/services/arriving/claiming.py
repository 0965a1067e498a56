"""What stood under a placeholder stands under the person who it was."""

from itertools import groupby
from operator import itemgetter

from accounts.models import User
from community.discussion.models import Persona, Post, Thread
from community.discussion.services.marks import read


def hand_over_posts(old: User, new: User) -> None:
    """Posts, threads and how they appear in them; where both appear in one thread, they are one from now on."""
    _read_already(old, new)
    mine = {(each.thread_id, each.anonymous): each for each in Persona.objects.filter(user=new)}
    for persona in Persona.objects.filter(user=old):
        same = mine.get((persona.thread_id, persona.anonymous))
        if same is None:
            Persona.objects.filter(pk=persona.pk).update(user=new)
            continue
        Post.objects.filter(persona=persona).update(persona=same)
        Thread.objects.filter(persona=persona).update(persona=same)
        Thread.objects.filter(last_persona=persona).update(last_persona=same)
        persona.delete()
        there = Post.objects.filter(thread=persona.thread_id, state="posted").values("persona").distinct().count()
        Thread.objects.filter(pk=persona.thread_id).update(people_count=there)
    Post.objects.filter(author=old).update(author=new)
    Thread.objects.filter(author=old).update(author=new)


def _read_already(old: User, new: User) -> None:
    """What stood in these threads when they arrived is not news to somebody who was there."""
    arrived = Post.objects.filter(thread__personas__user=old, origin__isnull=False).order_by("thread", "seq")
    for thread_id, posts in groupby(arrived.values_list("thread_id", "seq"), key=itemgetter(0)):
        read(user_id=new.pk, thread_id=thread_id, seqs=[seq for _thread, seq in posts])
