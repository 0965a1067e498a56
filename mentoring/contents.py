from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope, User
from accounts.rights import Rights
from mentoring import services
from mentoring.models import Ask
from mentoring.policies import can_read_ask
from moderation.extensions import ContentKind, Snapshot, kinds


@kinds.register
class AskContent(ContentKind):
    """What a student wrote to a mentor. The mentor may report it; the desk sees the snapshot and nothing else of the two."""

    key, label = "mentoring.ask", _("Ask")

    def get(self, object_id: int) -> Ask:
        return Ask.objects.select_related("student", "mentor", "programme__scope").get(pk=object_id)

    def get_many(self, object_ids: Collection[int]) -> dict[int, Ask]:
        return Ask.objects.select_related("student", "mentor", "programme__scope").in_bulk(object_ids)

    def may_see(self, rights: Rights, content: Any) -> bool:
        return bool(can_read_ask(rights, content))

    def author(self, content: Any) -> User:
        return content.student  # type: ignore[no-any-return]

    def scope(self, content: Any) -> Scope:
        return content.programme.scope  # type: ignore[no-any-return]

    def url(self, content: Any) -> str:
        return reverse("mentoring:ask", args=[content.programme.slug, content.ref])

    def snapshot(self, content: Any) -> Snapshot:
        ask: Ask = content
        return Snapshot(
            title=_t("An ask to a mentor"),
            text=ask.text,
            html=linebreaks(ask.text, autoescape=True),
            author_id=ask.student_id,
            persona=ask.student.name,
            audience_line=_t("Read by one mentor"),
            url=self.url(ask),
            edited_at=ask.sent_at.isoformat(),
        )

    def hide(self, content: Any) -> None:
        services.hide_ask(content)

    def restore(self, content: Any) -> None:
        services.restore_ask(content)
