"""PDF by a browser of this machine: a real one, and made ones that hang, crash, or write something else."""

from __future__ import annotations

import http.server
import os
import shlex
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from auditor import pdf
from auditor.errors import Terminated
from auditor.pdf import NoBrowser, PrintError, find_browser, print_page
from reports import html
from reports.messages import Language
from reports.report import Report
from tests.reports.sample import sample

MADE = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
PAGE = "<!DOCTYPE html><title>点検結果報告</title><h1>見出し</h1>"
SECRET = "見本-秘密の所属"

posix = pytest.mark.skipif(os.name == "nt", reason="a made browser is a script with a first line for POSIX")


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made in this test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def browser(tmp_path: Path) -> Callable[[str], Path]:
    """A program that does what its Python text says; ``target`` is where the PDF is expected."""

    def made(text: str) -> Path:
        script = tmp_path / "chromium.py"
        script.write_text(
            "import os, subprocess, sys, time\n"
            "from pathlib import Path\n"
            "target = next(Path(one.split('=', 1)[1]) for one in sys.argv if one.startswith('--print-to-pdf='))\n"
            f"{text}\n",
            "utf-8",
        )
        program = tmp_path / "chromium"
        # Not Python itself in the first line: no system takes a path with a space there.
        program.write_text(
            f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(script))} "$@"\n', "utf-8"
        )
        program.chmod(0o700)
        return program

    return made


# --- made browsers ------------------------------------------------------------------------------------------------------

WHOLE = "target.write_bytes(b'%PDF-1.4\\n/CreationDate (D:20260101000000+00\\'00\\')\\n/ModDate (D:20260101000000+00\\'00\\')\\n%%EOF')"


@posix
def test_the_times_of_a_pdf_are_those_of_the_audit(browser: Callable[[str], Path], temporary: Path) -> None:
    printed = print_page(PAGE, browser(WHOLE), made=MADE)
    assert printed.count(b"(D:20261120023000+00'00')") == 2
    assert list(temporary.iterdir()) == []


FAULTS = {
    "crashes": ("sys.exit(3)", "code 3"),
    "is killed": ("os.kill(os.getpid(), 9)", "code -9"),
    "writes nothing": ("", "no file"),
    "writes an empty file": ("target.touch()", "no PDF"),
    "writes something else": ("target.write_bytes(b'<html>')", "no PDF"),
    "writes half a PDF": ("target.write_bytes(b'%PDF-1.4' + bytes(5000))", "no PDF"),
    "writes a PDF and fails": (f"{WHOLE}; sys.exit(1)", "code 1"),
}


@posix
@pytest.mark.parametrize(("text", "why"), FAULTS.values(), ids=FAULTS.keys())
def test_a_browser_that_gives_no_pdf_is_an_error_and_leaves_nothing(
    browser: Callable[[str], Path], temporary: Path, text: str, why: str
) -> None:
    with pytest.raises(PrintError) as failed:
        print_page(PAGE, browser(text), made=MADE)
    assert failed.value.exit_code == 5
    assert why in failed.value.said(Language.EN)
    assert list(temporary.iterdir()) == []


@posix
def test_a_browser_that_hangs_is_ended_with_all_that_it_started(
    browser: Callable[[str], Path], temporary: Path, tmp_path: Path
) -> None:
    told = tmp_path / "children"
    child = "import time; time.sleep(600)"
    hangs = browser(
        f"child = subprocess.Popen([sys.executable, '-c', {child!r}])\n"
        f"Path({str(told)!r}).write_text(f'{{os.getpid()}} {{child.pid}}')\n"
        "time.sleep(600)"
    )
    with pytest.raises(PrintError, match="made no PDF"):
        print_page(PAGE, hangs, made=MADE, limit=1.5)
    _gone(*map(int, told.read_text().split()))
    assert list(temporary.iterdir()) == []


@posix
def test_what_a_browser_leaves_behind_is_ended_too(
    browser: Callable[[str], Path], temporary: Path, tmp_path: Path
) -> None:
    told = tmp_path / "child"
    child = "import time; time.sleep(600)"
    leaves = browser(
        f"child = subprocess.Popen([sys.executable, '-c', {child!r}])\n"
        f"Path({str(told)!r}).write_text(str(child.pid))\n{WHOLE}"
    )
    assert print_page(PAGE, leaves, made=MADE)
    _gone(int(told.read_text()))


