"""``auditor report``: which files it writes, under which names, and what it refuses."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from auditor.formats import Format
from tests.acceptance.small import small_tables
from tests.acceptance.tables import write_plain_folder
from tests.cli.conftest import Auditor
from tests.offices import TODAY

MONTH = f"{TODAY:%Y-%m}"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def audited_city(made_city: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small city with its two accounts in two sections, audited once, without a report. To be copied."""
    folder = tmp_path_factory.mktemp("audited") / "city"
    shutil.copytree(made_city, folder)
    tables = small_tables()
    for row, section in zip(tables["accounts"], ("広報課", "観光課"), strict=True):
        row["section"] = section
    write_plain_folder(tables, folder / "source")
    config = ["--config", str(folder / "config.toml")]
    subprocess.run(
        [sys.executable, "-m", "auditor", *config, "run", "--no-report"],
        env={**os.environ, "AUDITOR_TODAY": TODAY.isoformat()},
        check=False,
    )
    return folder


@pytest.fixture
def audited(audited_city: Path, folder: Path) -> Path:
    shutil.copytree(audited_city, folder, dirs_exist_ok=True)
    return folder


def set_up(city: Path, settings: str) -> None:
    config = city / "config.toml"
    text = config.read_text("utf-8")
    assert "[report]\n" in text
    config.write_text(text.replace("[report]\n", f"[report]\n{settings}\n"), "utf-8")


def reports(city: Path) -> list[str]:
    return sorted(path.name for path in (city / "reports").iterdir())


