"""A page printed as PDF by a Chromium of this machine (Chromium, Chrome or Edge), which is given nothing else.

It runs without a window, with a folder of its own that is deleted after it, without the network, without what stands in our
environment, and for a limited time. What it is told on its command line holds no word of the report.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from auditor.errors import AuditorError, UsageError
from reports.messages import Message, message

LIMIT = 1800.0
"""Seconds. 600 pages (2,000 accounts) take four minutes on a machine that is busy with other things; a browser that hangs must
not hold up a month's reports for good."""

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
"""Of the program in the folders of PATH."""

_USUAL_PLACES = {
    "win32": (
        ("ProgramFiles", r"Google\Chrome\Application\chrome.exe"),
        ("ProgramFiles(x86)", r"Google\Chrome\Application\chrome.exe"),
        ("LocalAppData", r"Google\Chrome\Application\chrome.exe"),
        ("ProgramFiles(x86)", r"Microsoft\Edge\Application\msedge.exe"),
        ("ProgramFiles", r"Microsoft\Edge\Application\msedge.exe"),
        ("LocalAppData", r"Chromium\Application\chrome.exe"),
    ),
    "darwin": (
        ("", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
        ("", "/Applications/Chromium.app/Contents/MacOS/Chromium"),
        ("", "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge"),
    ),
}
"""By ``sys.platform``: a variable that names a folder, and the path below it."""

_SWITCHES = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-extensions",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-breakpad",
    "--disable-dev-shm-usage",  # small in containers
    "--password-store=basic",  # asks no keyring of the desktop
    "--use-mock-keychain",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # addresses written as numbers are names to it, too
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)

_KEPT = frozenset(
    {
        "PATH",
        "SYSTEMROOT",
        "SYSTEMDRIVE",
        "WINDIR",
        "PROGRAMFILES",
        "PROGRAMFILES(X86)",
        "FONTCONFIG_FILE",
        "FONTCONFIG_PATH",
    }
)
"""What a browser needs of our environment to start and to find fonts."""


class NoBrowser(UsageError):
    """There is none on this machine, or none where the settings say."""


class PrintError(AuditorError):
    """The browser gave no PDF."""


def find_browser(named: Path | None, environ: Mapping[str, str]) -> Path:
    """The browser that the settings name, else the first one found on this machine. Raises NoBrowser."""
    if named is not None:
        if _is_program(named):
            return named
        raise NoBrowser(
            message("{path} is no program that can be started.", path=named),
            message("Name a Chromium, Chrome or Edge as `browser` under [report], or leave it empty."),
        )
    found = next(filter(_is_program, _places(environ)), None)
    if found is None:
        raise NoBrowser(
            message("PDF needs Chromium, Chrome or Edge, and none is found on this machine."),
            message(
                "Install one (Debian: `apt install chromium fonts-noto-cjk`), name it as `browser` under [report], or "
                "print the HTML report from any browser."
            ),
        )
    return found


def _places(environ: Mapping[str, str]) -> Iterator[Path]:
    """Never the working folder, where anybody may have put a file of that name."""
    folders = [Path(folder) for folder in environ.get("PATH", "").split(os.pathsep)]
    ending = ".exe" if sys.platform == "win32" else ""
    for name in NAMES:
        yield from (folder / f"{name}{ending}" for folder in folders if folder.is_absolute())
    for variable, below in _USUAL_PLACES.get(sys.platform, ()):
        if not variable or variable in environ:
            yield Path(environ.get(variable, "")) / below


def _is_program(path: Path) -> bool:
    try:
        return path.is_file() and os.access(path, os.X_OK)
    except (OSError, ValueError):  # a name with a NUL
        return False


def print_page(page: str, browser: Path, *, made: datetime, limit: float = LIMIT) -> bytes:
    """The page as PDF, which says that it was ``made`` (aware) then: so one browser makes the same bytes of the same page.

    ``limit`` in seconds. Raises PrintError when no PDF comes of it.
    """
    with _private_folder() as folder:
        source, target = folder / "page.html", folder / "page.pdf"
        source.write_bytes(page.encode("utf-8", errors="replace"))
        _run(browser, folder, source, target, limit)
        try:
            pdf = target.read_bytes()
        except OSError:
            raise _failed(message("it wrote no file")) from None
    if not _is_whole(pdf):
        raise _failed(message("what it wrote is no PDF"))
    return _dated(pdf, made)


