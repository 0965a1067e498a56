"""Times in the words a page uses: relative within a week, a date after that."""

from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

WEEK, MINUTE = timedelta(days=7), timedelta(minutes=1)


def _days_between(earlier: date, later: date) -> int:
    return (later - earlier).days


def _past(ago: timedelta, days: int) -> str:
    minutes = int(ago.total_seconds() // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 60:  # noqa: PLR2004
        return ngettext("%(n)s min ago", "%(n)s min ago", minutes) % {"n": minutes}
    if days == 0 or minutes < 6 * 60:
        return ngettext("%(n)s h ago", "%(n)s h ago", minutes // 60) % {"n": minutes // 60}
    if days == 1:
        return _("yesterday")
    return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}


def _future(ahead: timedelta, days: int) -> str:
    minutes = int(ahead.total_seconds() // 60)
    if minutes < 60:  # noqa: PLR2004
        return ngettext("in %(n)s min", "in %(n)s min", max(minutes, 1)) % {"n": max(minutes, 1)}
    if days == 0:
        return ngettext("in %(n)s h", "in %(n)s h", minutes // 60) % {"n": minutes // 60}
    if days == 1:
        return _("tomorrow")
    return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}


def relative(moment: datetime, *, now: datetime | None = None) -> str:
    """ "2 h ago", "yesterday", "in 3 days"; further than a week away it is the day. Counts whole minutes."""
    now = now or timezone.now()
    here, there = timezone.localtime(now), timezone.localtime(moment)
    if abs(moment - now) >= WEEK:
        return day(there, now=here)
    if moment <= now:
        return _past(now - moment, _days_between(there.date(), here.date()))
    return _future(moment - now, _days_between(here.date(), there.date()))


def day(moment: date, *, now: date | None = None) -> str:
    """ "22 November"; with its year when that is another one."""
    today = now or timezone.localtime()
    return _day(moment.year, moment.month, moment.day, moment.year == today.year, get_language())


@lru_cache(2000)
def _day(year: int, month: int, number: int, this_year: bool, _language: str | None) -> str:
    return formats.date_format(date(year, month, number), _("j F") if this_year else _("j F Y"))


def weekday(moment: date) -> str:
    """ "Sunday 29 November", for what is due."""
    return formats.date_format(moment, _("l j F"))


def clock(moment: datetime, *, now: datetime | None = None) -> str:
    """As beside a post: "08:40" today, "Yesterday, 16:05", else "19 November, 16:05"."""
    here, there = timezone.localtime(now or timezone.now()), timezone.localtime(moment)
    time = formats.time_format(there, "TIME_FORMAT") if formats.get_format("TIME_FORMAT") != "P" else f"{there:%H:%M}"
    days = _days_between(there.date(), here.date())
    if days == 0:
        return time
    if days == 1:
        return _("Yesterday, %(time)s") % {"time": time}
    return _("%(day)s, %(time)s") % {"day": day(there, now=here), "time": time}


def full(moment: datetime) -> str:
    """Day and time in words, for the title of a relative time."""
    there = timezone.localtime(moment)
    return _("%(day)s, %(time)s") % {"day": formats.date_format(there, _("l j F Y")), "time": there.strftime("%H:%M")}


def element(moment: datetime, style: str) -> SafeString:
    """The words of a style as a page shows them: readable to machines, and a relative one goes on counting."""
    now, zone = timezone.now(), timezone.get_current_timezone()
    away = (now - moment) // MINUTE if style == "relative" else 0
    return _element(moment, style, away, now.astimezone(zone).date(), get_language(), zone)


@lru_cache(5000)
def _element(moment: datetime, style: str, away: int, _today: date, _language: str | None, _zone: tzinfo) -> SafeString:
    """The same for everybody on one day, in one language and place; a relative one for a minute."""
    words, local = STYLES[style], timezone.localtime(moment)
    machine = local.isoformat(timespec="seconds")
    if style != "relative":
        return format_html('<time datetime="{}">{}</time>', machine, words(local))
    return format_html('<time datetime="{}" title="{}" data-relative>{}</time>', machine, full(local), words(local))


STYLES: dict[str, Callable[..., str]] = {
    "relative": relative,
    "clock": clock,
    "day": day,
    "weekday": weekday,
    "full": full,
}
