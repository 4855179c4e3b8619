"""``auditor report sign`` and ``signatures``: who reviewed which report."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from auditor.signing import identity
from tests.cli.conftest import Auditor, Said, dump
from tests.cli.known_city import LEFT, MANAGER, ROLE, make_known, speak_english
from tests.offices import TODAY

PAGE = Path("reports") / f"report-{TODAY}.html"
TOMORROW = "2026-11-21"


@pytest.fixture
def audited(made_city: Path, folder: Path, auditor: Auditor) -> Path:
    """The small city after its first night, with its page."""
    make_known(made_city, folder)
    speak_english(folder)
    assert auditor("run").code in {0, 1, 3}
    return folder


def sign(auditor: Auditor, file: Path | str = PAGE, by: str = MANAGER, *options: str) -> Said:
    return auditor("report", "sign", "--file", file, "--by", by, *options)


def test_a_signature_holds_the_file_s_sha_256_which_report_it_is_who_and_when(
    audited: Path, auditor: Auditor
) -> None:
    said = sign(auditor, PAGE, MANAGER, "--note", "  見広第１２号  ", "--json")
    assert said.code == 0
    sha256 = hashlib.sha256(PAGE.read_bytes()).hexdigest()
    expected = {
        "number": 1,
        "signed": TODAY.isoformat(),
        "by": MANAGER,
        "name": "試験 太郎",
        "day": TODAY.isoformat(),
        "month": None,
        "edition": "it",
        "sha256": sha256,
        "note": "見広第１２号",
    }
    assert said.json == {**expected, "new": True}
    assert auditor("report", "signatures", "--json").json == {"signatures": [expected]}
    table = auditor("report", "signatures").out
    assert sha256 in table
    assert "見広第１２号" in table


def test_a_month_s_page_and_an_edition_are_known_by_what_the_page_says(
    audited: Path, auditor: Auditor
) -> None:
    (file,) = auditor("report", "--month", "2026-11", "--edition", "pr", "--json").json["files"]
    signed = sign(auditor, file["path"], ROLE, "--json").json
    assert (signed["month"], signed["edition"], signed["by"], signed["name"]) == ("2026-11", "pr", ROLE, "")
    assert signed["sha256"] == file["sha256"]


def test_the_same_file_signed_again_by_the_same_person_changes_nothing(
    audited: Path, auditor: Auditor
) -> None:
    sign(auditor)
    before = dump(audited)
    again = sign(auditor, PAGE, MANAGER.lstrip("0"), "--note", "anew")
    assert again.code == 0
    assert "signed this very file on 2026-11-20 already (number 1); nothing changed" in again.out
    assert sign(auditor, PAGE, MANAGER, "--json").json["new"] is False
    assert dump(audited) == before
    assert sign(auditor, PAGE, ROLE, "--json").json["number"] == 2


def test_a_signature_is_sealed_and_the_next_report_tells_it(
    audited: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = auditor("verify", "--json").json["seal"]
    sign(auditor)
    after = auditor("verify", "--json").json
    assert (after["whole"], after["seal"]["number"]) == (True, seal["number"] + 1)
    sha256 = hashlib.sha256(PAGE.read_bytes()).hexdigest()
    monkeypatch.setenv("AUDITOR_TODAY", TOMORROW)
    auditor("run")
    assert sha256[:16] in (Path("reports") / f"report-{TOMORROW}.html").read_text("utf-8")


# --- which report a file is ---------------------------------------------------------------------------------------


def other_file(folder: Path) -> Path:
    file = folder / "report.pdf"
    file.write_bytes(b"%PDF-1.7 printed")
    return file


def test_of_a_file_that_is_no_page_somebody_says_what_it_is(audited: Path, auditor: Auditor) -> None:
    file = other_file(audited)
    by_month = sign(auditor, file, MANAGER, "--month", "2026-11", "--edition", "it", "--json").json
    assert (by_month["month"], by_month["day"]) == ("2026-11", TODAY.isoformat())
    by_day = sign(auditor, file, ROLE, "--day", "令和8年11月20日", "--edition", "section", "--json").json
    assert (by_day["month"], by_day["day"], by_day["edition"]) == (None, TODAY.isoformat(), "section")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "does not say which report it is"),
        (("--month", "2026-11"), "does not say which report it is"),
        (("--edition", "it"), "does not say which report it is"),
        (("--month", "2026-10", "--edition", "it"), "no run of this report (2026-10)"),
        (("--day", "2026-11-19", "--edition", "it"), "no run of this report (2026-11-19)"),
        (("--month", "2026-11", "--day", "2026-11-19", "--edition", "it"), "no run of this report"),
        (("--month", "11", "--edition", "it"), "is no month"),
        (("--day", "yesterday", "--edition", "it"), "no date"),
        (("--month", "2026-11", "--edition", "mine"), "knows no word"),
    ],
)
def test_a_file_of_which_nobody_says_what_it_is_is_refused(
    audited: Path, auditor: Auditor, options: tuple[str, ...], told: str
) -> None:
    before = dump(audited)
    said = sign(auditor, other_file(audited), MANAGER, *options)
    assert said.code == 2
    assert told in said.err
    assert dump(audited) == before


@pytest.mark.parametrize("options", [("--month", "2026-11"), ("--day", "2026-11-19"), ("--edition", "pr")])
def test_nobody_says_of_a_page_that_it_is_another_report(
    audited: Path, auditor: Auditor, options: tuple[str, ...]
) -> None:
    said = sign(auditor, PAGE, MANAGER, *options)
    assert said.code == 2
    assert "says of itself that it is another report: it, 2026-11-20" in said.err


def sections_of(auditor: Auditor, *options: str) -> list[str]:
    return [file["path"] for file in auditor("report", *options, "--json").json["files"]]


def test_a_page_of_every_edition_is_signed_as_it_was_written_and_refused_once_a_word_is_altered(
    audited: Path, auditor: Auditor
) -> None:
    options = [
        option for edition in ("it", "pr", "section", "personnel") for option in ("--edition", edition)
    ]
    files = [
        *sections_of(auditor, *options),
        *sections_of(auditor, *options, "--month", "2026-11"),
    ]
    assert len(files) >= 8
    for file in files:
        page = Path(file).read_bytes()
        Path(file).write_bytes(page.replace(b"</main>", b"<p>All is well.</p></main>"))
        before = dump(audited)
        said = sign(auditor, file)
        assert (said.code, "not the report that the ledger gives" in said.err) == (2, True)
        assert dump(audited) == before
        Path(file).write_bytes(page)
        assert sign(auditor, file).code == 0


def test_what_the_ledger_gives_no_more_is_signed_only_on_the_word_of_who_signs(
    audited: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDITOR_TODAY", TOMORROW)
    auditor("run")
    assert sign(auditor).code == 2
    signed = sign(auditor, PAGE, MANAGER, "--as-it-is", "--json").json
    assert (signed["day"], signed["sha256"]) == (
        TODAY.isoformat(),
        hashlib.sha256(PAGE.read_bytes()).hexdigest(),
    )


def test_what_agrees_with_the_page_is_no_fault(audited: Path, auditor: Auditor) -> None:
    assert sign(auditor, PAGE, MANAGER, "--day", "R8.11.20", "--edition", "IT").code == 0


def test_a_page_of_a_run_that_the_ledger_did_not_keep_is_refused(audited: Path, auditor: Auditor) -> None:
    auditor("run", "--date", "2027-03-01")
    said = sign(auditor, Path("reports") / "report-2027-03-01.html")
    assert said.code == 2
    assert "no run of this report (2027-03-01)" in said.err


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        ("auditor.report-file/1", "auditor.report-file/9"),
        ("&#34;day&#34;", "&#34;when&#34;"),
        ("&#34;month&#34;: null", "&#34;month&#34;: &#34;2026-13&#34;"),
    ],
)
def test_a_page_that_says_it_in_another_form_is_refused(
    audited: Path, auditor: Auditor, there: str, instead: str
) -> None:
    page = PAGE.read_text("utf-8")
    assert there in page
    PAGE.write_text(page.replace(there, instead), "utf-8")
    said = sign(auditor)
    assert said.code == 2
    assert "another version" in said.err


def test_a_day_that_is_not_its_run_s_is_refused(audited: Path, auditor: Auditor) -> None:
    page = PAGE.read_text("utf-8")
    day = "&#34;day&#34;: &#34;2026-11-20&#34;"
    assert day in page
    PAGE.write_text(page.replace(day, day.replace("20&", "19&")), "utf-8")
    assert "no run of this report" in sign(auditor).err


def test_what_stands_far_below_in_a_page_says_nothing() -> None:
    meta = b'<meta name="auditor-report" content="{}">'
    assert identity(b" " * 100_000 + meta) == identity(b"")


def test_a_file_that_is_not_there_is_refused(audited: Path, auditor: Auditor) -> None:
    assert sign(auditor, audited / "gone.html").code == 2
    assert sign(auditor, audited).code == 2


# --- who signs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "told"),
    [
        (LEFT, "has left and can sign nothing"),
        ("99999", "neither in the staff directory nor named in the settings"),
        ("市長", "neither in the staff directory nor named in the settings"),
        ("777", "could be one of several"),
        ("", "--by is empty"),
    ],
)
def test_who_is_not_known_or_has_left_signs_nothing(
    audited: Path, auditor: Auditor, by: str, told: str
) -> None:
    before = dump(audited)
    said = sign(auditor, PAGE, by)
    assert said.code == 2
    assert told in said.err
    assert dump(audited) == before


@pytest.mark.parametrize("note", ["\udcff\udcfe", "見広第12号\udc8f"])
def test_a_note_in_another_encoding_is_refused(audited: Path, auditor: Auditor, note: str) -> None:
    """Python hands bytes on the command line that it cannot read over as lone surrogates."""
    before = dump(audited)
    said = sign(auditor, PAGE, MANAGER, "--note", note)
    assert (said.code, dump(audited)) == (2, before)
    assert "signs that cannot be read" in said.err


def test_a_role_is_known_as_the_settings_write_it(audited: Path, auditor: Auditor) -> None:
    assert sign(auditor, PAGE, "情報政策 課長", "--json").json["by"] == ROLE


def test_before_the_first_signature_there_is_none(audited: Path, auditor: Auditor) -> None:
    assert "No report was signed yet." in auditor("report", "signatures").out
    assert auditor("report", "signatures", "--json").json == {"signatures": []}
