"""Makes the pictures of docs/gallery/: each edition of the demo city's report, on paper and on screens.

Usage, in the project's folder: python -m scripts.build_gallery

It plays the demo's year up to a fixed day, writes the month's reports by the commands a city uses, and takes their pictures.
Needs a Chromium, a Japanese font, and pdftoppm (Debian: poppler-utils).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from auditor.pdf import find_browser

TARGET = Path(__file__).parents[1] / "docs" / "gallery"
DAY = "2026-11-20"
DOTS_PER_INCH = "84"
SECTION = "文化振興課"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a printed report. ``page`` is its number from 1."""

    name: str
    report: str
    language: str
    page: int = 1


@dataclass(frozen=True, slots=True)
class Screen:
    """A report on a screen, from the element ``at`` on."""

    name: str
    report: str
    at: str
    width: int
    height: int
    dark: bool = False


SHEETS = (
    Sheet("it-first-page", f"report-{DAY}", "ja"),
    Sheet("it-first-page-english", f"report-{DAY}", "en"),
    Sheet("pr-first-page", f"report-{DAY}-pr", "ja"),
    Sheet("section-sheet", f"report-{DAY}-section-*-{SECTION}", "ja"),
    Sheet("personnel-page", f"report-{DAY}-personnel", "ja"),
)
SCREENS = (
    Screen("it-pictures", f"report-{DAY}", "#development", 1100, 1250),
    Screen("it-findings-dark", f"report-{DAY}", "#findings", 1100, 760, dark=True),
    Screen("pr-phone", f"report-{DAY}-pr", "#summary", 390, 844),
)


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        city = Path(scratch) / "city"
        _auditor(None, "demo", str(city))
        for language in ("ja", "en"):
            _write_reports(city, language)
            for sheet in SHEETS:
                if sheet.language == language:
                    _print(_file(city, f"{sheet.report}.pdf"), sheet)
            if language == "ja":
                with sync_playwright() as playwright:
                    browser = playwright.chromium.launch(
                        executable_path=find_browser(None, os.environ),
                        args=["--no-sandbox", "--disable-background-networking"],
                    )
                    for screen in SCREENS:
                        _photograph(browser, _file(city, f"{screen.report}.html"), screen)
                    browser.close()


def _write_reports(city: Path, language: str) -> None:
    config = city / "config.toml"
    settings = [line for line in config.read_text("utf-8").splitlines() if not line.startswith("language")]
    config.write_text("\n".join((f'language = "{language}"', *settings)) + "\n", "utf-8")
    for edition in ("it", "pr", "section", "personnel"):
        section = ("--section", SECTION) if edition == "section" else ()
        _auditor(config, "report", "--edition", edition, *section, "--format", "html", "--format", "pdf")


def _auditor(config: Path | None, *arguments: str) -> None:
    named = () if config is None else ("--config", str(config))
    subprocess.run(
        [sys.executable, "-m", "auditor", *named, *arguments],
        check=True,
        env={**os.environ, "AUDITOR_TODAY": DAY, "AUDITOR_LANGUAGE": "ja"},
    )


def _file(city: Path, pattern: str) -> Path:
    found = sorted((city / "reports").glob(pattern))
    if len(found) != 1:
        raise SystemExit(f"{pattern} should be one file, and is {len(found)}")
    return found[0]


def _print(pdf: Path, sheet: Sheet) -> None:
    page = str(sheet.page)
    subprocess.run(
        [
            "pdftoppm",
            "-png",
            "-r",
            DOTS_PER_INCH,
            "-f",
            page,
            "-l",
            page,
            "-singlefile",
            str(pdf),
            str(TARGET / sheet.name),
        ],
        check=True,
    )


def _photograph(browser: Browser, page: Path, screen: Screen) -> None:
    context = browser.new_context(
        viewport={"width": screen.width, "height": screen.height},
        color_scheme="dark" if screen.dark else "light",
        offline=True,
    )
    opened = context.new_page()
    opened.goto(page.as_uri())
    opened.evaluate("at => document.querySelector(at).scrollIntoView()", screen.at)
    opened.screenshot(path=TARGET / f"{screen.name}.png")
    context.close()


if __name__ == "__main__":
    main()