def test_without_options_it_is_the_newest_run_as_a_page_for_it_security(
    audited: Path, auditor: Auditor
) -> None:
    said = auditor("report")
    assert said.code == 0
    assert reports(audited) == [f"report-{TODAY}.html"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such terminals")
@pytest.mark.parametrize(
    ("options", "day", "name"),
    [
        ((), TODAY.isoformat(), f"report-{TODAY}.html"),
        (("--month", MONTH), TODAY.isoformat(), f"report-{MONTH}.html"),
        (("--last-month",), "2026-12-01", f"report-{MONTH}.html"),
    ],
)
def test_paths_are_told_on_a_terminal_and_nothing_to_cron(
    audited: Path,
    auditor: Auditor,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    day: str,
    name: str,
) -> None:
    monkeypatch.setenv("AUDITOR_TODAY", day)
    quiet = auditor("report", *options)
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")
    terminal, end = os.openpty()
    command = [sys.executable, "-m", "auditor", "--config", str(audited / "config.toml"), "report", *options]
    subprocess.run(command, stdout=end, check=True, cwd=ROOT)
    os.close(end)
    told = os.read(terminal, 10_000).decode()
    os.close(terminal)
    assert name in told


def test_every_edition_but_that_for_it_security_is_in_its_name(audited: Path, auditor: Auditor) -> None:
    auditor("report", "--edition", "pr", "--edition", "personnel", "--edition", "section", "--edition", "it")
    assert reports(audited) == [
        f"report-{TODAY}-personnel.html",
        f"report-{TODAY}-pr.html",
        f"report-{TODAY}-section-01-広報課.html",
        f"report-{TODAY}-section-02-観光課.html",
        f"report-{TODAY}.html",
    ]


def test_a_section_alone_keeps_its_number(audited: Path, auditor: Auditor) -> None:
    assert auditor("report", "--section", "観光課", "--format", "xlsx").code == 0
    assert reports(audited) == [f"report-{TODAY}-section-02-観光課.xlsx"]
    assert load_workbook(audited / "reports" / reports(audited)[0]).sheetnames[0] == "概要"


def test_a_section_is_known_as_people_type_it(audited: Path, auditor: Auditor) -> None:
    assert auditor("report", "--section", " 観光課　", "--edition", "section").code == 0
    assert reports(audited) == [f"report-{TODAY}-section-02-観光課.html"]


def test_a_sections_name_is_made_fit_for_every_file_system(city: Path, auditor: Auditor) -> None:
    tables = small_tables()
    for row in tables["accounts"]:
        row["section"] = '..\\企画/総務: "課"?' + "長" * 100
    write_plain_folder(tables, city / "source")
    auditor("run", "--no-report")
    assert auditor("report", "--edition", "section").code == 0
    for name in reports(city):
        assert not set(name) & set('\\/:*?"<>|')
        assert len(name.encode()) < 255


@pytest.mark.parametrize("month", [MONTH, f"{TODAY:%Y}－{TODAY:%m}"])
def test_a_months_report_is_named_after_it(audited: Path, auditor: Auditor, month: str) -> None:
    said = auditor("report", "--month", month, "--edition", "pr")
    assert said.code == 0
    assert reports(audited) == [f"report-{MONTH}-pr.html"]


def test_a_months_report_is_the_same_bytes_when_it_is_written_again_later(
    audited: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = {}
    for day in (None, "2027-01-15", "2027-02-01"):
        if day is not None:
            monkeypatch.setenv("AUDITOR_TODAY", day)
            auditor("run", "--no-report")
        for format_ in (Format.HTML, Format.XLSX, Format.JSON):
            auditor("report", "--month", MONTH, "--format", format_)
            content = (audited / "reports" / f"report-{MONTH}{format_.ending}").read_bytes()
            assert written.setdefault(format_, content) == content


def test_the_month_before_is_that_before_today(
    audited: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDITOR_TODAY", "2026-12-01")
    assert auditor("report", "--last-month").code == 0
    assert reports(audited) == [f"report-{MONTH}.html"]


def test_the_settings_say_what_is_written_where_no_option_does(audited: Path, auditor: Auditor) -> None:
    set_up(
        audited,
        'editions = ["pr", "it"]\nformats = ["xlsx", "json"]\n'
        'number = "情政第{fiscal_year}-{era_year}-{month}号"\nhandling = "庁外秘"\n',
    )
    auditor("report")
    assert reports(audited) == [
        f"report-{TODAY}{rest}" for rest in ("-pr.json", "-pr.xlsx", ".json", ".xlsx")
    ]
    auditor("report", "--format", "html", "--edition", "pr")
    assert f"report-{TODAY}-pr.html" in reports(audited)
    summary = load_workbook(audited / "reports" / f"report-{TODAY}.xlsx")["概要"]
    values = [cell.value for row in summary.iter_rows() for cell in row]
    assert "情政第2026-8-11号" in values
    assert "庁外秘" in values


def test_a_run_writes_the_page_for_it_security_whatever_the_settings_name(
    city: Path, auditor: Auditor
) -> None:
    set_up(
        city,
        'editions = ["pr"]\nformats = ["xlsx"]',
    )
    auditor("run")
    assert reports(city) == [f"report-{TODAY}.html"]


def test_programs_get_each_file_with_its_sha_256(audited: Path, auditor: Auditor) -> None:
    answer = auditor("report", "--month", MONTH, "--section", "広報課", "--format", "xlsx", "--json").json
    assert (answer["schema"], answer["month"], answer["date"]) == (
        "auditor.report-files/1",
        MONTH,
        TODAY.isoformat(),
    )
    (file,) = answer["files"]
    assert (file["edition"], file["section"], file["format"]) == ("section", "広報課", "xlsx")
    assert hashlib.sha256(Path(file["path"]).read_bytes()).hexdigest() == file["sha256"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_reports_are_for_their_owners_eyes(audited: Path, auditor: Auditor) -> None:
    for format_ in (Format.HTML, Format.XLSX, Format.JSON):
        auditor("report", "--format", format_)
    for path in (audited / "reports").iterdir():
        assert path.stat().st_mode & 0o777 == 0o600


REFUSED = {
    "a month that has no audit": (("--month", "2026-01"), MONTH),
    "a month ahead": (("--month", "2027-01"), "2027-01"),
    "no month": (("--month", "2026-13"), "YYYY-MM"),
    "a day": (("--month", "2026-11-20"), "YYYY-MM"),
    "two months": (("--month", MONTH, "--last-month"), "--last-month"),
    "the month before, without an audit": (("--last-month",), MONTH),
    "an unknown section": (("--section", "税務課"), "広報課, 観光課"),
    "a section in another edition": (("--section", "広報課", "--edition", "pr"), "section"),
    "a section in two editions": (
        ("--section", "広報課", "--edition", "section", "--edition", "it"),
        "section",
    ),
    "an unknown edition": (("--edition", "all"), "pr, it, section, personnel"),
    "an unknown format": (("--format", "docx"), "html, "),
    "an unknown command": (("docx",), "docx"),
}


@pytest.mark.parametrize(("arguments", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_written_is_refused_with_what_there_is(
    audited: Path, auditor: Auditor, arguments: tuple[str, ...], told: str
) -> None:
    said = auditor("report", *arguments)
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert not (audited / "reports").exists()


def test_where_no_browser_is_found_the_rest_is_written_and_one_line_says_what_to_install(
    audited: Path, auditor: Auditor
) -> None:
    set_up(
        audited,
        'browser = "no/such/chrome"',
    )
    said = auditor("report", "--format", "pdf", "--format", "html")
    assert said.code == 2
    assert "chrome" in said.err
    assert reports(audited) == [f"report-{TODAY}.html"]
