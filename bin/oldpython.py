"""Read by any Python 3: hands over to a newer one where there is one, else says so in one sentence."""

import os
import shutil
import sys

NEEDED = (3, 11)
NAMES = ["python3.%d" % minor for minor in (13, 12, 11, 14)]  # noqa: UP031


def leave():
    """Go on in a Python that is new enough, or end."""
    if sys.version_info >= NEEDED:
        return
    for name in NAMES:
        path = shutil.which(name)
        if path and "COLLOQUY_HANDED_OVER" not in os.environ:
            os.environ["COLLOQUY_HANDED_OVER"] = "1"
            os.execv(path, [path] + sys.argv)  # noqa: RUF005
    found = "%d.%d" % sys.version_info[:2]  # noqa: UP031
    sys.exit("Colloquy needs Python 3.11 or newer, and this is Python " + found + ".")


leave()
