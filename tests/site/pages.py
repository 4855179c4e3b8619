"""A web server on this machine, with pages as cities write them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from auditor.site.fetching import Fetcher, Limits

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Reply:
    body: bytes = b""
    status: int = 200
    type: str | None = HTML
    headers: Mapping[str, str] = field(default_factory=dict)
    says_length: int | None = None  # another than the true one
    closes: bool = False  # says no length and closes
    waits: float = 0.0  # seconds before the first byte of the body
    drips: float = 0.0  # seconds between two bytes of the header


def html(text: str, encoding: str = "utf-8", kind: str = HTML, **more: int | bool | float) -> Reply:
    return Reply(text.encode(encoding), type=kind, **more)  # type: ignore[arg-type]


def leading_to(location: str, status: int = 302) -> Reply:
    return Reply(status=status, headers={"Location": location, "Set-Cookie": "seen=1"})


@dataclass
class Site:
    """``replies`` by path; ``asked`` are the paths in their order, ``headers`` those of each request."""

    root: str
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def host(self) -> str:
        return self.root.removeprefix("http://")


@contextmanager
def served(replies: Mapping[str, Reply] | None = None) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.headers.append({name.lower(): value for name, value in self.headers.items()})
            self._reply(site.replies.get(self.path, Reply(b"<p>not found</p>", status=404)))

        def _reply(self, reply: Reply) -> None:
            for sign in b"HTTP/1.1 " if reply.drips else b"":
                self.wfile.write(bytes([sign]))
                time.sleep(reply.drips)
            self.send_response(reply.status)
            if reply.type is not None:
                self.send_header("Content-Type", reply.type)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Connection", "close")
            self.close_connection = True
            if not reply.closes:
                length = len(reply.body) if reply.says_length is None else reply.says_length
                self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.flush()
            time.sleep(reply.waits)
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a client that hangs up, which some tests are about

    server = Server(("127.0.0.1", 0), Handler)
    site = Site(f"http://127.0.0.1:{server.server_address[1]}", dict(replies or {}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Clock:
    """Time that passes only by pausing, or where a test moves it."""

    now: float = 1000.0
    pauses: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


def fetcher(
    allowed: tuple[str, ...] = ("127.0.0.1",),
    limits: Limits | None = None,
    clock: Clock | None = None,
    proxy: str | None = None,
) -> Fetcher:
    time_told = clock or Clock()
    return Fetcher(allowed, proxy, clock=time_told, pause=time_told.pause, limits=limits)
