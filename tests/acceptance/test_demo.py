"""`auditor demo` finds what was planted in it, and shows it."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance.conftest import Demo
from tests.acceptance.harness import Office


def test_the_audit_of_the_demo_finds_the_plant_and_nothing_else(demo: Demo) -> None:
    planted = {(planted.check, planted.subject, planted.status.value) for planted in demo.made.plant}
    assert demo.run.findings == planted
    assert demo.run.code == 3  # two passwords could not be seen
    assert {row["subject"] for row in demo.run.json["not_seen"]} == {"line-suido", "youtube-suido"}


def test_the_demo_says_where_its_report_lies(demo: Demo) -> None:
    _, said = demo.office.streams[0]
    (report, *_) = demo.office.folder.rglob("*.html")
    assert report.parent.name in said.decode("utf-8")


def test_the_report_of_the_demo_names_every_faulty_subject(demo: Demo) -> None:
    page = demo.office.report()
    assert all(planted.subject in page for planted in demo.made.plant)


def test_a_demo_takes_no_folder_of_others(tmp_path: Path) -> None:
    office = Office(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep", "utf-8")
    assert office.auditor("demo", "mine", "--short").code == 2
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_a_demo_can_be_made_again_in_a_folder_of_any_name(demo: Demo, tmp_path: Path) -> None:
    old = demo.office.copied_to(tmp_path / "見本 の市")
    before = old.dump()
    Office(tmp_path).must("demo", "見本 の市", "--short")
    assert old.dump() != before
