"""What stands in front of a production site, in small: TLS outside, several servers inside, each asked in turn."""

import http.client
import ssl
import subprocess
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "date", "server"}


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost that nobody trusts, and its key."""
    paths = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    command += ["-out", str(paths[0]), "-keyout", str(paths[1])]
    subprocess.run(command, check=True, capture_output=True)
    return paths


class Proxy:
    """`with Proxy(folder) as proxy`: an https address whose requests go to `ports` in turn; `answered` counts them."""

    def __init__(self, folder: Path) -> None:
        self.ports: list[int] = []
        self.answered: Counter[int] = Counter()
        self._turn, self._lock = 0, threading.Lock()
        handler = type("Handler", (_Handler,), {"proxy": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate(folder))
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"https://localhost:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def in_turn(self) -> list[int]:
        """All servers, the one whose turn it is first; the others are asked when it does not answer."""
        with self._lock:
            self._turn += 1
            start = self._turn % len(self.ports)
        return self.ports[start:] + self.ports[:start]


class _Server(ThreadingHTTPServer):
    def handle_error(self, *args: object) -> None:
        """A browser that breaks a line off (it does not trust the certificate at first) is no news."""


class _Handler(BaseHTTPRequestHandler):
    proxy: Proxy
    protocol_version = "HTTP/1.1"

    def _forward(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
        headers |= {"X-Forwarded-For": self.client_address[0], "X-Forwarded-Proto": "https"}
        for port in self.proxy.in_turn():
            inner = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            try:
                inner.connect()
            except OSError:
                continue
            inner.request(self.command, self.path, body, headers)
            self._answer(inner.getresponse())
            inner.close()
            self.proxy.answered[port] += 1
            return
        self.send_error(502)

    def _answer(self, answer: http.client.HTTPResponse) -> None:
        content = answer.read()
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in HOP_BY_HOP | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_POST = do_HEAD = _forward  # noqa: N815

    def log_message(self, *args: object) -> None:
        """Nothing: the servers inside keep the log."""