def _run(browser: Path, folder: Path, source: Path, target: Path, limit: float) -> None:
    command = [
        str(browser),
        *_SWITCHES,
        *_no_sandbox(),
        f"--user-data-dir={folder / 'profile'}",
        f"--print-to-pdf={target}",
        source.as_uri(),
    ]
    try:
        process = subprocess.Popen(  # noqa: S603 - a browser of this machine, arguments of our own
            command,
            cwd=folder,
            env=_environment(folder, os.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # so that all that it starts can be ended together
        )
    except OSError as error:
        raise _failed(message("it does not start ({detail})", detail=error.strerror or "")) from None
    try:
        code = process.wait(limit)
    except subprocess.TimeoutExpired:
        raise _failed(message("it did not end within {limit} seconds", limit=round(limit))) from None
    finally:
        _end_all(process)
    if code != 0:
        raise _failed(message("it ended with code {code}", code=code))


def _no_sandbox() -> tuple[str, ...]:
    """Chromium does not run as root with its sandbox; what it opens is our own page, in which nothing runs but our own."""
    return ("--no-sandbox",) if sys.platform != "win32" and os.geteuid() == 0 else ()


def _environment(folder: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """A home of its own; for temporary files, too, where the path of the socket that Chromium makes there (46 characters
    more) is not too long for the system, which takes 104 on macOS."""
    homes = _HOMES if len(str(folder)) < 104 - 46 else _HOMES - _TEMPORARY
    kept = {name: value for name, value in environ.items() if name.upper() in _KEPT | _TEMPORARY - homes}
    return {**kept, **dict.fromkeys(homes, str(folder))}


_TEMPORARY = frozenset({"TMPDIR", "TEMP", "TMP"})
_HOMES = _TEMPORARY | {
    "HOME",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "XDG_CONFIG_HOME",
    "XDG_CACHE_HOME",
}


def _end_all(process: subprocess.Popen[bytes]) -> None:
    """The browser and all that it started."""
    if sys.platform == "win32":
        system = Path(os.environ["SYSTEMROOT"]) / "System32"
        subprocess.run(  # noqa: S603
            [str(system / "taskkill.exe"), "/F", "/T", "/PID", str(process.pid)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,  # it ended by itself
        )
    else:
        with suppress(ProcessLookupError, PermissionError):  # all have ended; macOS says so in its own way
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def _private_folder() -> Iterator[Path]:
    """A new folder (0700) that is gone afterwards, whatever happens in it."""
    folder = Path(tempfile.mkdtemp(prefix="auditor-")).resolve()
    try:
        yield folder
    finally:
        _remove(folder)


def _remove(folder: Path) -> None:
    """A process that is dying may still write into it, and on Windows keeps its files from being removed."""
    for pause in (0.0, 0.1, 0.3, 1.0, 3.0):
        time.sleep(pause)
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
    raise PrintError(
        message("The folder {folder} cannot be removed.", folder=folder),
        message("Remove it by hand: it holds a report."),
    )


def _is_whole(pdf: bytes) -> bool:
    return pdf.startswith(b"%PDF-") and b"%%EOF" in pdf[-1024:]


def _dated(pdf: bytes, made: datetime) -> bytes:
    """With its own times set to ``made``, byte for byte in their place."""
    stamp = f"(D:{made.astimezone(UTC):%Y%m%d%H%M%S}+00'00')".encode("ascii")
    return _TIMES.sub(lambda match: match[1] + stamp, pdf)


_TIMES = re.compile(rb"(/(?:CreationDate|ModDate) )\(D:[0-9]{14}\+00'00'\)")
"""As Skia, which writes Chromium's PDF, puts them into the document's information."""


def _failed(why: Message) -> PrintError:
    return PrintError(
        message("The browser made no PDF: {why}.", why=why),
        message(
            "The HTML report can be printed from any browser; `browser` under [report] names another Chromium."
        ),
    )
