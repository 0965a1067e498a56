from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope, User
from accounts.rights import Rights
from community.people import services
from community.people.models import Hello
from community.people.policies import can_read_hello
from moderation.extensions import ContentKind, Snapshot, kinds


@kinds.register
class HelloContent(ContentKind):
    """What one student wrote to another. Who was greeted may report it; the desk sees the snapshot."""

    key, label = "community.hello", _("Hello")

    def get(self, object_id: int) -> Hello:
        return Hello.objects.select_related("sender", "receiver", "scope").get(pk=object_id)

    def get_many(self, object_ids: Collection[int]) -> dict[int, Hello]:
        return Hello.objects.select_related("sender", "receiver", "scope").in_bulk(object_ids)

    def may_see(self, rights: Rights, content: Any) -> bool:
        return bool(can_read_hello(rights, content))

    def author(self, content: Any) -> User:
        return content.sender  # type: ignore[no-any-return]

    def scope(self, content: Any) -> Scope:
        return content.scope  # type: ignore[no-any-return]

    def url(self, content: Any) -> str:
        return reverse("community:hellos")

    def snapshot(self, content: Any) -> Snapshot:
        hello: Hello = content
        text = f"{hello.line}\n{hello.text}".strip()
        return Snapshot(
            title=_t("A hello"),
            text=text,
            html=linebreaks(text, autoescape=True),
            author_id=hello.sender_id,
            persona=hello.sender.name,
            audience_line=_t("Read by one other student"),
            url=self.url(hello),
            edited_at=hello.sent_at.isoformat(),
        )

    def hide(self, content: Any) -> None:
        services.hide_hello(content)

    def restore(self, content: Any) -> None:
        services.restore_hello(content)
