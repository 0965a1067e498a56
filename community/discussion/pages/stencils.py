"""What decides how a post or a row of a list looks, and what is filled in. A template may ask for nothing else."""

from core.stencils import Stencil

POST = Stencil(
    "community/_post.html",
    "view",
    shape=(
        "is_new", "is_focus", "may_help", "may_reply", "may_keep", "saved", "may_endorse", "may_warn", "may_take_out",
        "post.is_opening", "post.asks", "post.helped_me", "persona.shape", "reactions",
    ),
    gaps=(
        "post.pk", "post.thread_id", "post.anchor", "post.helped_count", "post.edited_at", "edited", "persona.name",
        "persona.hue", "persona.initials", "profile_url", "role", "to", "url", "written", "html", "here", "report_url",
    ),
    plain=(
        "is_mine", "is_gone", "was_hidden", "is_held", "is_hidden", "is_scheduled", "endorsed", "endorsement_is_old",
        "post.ai", "post.warnings", "post.attached", "files", "folded", "shut_out", "real_name", "may_edit", "may_undo",
        "may_withdraw", "may_delete", "may_check", "may_resolve", "may_share", "changed_since", "post.asks_on",
        "post.is_shared", "post.follow_up", "approval",
    ),
)  # fmt: skip

ROW = Stencil(
    "community/_row.html",
    "row",
    shape=("news", "thread.persona.shape"),
    gaps=(
        "thread.persona.name", "thread.persona.hue", "thread.persona.initials", "url", "thread.shown_title", "state",
        "label_badges", "began", "where", "replies", "latest", "moment",
    ),
)  # fmt: skip
