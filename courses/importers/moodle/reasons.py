"""Why an activity cannot be taken, in the words of the person who reads the report."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_EXERCISE = _("Exercises that mark themselves stay in the system they were written for; Colloquy computes no marks.")
_OUTSIDE = _("It needs a connection to another system that this export does not carry.")

_KINDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "quiz": (_("Quiz"), _EXERCISE),
    "h5pactivity": (_("H5P exercise"), _EXERCISE),
    "hvp": (_("H5P exercise"), _EXERCISE),
    "geogebra": (_("GeoGebra exercise"), _EXERCISE),
    "scorm": (_("SCORM package"), _OUTSIDE),
    "imscp": (_("Content package"), _("Import the package itself.")),
    "lti": (_("Outside tool"), _OUTSIDE),
    "bigbluebuttonbn": (_("Video meeting"), _OUTSIDE),
    "chat": (_("Chat"), _("A chat has no place in a unit. A discussion can ask the same.")),
    "choice": (_("Poll"), _("Polls do not exist here. A discussion can ask the same question.")),
    "feedback": (_("Survey"), _("Surveys do not exist here; link to the one you use.")),
    "survey": (_("Survey"), _("Surveys do not exist here; link to the one you use.")),
    "questionnaire": (_("Survey"), _("Surveys do not exist here; link to the one you use.")),
    "workshop": (_("Peer-marked work"), _("Work marked by classmates does not exist here.")),
    "glossary": (_("Glossary"), _("Glossaries do not exist here. Copy the entries that matter into a unit.")),
    "wiki": (_("Wiki"), _("Wikis do not exist here. Copy the pages that matter into a unit.")),
    "data": (_("Database"), _("Databases do not exist here. Copy the entries that matter into a unit.")),
    "subsection": (_("Subsection"), _("It is empty, or stands inside itself.")),
    "qbank": (_("Question bank"), _EXERCISE),
    "attendance": (_("Attendance list"), _("Lists of who was there stay in the system that keeps them.")),
    "scheduler": (_("Appointments"), _OUTSIDE),
    "zoom": (_("Video meeting"), _OUTSIDE),
    "journal": (_("Journal"), _("What only one person and their teacher read has no place in a unit.")),
    "certificate": (_("Certificate"), _("Certificates stay in the system that gives them.")),
    "customcert": (_("Certificate"), _("Certificates stay in the system that gives them.")),
    "assign": (_("Assignment"), _EXERCISE),
    "forum": (_("Forum"), ""),
    "folder": (_("Folder"), ""),
    "label": (_("Text"), ""),
    "page": (_("Page"), ""),
    "book": (_("Book"), ""),
    "lesson": (_("Lesson"), ""),
    "url": (_("Link"), ""),
    "resource": (_("File"), ""),
}


def kind_of(kind: str) -> str:
    """What an activity is called on the page."""
    return str(_KINDS[kind][0]) if kind in _KINDS else str(_("Activity of the kind “%(kind)s”") % {"kind": kind})


def reason_for(kind: str) -> str:
    if kind in _KINDS and _KINDS[kind][1]:
        return str(_KINDS[kind][1])
    return str(_("Colloquy does not know this kind of activity."))
