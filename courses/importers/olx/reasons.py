"""Why a component cannot be taken, in the words of the person who reads the report."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_EXERCISE = _("Exercises that mark themselves stay in the system they were written for; Colloquy computes no marks.")
_BANK = _("A bank of exercises drawn at random stays in the system it was written for.")
_OUTSIDE = _("It needs a connection to another system that this export does not carry.")
_POLL = _("Polls and word clouds do not exist here. A discussion can ask the same question.")
_PEER = _("Work marked by classmates does not exist here.")
_SPLIT = _("It shows different things to different people by chance, which we do not do.")
_SURVEY = _("Surveys do not exist here; link to the one you use.")

_KINDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "chapter": (_("Chapter"), _("It could not be read.")),
    "sequential": (_("Section"), _("It could not be read.")),
    "vertical": (_("Unit"), _("It could not be read.")),
    "textbook": (_("Textbook"), _("Textbooks are not parts of units. Link to them from a unit.")),
    "html": (_("Text"), _("It could not be read.")),
    "problem": (_("Exercise"), _EXERCISE),
    "drag-and-drop-v2": (_("Drag-and-drop exercise"), _EXERCISE),
    "drag-and-drop": (_("Drag-and-drop exercise"), _EXERCISE),
    "crossword": (_("Exercise"), _EXERCISE),
    "problem-builder": (_("Exercise"), _EXERCISE),
    "step-builder": (_("Exercise"), _EXERCISE),
    "library_content": (_("Exercise bank"), _BANK),
    "itembank": (_("Exercise bank"), _BANK),
    "library": (_("Exercise bank"), _BANK),
    "randomize": (_("Random choice"), _SPLIT),
    "split_test": (_("Experiment"), _SPLIT),
    "conditional": (
        _("Conditional content"),
        _("It appears only after another exercise, and exercises are not taken."),
    ),
    "lti": (_("Outside tool"), _OUTSIDE),
    "lti_consumer": (_("Outside tool"), _OUTSIDE),
    "openassessment": (_("Marked assignment"), _PEER),
    "peergrading": (_("Marked assignment"), _PEER),
    "combinedopenended": (_("Marked assignment"), _PEER),
    "poll": (_("Poll"), _POLL),
    "poll_question": (_("Poll"), _POLL),
    "word_cloud": (_("Word cloud"), _POLL),
    "survey": (_("Survey"), _SURVEY),
    "video": (_("Video"), _("The export names no address where this video can be seen.")),
    "scorm": (_("SCORM package"), _OUTSIDE),
    "h5pxblock": (_("H5P exercise"), _OUTSIDE),
    "google-calendar": (_("Embedded calendar"), _OUTSIDE),
    "google-document": (_("Embedded document"), _OUTSIDE),
    "done": (_("“Mark as complete” button"), _("Progress is kept by the page itself here.")),
    "completion": (_("“Mark as complete” button"), _("Progress is kept by the page itself here.")),
    "recommender": (_("List of recommendations"), _OUTSIDE),
    "annotatable": (_("Annotation exercise"), _EXERCISE),
}


def kind_of(tag: str) -> str:
    """What a component is called on the page."""
    return str(_KINDS[tag][0]) if tag in _KINDS else str(_("Component of the kind “%(kind)s”") % {"kind": tag})


def reason_for(tag: str) -> str:
    if tag in _KINDS:
        return str(_KINDS[tag][1])
    return str(_("Colloquy does not know this kind of component."))
