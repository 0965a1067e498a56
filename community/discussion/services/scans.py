"""What the virus scanner says of files: nobody but their author sees them before, and nobody at all what it found."""

from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import F
from django.utils import timezone

from community.discussion.choices import Checked
from community.discussion.events import FileRefused
from community.discussion.models import Draft, Post, PostFile
from community.discussion.services import ledger
from community.discussion.services.files import let_go_of_bytes
from community.discussion.services.steady import steady
from core import scanning
from core.outbox import emit

AT_ONCE = 20
LEASE = timedelta(minutes=3)
PATIENCE = 5
"""How often an absent scanner is asked before a file may pass, where the installation says so."""


def check_files() -> int:
    """Look at what waits; how many files were settled. A file that somebody else looks at now is left to them."""
    due = PostFile.objects.due(timezone.now()).order_by("check_after").values_list("pk", flat=True)[:AT_ONCE]
    return sum(_check(pk) for pk in list(due))


def _check(pk: int) -> bool:
    now = timezone.now()
    claimed = PostFile.objects.due(now).filter(pk=pk).update(check_after=now + LEASE, attempts=F("attempts") + 1)
    file = PostFile.objects.select_related("stored").filter(pk=pk).first() if claimed else None
    if file is None or file.stored is None:
        return False
    if not scanning.is_on():
        return _settle(pk, "")
    try:
        with default_storage.open(file.stored.key) as stream:
            finding = scanning.found_in(stream)
    except (scanning.ScannerAwayError, OSError):
        if settings.SCANNER_AWAY == "pass" and file.attempts >= PATIENCE:
            return _settle(pk, "")
        PostFile.objects.filter(pk=pk).update(check_after=now + timedelta(seconds=min(15 * file.attempts, 300)))
        return False
    return _settle(pk, finding)


@steady
def _settle(pk: int, finding: str) -> bool:
    """Under the locks of its post, where it has one: twice changes nothing."""
    beside = PostFile.objects.filter(pk=pk).values_list("post", flat=True).first()
    post = Post.objects.filter(pk=beside).first() if beside else None
    locked = ledger.lock_post(post) if post else None
    files = PostFile.objects.select_for_update(of=("self",), no_key=True).select_related("stored")
    file = files.filter(pk=pk, checked=Checked.WAITING, post=beside).first()
    if file is None:
        return False
    file.checked, file.finding = (Checked.INFECTED, finding[:100]) if finding else (Checked.CLEAN, "")
    stored, file.stored = file.stored, None if finding else file.stored
    file.save(update_fields=["checked", "finding", "stored"])
    if finding and stored is not None:
        let_go_of_bytes({stored.pk})
    if locked is None:
        _tell_draft(file)
        return True
    fresh, thread = locked
    fresh.attached = [file.shown() if each["key"] == file.key else each for each in fresh.attached]
    ledger.touch(fresh, thread, "attached")
    ledger.save(thread)
    if finding:
        emit(FileRefused(thread_id=thread.pk, post_id=fresh.pk, author_id=fresh.author_id, file=file.name))
    return True


def _tell_draft(file: PostFile) -> None:
    for draft in Draft.objects.select_for_update(no_key=True).filter(user=file.user_id).exclude(files=[]):
        files = [file.shown() if each["key"] == file.key else each for each in draft.files]
        if files != draft.files:
            draft.files = files
            draft.save(update_fields=["files"])
