from notifications.views.demo import demo_mail, demo_mail_html, demo_mails
from notifications.views.inbox import digest, digests, inbox, open_notice, read_all, read_one
from notifications.views.live import live
from notifications.views.preferences import settings, stop

__all__ = [
    "demo_mail",
    "demo_mail_html",
    "demo_mails",
    "digest",
    "digests",
    "inbox",
    "live",
    "open_notice",
    "read_all",
    "read_one",
    "settings",
    "stop",
]
