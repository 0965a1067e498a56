from django.utils.translation import gettext_lazy as _

from community.people.choices import HELLO_GATE
from ethics.extensions import Gate, gates


@gates.register
class HelloGate(Gate):
    key, label = HELLO_GATE, _("The first hello to another student")
