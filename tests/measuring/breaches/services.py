"""A range service on this machine, as good or bad as a test wants it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext

from tests.measuring.breaches.lists import entries


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    says_length: int | None = None  # another than the true one
    closes: bool = False  # says no length and closes


Answering = Callable[[str, int], Reply]
"""The five digits, and how often they were asked for before → the reply."""


@dataclass
class Service:
    """``asked`` are the paths in their order, ``headers`` those of each request."""

    address: str
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    @property
    def prefixes(self) -> list[str]:
        return [path.rpartition("/")[2] for path in self.asked]


def honest(leaked: Mapping[str, int]) -> Answering:
    """As the real one: with padding, in any order, CRLF."""

    def answer(prefix: str, _before: int) -> Reply:
        rows = [f"{n:035X}:0" for n in range(5)]
        rows += [f"{one[5:]}:{times}" for one, times in entries(leaked).items() if one.startswith(prefix)]
        rows += [f"{n:030X}FFFFF:3" for n in range(5)]
        return Reply(body="\r\n".join(rows).encode())

    return answer


@contextmanager
def service(answer: Answering, tls: SSLContext | None = None) -> Iterator[Service]:
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with lock:
                path = self.path
                before = running.asked.count(path)
                running.asked.append(path)
                running.headers.append({name.lower(): value for name, value in self.headers.items()})
                running.at_once += 1
                running.most_at_once = max(running.most_at_once, running.at_once)
            try:
                self._reply(answer(path.rpartition("/")[2], before))
            finally:
                with lock:
                    running.at_once -= 1

        def _reply(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.closes:
                self.close_connection = True
                self.send_header("Connection", "close")
            else:
                length = len(reply.body) if reply.says_length is None else reply.says_length
                self.send_header("Content-Length", str(length))
                self.close_connection = length != len(reply.body)
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a client that hangs up, which some tests are about

    server = Server(("127.0.0.1", 0), Handler)
    scheme = "http"
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    running = Service(f"{scheme}://127.0.0.1:{server.server_address[1]}/range/")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
