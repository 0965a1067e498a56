from django.utils.translation import gettext_lazy as _

from ethics.extensions import Gate, gates
from mentoring.choices import ASK_GATE


@gates.register
class AskGate(Gate):
    key, label = ASK_GATE, _("The first ask to a mentor")
