"""The pages of the checks say what their docstrings and the packs say."""

from pathlib import Path

from auditor.catalogue import load_pack
from scripts.build_check_docs import TARGET, pages
from tests.checks.made import CHECKS


def test_the_pages_are_up_to_date():
    written = {path.name: path.read_text(encoding="utf-8") for path in TARGET.glob("*.md")}
    assert written == pages(), "run `make docs`"


def test_every_check_has_its_page_and_stands_in_the_index():
    made = pages()
    assert set(made) == {"README.md", *(f"{check_id}.md" for check_id in CHECKS)}
    for check_id in CHECKS:
        assert f"[{check_id}]({check_id}.md)" in made["README.md"]


def test_a_page_tells_how_the_pack_asks_for_it():
    page = pages()["administrators-minimum.md"]
    assert page.startswith("<!-- Made from checks/administrators_minimum.py")
    assert "# administrators-minimum: Too few people" in page
    assert "clause 4(1), severity nonconforming high（高）, advice low（低）" in page
    assert "`minimum_administrators` = 2 (guideline 4(1) / ガイドライン4(1))" in page


def test_the_index_s_example_of_a_pack_is_taken(tmp_path: Path):
    example = pages()["README.md"].split("```toml\n")[1].split("```")[0]
    path = tmp_path / "example.toml"
    path.write_text(example, encoding="utf-8")
    overrides = {"administrators-minimum": {"minimum_administrators": 3, "reason": "見本"}}
    (rule,) = load_pack(str(path), overrides, CHECKS).rules
    assert rule.parameters.minimum_administrators == 3
