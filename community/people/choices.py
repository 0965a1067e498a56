"""What people may tell about themselves, as words that can be compared: languages, times, company."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HELLO_GATE = "community.hello"
HELLOS_A_DAY = 5
SUGGESTIONS_A_WEEK = 3
HELLO_KEEPS = timedelta(days=14)
OWN_LINE = 200
SMALL_CELL = 5

LANGUAGES: dict[str, Promise] = {
    "en": _("English"),
    "am": _("Amharic"),
    "ar": _("Arabic"),
    "bn": _("Bengali"),
    "bg": _("Bulgarian"),
    "yue": _("Cantonese"),
    "cs": _("Czech"),
    "da": _("Danish"),
    "nl": _("Dutch"),
    "fa": _("Farsi"),
    "fi": _("Finnish"),
    "fr": _("French"),
    "de": _("German"),
    "el": _("Greek"),
    "gu": _("Gujarati"),
    "ha": _("Hausa"),
    "he": _("Hebrew"),
    "hi": _("Hindi"),
    "hu": _("Hungarian"),
    "ig": _("Igbo"),
    "id": _("Indonesian"),
    "ga": _("Irish"),
    "it": _("Italian"),
    "ja": _("Japanese"),
    "ko": _("Korean"),
    "lt": _("Lithuanian"),
    "ms": _("Malay"),
    "zh": _("Mandarin"),
    "ne": _("Nepali"),
    "no": _("Norwegian"),
    "pl": _("Polish"),
    "pt": _("Portuguese"),
    "pa": _("Punjabi"),
    "ro": _("Romanian"),
    "ru": _("Russian"),
    "gd": _("Scottish Gaelic"),
    "sr": _("Serbian"),
    "sn": _("Shona"),
    "so": _("Somali"),
    "es": _("Spanish"),
    "sw": _("Swahili"),
    "sv": _("Swedish"),
    "tl": _("Tagalog"),
    "ta": _("Tamil"),
    "th": _("Thai"),
    "to": _("Tongan"),
    "tr": _("Turkish"),
    "tw": _("Twi"),
    "uk": _("Ukrainian"),
    "ur": _("Urdu"),
    "vi": _("Vietnamese"),
    "cy": _("Welsh"),
    "yo": _("Yoruba"),
    "bsl": _("British Sign Language"),
}

TIMES: dict[str, Promise] = {
    "early": _("early mornings"),
    "lunch": _("between lectures"),
    "afternoons": _("weekday afternoons"),
    "evenings": _("weekday evenings"),
    "weekend-mornings": _("weekend mornings"),
    "weekend": _("weekend afternoons"),
    "nights": _("late, after ten"),
}
"""When people have time, in the order of the week."""

GOALS: tuple[Promise, ...] = (
    _("reading the units together"),
    _("practising what to say aloud"),
    _("getting ready for a first placement"),
    _("writing in the language of the course"),
    _("keeping going week by week"),
)
"""What people like company for, until an educator writes other lines for a course."""

LINES: tuple[Promise, ...] = (
    _("Hello. We were suggested to each other, and the reason fits for me."),
    _("Hello. Would you like to go through a unit together some time?"),
    _("Hello. I think our paths cross on placement; shall we say hello there?"),
)
"""The prewritten line of a hello; the second line is the sender's own."""


class Fact(TextChoices):
    """What two people are matched on: each given voluntarily, each by both."""

    SITE = "site", _("Where they are on placement or study")
    STUDY_TIME = "study_time", _("When they study")
    LANGUAGE = "language", _("Languages they speak")
    GOAL = "goal", _("What they would like company for")


class HelloState(TextChoices):
    """Of a hello. To its sender a decline looks like silence: nothing happens until it lapses."""

    SENT = "sent", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("No answer")
