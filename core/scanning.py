"""A virus scanner beside the house, where there is one: clamd by its INSTREAM protocol, or a command that reads the bytes.

Source of the protocol: clamd(8), section COMMANDS. A command follows clamscan(1): 0 is clean, 1 is infected.
"""

import shlex
import socket
import struct
import subprocess
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings

PIECE = 1 << 16
SECONDS = 60


class ScannerAwayError(Exception):
    """No answer that says anything about the bytes."""


def is_on() -> bool:
    return bool(settings.SCANNER)


def found_in(stream: IO[bytes]) -> str:
    """The name of what is wrong with these bytes; "" when they are clean. Raises ScannerAwayError."""
    address = str(settings.SCANNER)
    if address.startswith("clamd:"):
        return _by_clamd(address, stream)
    return _by_command(address.removeprefix("command:"), stream)


def answers() -> bool:
    """Whether the scanner can be asked now."""
    try:
        return _ask(settings.SCANNER, b"zPING\0") == "PONG" if settings.SCANNER.startswith("clamd:") else True
    except OSError:
        return False


def _by_clamd(address: str, stream: IO[bytes]) -> str:
    try:
        answer = _ask(address, b"zINSTREAM\0", stream)
    except OSError as error:
        raise ScannerAwayError(str(error)) from error
    if answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")[:100]
    if answer == "stream: OK":
        return ""
    raise ScannerAwayError(answer[:200] or "no answer")


def _ask(address: str, command: bytes, stream: IO[bytes] | None = None) -> str:
    with _connected(address) as line:
        line.sendall(command)
        while stream is not None and (piece := stream.read(PIECE)):
            line.sendall(struct.pack("!L", len(piece)) + piece)
        if stream is not None:
            line.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0") and (piece := line.recv(4096)):
            answer += piece
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()


def _connected(address: str) -> socket.socket:
    """clamd:///run/clamav/clamd.ctl is a socket of this machine, clamd://scanner:3310 one on the network."""
    parts = urlsplit(address)
    if parts.hostname:
        return socket.create_connection((parts.hostname, parts.port or 3310), timeout=SECONDS)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.settimeout(SECONDS)
        line.connect(parts.path)
    except OSError:
        line.close()
        raise
    return line


def _by_command(command: str, stream: IO[bytes]) -> str:
    try:
        ran = subprocess.run(  # noqa: S603  (the command is the operator's own setting)
            shlex.split(command), input=stream.read(), capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise ScannerAwayError(str(error)) from error
    if ran.returncode == 0:
        return ""
    if ran.returncode == 1:
        words = ran.stdout.decode("utf-8", "replace").strip().splitlines()
        return (words[0].removesuffix(" FOUND").rsplit(": ", 1)[-1] if words else "")[:100] or "unknown"
    raise ScannerAwayError(ran.stderr.decode("utf-8", "replace")[:200])
