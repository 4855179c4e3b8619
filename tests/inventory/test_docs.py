"""Both pages about the inventory name every table, column and word that the reader knows, and lead to each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.inventory import words
from auditor.inventory.headings import TABLES

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"inventory.md": "inventory.ja.md", "inventory.ja.md": "inventory.md"}


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest) -> str:
    return (DOCS / request.param).read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "other"), PAGES.items())
def test_each_page_leads_to_the_other_and_has_as_many_parts(name: str, other: str) -> None:
    here, there = ((DOCS / page).read_text(encoding="utf-8") for page in (name, other))
    assert f"]({other})" in here
    for beginning in ("## ", "| ", "- ", "**"):
        assert here.count(f"\n{beginning}") == there.count(f"\n{beginning}"), beginning


def test_every_table_and_column_is_named_by_both_its_names(page: str) -> None:
    for table in TABLES:
        for name in (table, *table.columns):
            assert f"`{name.name}`" in page
            assert name.japanese in page


@pytest.mark.parametrize(
    "closed",
    [
        words.VERIFIED,
        words.SECOND_FACTOR,
        words.EMPLOYMENT,
        words.PRESENCE,
        words.TRANSFER_KIND,
        words.EVIDENCE_KIND,
    ],
)
def test_every_word_of_a_closed_list_stands_with_its_other_name(page: str, closed: words.Words) -> None:  # type: ignore[type-arg]
    for japanese in closed.offered:
        word = closed.find(japanese)
        assert word is not None
        assert f"`{word.value}` {japanese}" in page or f"{japanese} `{word.value}`" in page


def test_the_known_services_are_named(page: str) -> None:
    assert all(f"`{word}`" in page and names[0] in page for word, names in words.SERVICES.items())
