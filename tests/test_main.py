"""The program as a process: exit codes, streams and languages."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from auditor import __main__ as program
from auditor.cli import cli
from tests.acceptance.harness import ROOT, TODAY, environment
from tests.offices import SmallOffice

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")


def auditor(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "auditor", *arguments],
        cwd=folder,
        env={**environment(TODAY, folder), **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "arguments",
    [["no-such-command"], ["run", "--no-such"], ["secret", "no-such"], ["import"], ["run", "--date"]],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_prints_nothing_on_standard_output(
    tmp_path: Path, arguments: list[str]
) -> None:
    done = auditor(tmp_path, *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.strip()


def test_no_settings_file_ends_with_2_and_says_what_to_do(tmp_path: Path) -> None:
    done = auditor(tmp_path, "findings")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"config.toml" in done.stderr
    assert b"auditor init" in done.stderr


def test_the_settings_are_found_by_option_before_variable_before_folder(tmp_path: Path) -> None:
    for name in ("option", "variable"):
        (tmp_path / f"{name}.toml").write_text(f"{name} = 1\n", "utf-8")
    (tmp_path / "config.toml").write_text("folder_ = 1\n", "utf-8")
    from_folder = auditor(tmp_path, "findings")
    from_variable = auditor(tmp_path, "findings", AUDITOR_CONFIG="variable.toml")
    from_option = auditor(tmp_path, "--config", "option.toml", "findings", AUDITOR_CONFIG="variable.toml")
    assert b": folder_:" in from_folder.stderr
    assert b": variable:" in from_variable.stderr
    assert b": option:" in from_option.stderr


def test_the_version_is_told(tmp_path: Path) -> None:
    done = auditor(tmp_path, "--version")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"auditor ")


@pytest.mark.parametrize("arguments", [[], ["secret", "set"]], ids=" ".join)
def test_help_speaks_the_reader_s_language(tmp_path: Path, arguments: list[str]) -> None:
    english = auditor(tmp_path, *arguments, "--help", AUDITOR_LANGUAGE="en")
    japanese = auditor(tmp_path, *arguments, "--help", AUDITOR_LANGUAGE="ja")
    assert (english.returncode, japanese.returncode) == (0, 0)
    assert english.stdout.isascii()
    told = japanese.stdout.decode("utf-8")
    assert not told.isascii()
    for words in ("Options:", "Commands:", "Show this message", "Usage:", "Show the version"):
        assert words not in told


@pytest.mark.parametrize(
    ("variables", "japanese"),
    [
        ({"LANG": "ja_JP.UTF-8"}, True),
        ({"LANG": "C"}, True),
        ({"LANG": "en_GB.UTF-8"}, False),
        ({"LANG": "en_GB.UTF-8", "AUDITOR_LANGUAGE": "ja"}, True),
        ({"LANG": "ja_JP.UTF-8", "AUDITOR_LANGUAGE": "en"}, False),
        ({"LANG": "en_GB.UTF-8", "AUDITOR_LANGUAGE": "de"}, False),
    ],
)
def test_the_language_before_the_settings_are_read(
    tmp_path: Path, variables: dict[str, str], japanese: bool
) -> None:
    done = auditor(tmp_path, "findings", **{"AUDITOR_LANGUAGE": "", **variables})
    assert (not done.stderr.isascii()) is japanese


@pytest.mark.parametrize(
    ("variables", "encoding"),
    [
        ({"LC_ALL": "C", "PYTHONIOENCODING": ""}, "utf-8"),
        ({"PYTHONIOENCODING": "cp932"}, "cp932"),
        ({"PYTHONIOENCODING": "ascii"}, "utf-8"),
        ({"PYTHONIOENCODING": "latin-1:strict"}, "latin-1"),
    ],
    ids=str,
)
def test_japanese_comes_out_on_every_console(
    tmp_path: Path, variables: dict[str, str], encoding: str
) -> None:
    for arguments, code in ((["--help"], 0), (["findings"], 2)):
        done = auditor(tmp_path, *arguments, AUDITOR_LANGUAGE="ja", **variables)
        assert done.returncode == code
        assert (done.stdout + done.stderr).decode(encoding)
        assert b"internal error" not in done.stderr


@posix
@pytest.mark.parametrize(
    ("shell", "code"),
    [
        ('"$@" --help | head -c 5 > head; exit ${PIPESTATUS[0]}', (0, 5)),
        ('"$@" --help | true; exit ${PIPESTATUS[0]}', (0, 5)),
        ('"$@" --help >&-', (0,)),
        ('"$@" --help <&- >&- 2>&-', (0,)),
        ('"$@" findings >&- 2>&-', (2,)),
        ('"$@" --help > /dev/full', (5,)),
    ],
)
def test_a_stream_that_is_closed_or_full_is_no_reason_for_a_traceback(
    tmp_path: Path, shell: str, code: tuple[int, ...]
) -> None:
    if "/dev/full" in shell and not Path("/dev/full").exists():
        shell, code = "exit 5", (5,)  # only Linux has one
    done = subprocess.run(
        ["bash", "-c", shell, "-", sys.executable, "-m", "auditor"],
        cwd=tmp_path,
        env=environment(TODAY, tmp_path),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode in code
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has one")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["verify"], ["verify", "--json"], ["report", "--json"], ["findings", "--json"]],
    ids=" ".join,
)
def test_an_output_that_is_full_is_told_in_one_sentence(
    office: SmallOffice, arguments: list[str], unbuffered: str
) -> None:
    office.night()
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "auditor", *arguments],
            cwd=office.folder,
            env={
                **environment(TODAY, office.folder),
                "AUDITOR_LANGUAGE": "en",
                "PYTHONUNBUFFERED": unbuffered,
            },
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    said = done.stderr.decode()
    assert done.returncode == 5
    assert "internal error" not in said
    assert said.count("Standard output cannot be written") + said.count("標準出力に書き込めません") == 1
    assert ".py:" not in said


class TestInternalErrors:
    """What no part of the program foresaw."""

    SECRET = "Vky7pLqNs.wHdt"

    @pytest.fixture(autouse=True)
    def _this_process_stays_as_it_is(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(program, "harden", lambda: None)
        monkeypatch.setattr(program, "_end_on_sigterm", lambda: None)

    @pytest.fixture
    def broken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def make_context(*_: object, **__: object) -> None:
            password = self.SECRET
            raise ValueError(f"cannot read {password}")

        monkeypatch.setattr(cli, "make_context", make_context)

    def test_an_internal_error_ends_with_5_and_shows_its_type_and_place_and_no_text(
        self, broken: None, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert program._run(["findings"]) == 5
        said = capsys.readouterr()
        assert said.out == ""
        assert "internal error: ValueError" in said.err
        assert "make_context" in said.err
        assert self.SECRET not in said.err

    @pytest.mark.parametrize(
        ("raised", "code"), [(KeyboardInterrupt(), 5), (BrokenPipeError(), 5), (OSError(28, "x"), 5)]
    )
    def test_what_interrupts_ends_with_5(
        self,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        raised: BaseException,
        code: int,
    ) -> None:
        def make_context(*_: object, **__: object) -> None:
            raise raised

        monkeypatch.setattr(cli, "make_context", make_context)
        assert program._run([]) == code
        assert "Traceback" not in capsys.readouterr().err


@posix
def test_a_stranger_of_our_name_stops_the_program_before_it_begins(tmp_path: Path) -> None:
    stranger = tmp_path / "checks_of_others-1.0.dist-info"
    stranger.mkdir()
    (stranger / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: checks-of-others\nVersion: 1.0\n", "utf-8"
    )
    (stranger / "RECORD").write_text("checks/__init__.py,,\n", "utf-8")
    done = auditor(tmp_path, "--version", PYTHONPATH=os.pathsep.join((str(ROOT), str(tmp_path))))
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"checks-of-others" in done.stderr
