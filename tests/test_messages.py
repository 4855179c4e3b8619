from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from checks._contract import Text
from reports.messages import Language, Message, in_both, message, say, translate

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "reports" / "locales" / "ja.po"


def test_a_message_is_said_in_the_reader_s_language() -> None:
    said = message("No audit has run yet.")
    assert say(said, Language.EN) == "No audit has run yet."
    assert say(said, Language.JA) == translate("No audit has run yet.", Language.JA)


def test_a_message_is_kept_in_both_languages() -> None:
    said = message("{count} of {all} logins have a password.", count=1, all=2)
    assert in_both(said) == Text(ja=say(said, Language.JA), en="1 of 2 logins have a password.")
    assert in_both(said).ja != in_both(said).en


def test_gaps_are_filled() -> None:
    assert say(message("{done} of {all}", done=1, all="two"), Language.EN) == "1 of two"


@pytest.mark.parametrize("value", ["{done}", "{0}", "{", "}}", "{done.__class__}", "%s", "\\", "\0", "<b>"])
def test_what_fills_a_gap_is_data_and_is_not_read_again(value: str) -> None:
    for language in Language:
        assert say(message("{value} of {all}", value=value, all=value), language) == f"{value} of {value}"
        nested = message("about {what}", what=message("{value} of {all}", value=value, all=1))
        assert say(nested, language) == f"about {value} of 1"


def test_a_message_or_text_within_a_message_is_said_in_the_same_language() -> None:
    said = message("{inner}", inner=Text("内側", "inside"))
    assert [say(said, language) for language in (Language.JA, Language.EN)] == ["内側", "inside"]


def test_a_sentence_without_its_value_is_a_mistake_that_shows() -> None:
    with pytest.raises(KeyError):
        say(message("{value}"), Language.EN)


def test_values_of_a_message_cannot_be_changed() -> None:
    said: Message = message("{value}", value=1)
    with pytest.raises(TypeError):
        said.values["value"] = 2  # type: ignore[index]


def test_every_sentence_has_its_japanese_and_no_japanese_is_left_over() -> None:
    """`make messages` adds what is missing, empty; then fill it in."""
    done = subprocess.run(
        [sys.executable, "scripts/update_messages.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_translation_has_the_gaps_of_its_sentence() -> None:
    with CATALOGUE.open("rb") as stream:
        entries = [entry for entry in read_po(stream) if entry.id and entry.string]
    different = {
        str(entry.id): str(entry.string)
        for entry in entries
        if gaps(str(entry.id)) != gaps(str(entry.string))
    }
    assert different == {}


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}