def _gone(*pids: int) -> None:
    for _ in range(100):
        if not any(psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie" for pid in pids):
            return
        time.sleep(0.05)
    raise AssertionError(f"still there: {pids}")


@posix
def test_a_stop_in_the_middle_leaves_neither_page_nor_browser(
    browser: Callable[[str], Path], temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> int:
        raise Terminated

    with monkeypatch.context() as patch, pytest.raises(Terminated):
        patch.setattr(pdf, "_is_whole", stopped)
        print_page(PAGE, browser(WHOLE), made=MADE)
    assert list(temporary.iterdir()) == []


@posix
def test_a_browser_gets_nothing_of_the_report_by_its_arguments_and_nothing_of_our_environment(
    browser: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDITOR_SECRET", SECRET)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:8080")
    monkeypatch.setenv("LD_PRELOAD", "")
    told = tmp_path / "told"
    spy = browser(
        "folder = target.parent\n"
        "page = Path(sys.argv[-1].removeprefix('file://'))\n"
        "facts = [oct(folder.stat().st_mode & 0o777), page.read_text('utf-8'), *sys.argv, '|', *map('='.join, os.environ.items())]\n"
        f"Path({str(told)!r}).write_text(chr(10).join(facts), 'utf-8')\n{WHOLE}"
    )
    print_page(f"{PAGE}{SECRET}", spy, made=MADE)
    mode, page, *rest = told.read_text("utf-8").splitlines()
    arguments, environment = rest[: rest.index("|")], rest[rest.index("|") + 1 :]
    assert mode == oct(0o700)
    assert SECRET in page
    assert SECRET not in "\n".join(rest)
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in arguments
    assert ("--no-sandbox" in arguments) == (os.geteuid() == 0)
    allowed = (
        pdf._KEPT | pdf._HOMES | {"LC_CTYPE", "PWD", "OLDPWD", "SHLVL", "_"}
    )  # the last are Python's and the shell's own
    assert {line.partition("=")[0] for line in environment} <= allowed


# --- which browser --------------------------------------------------------------------------------------------------------


@posix
def test_the_named_browser_is_taken_else_the_first_on_the_path(tmp_path: Path) -> None:
    for name in ("google-chrome", "chromium"):
        (tmp_path / name).touch(0o700)
    environ = {"PATH": os.pathsep.join(("", ".", str(tmp_path / "nothing"), str(tmp_path)))}
    assert find_browser(None, environ) == tmp_path / "chromium"
    assert find_browser(tmp_path / "google-chrome", environ) == tmp_path / "google-chrome"


@posix
def test_a_file_of_that_name_in_the_working_folder_is_not_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "chromium").touch(0o700)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pdf, "_USUAL_PLACES", {})
    for path in ("", ".", os.pathsep):
        with pytest.raises(NoBrowser):
            find_browser(None, {"PATH": path})


@posix
@pytest.mark.parametrize("named", ["missing", "folder", "no program", "a\0b"])
def test_what_is_named_and_is_no_program_is_refused_and_no_other_taken(tmp_path: Path, named: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "no program").touch(0o600)
    with pytest.raises(NoBrowser) as refused:
        find_browser(tmp_path / named, os.environ)
    assert refused.value.exit_code == 2


def test_the_usual_places_of_windows_and_macos_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chrome = tmp_path / "Chrome" / "chrome.exe"
    chrome.parent.mkdir()
    chrome.touch(0o700)
    monkeypatch.setattr(
        pdf, "_USUAL_PLACES", {sys.platform: (("NoSuchVariable", "x"), ("ProgramFiles", "Chrome/chrome.exe"))}
    )
    assert find_browser(None, {"PATH": "", "ProgramFiles": str(tmp_path)}) == chrome


# --- a real one -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chromium() -> Path:
    try:
        return find_browser(None, os.environ)
    except NoBrowser:
        pytest.skip("There is no Chromium on this machine, so no PDF was printed.")


@pytest.mark.browser
def test_the_report_is_printed_on_a4_the_same_each_time_and_nothing_is_left(
    chromium: Path, temporary: Path
) -> None:
    page = html.render(Report(sample()), Language.JA)
    first, again = (print_page(page, chromium, made=MADE) for _ in range(2))
    assert first == again
    assert first.count(b"(D:20261120023000+00'00')") == 2
    assert b"/MediaBox [0 0 594.95996 841.91998]" in first or b"/MediaBox [0 0 595" in first
    assert "点検結果報告".encode("utf-16-be").hex().upper().encode() in first
    assert b"/MarkInfo" in first, "it is tagged, for those who have it read to them"
    assert list(temporary.iterdir()) == []


@pytest.mark.browser
def test_no_request_leaves_for_what_a_page_names(chromium: Path, tmp_path: Path) -> None:
    asked: list[str] = []

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        port = server.server_address[1]
        page = "".join(f'<img src="http://{host}:{port}/">' for host in ("127.0.0.1", "localhost"))
        assert print_page(f"{PAGE}{page}", chromium, made=MADE)
        server.shutdown()
        thread.join()
    assert asked == []
