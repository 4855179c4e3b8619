"""An older copy of the vault file is known by the count of its writes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from auditor.errors import OlderVault
from auditor.ledger import vaults
from auditor.ledger.schema import vaults as table
from auditor.vault.vault import Condition
from tests.ledger.conftest import Places

DAY, LATER = date(2026, 11, 20), date(2026, 11, 21)


def vault(generation: int | None, vault_id: str | None = "a1") -> Condition:
    return Condition("a keyring", canary=True, vault_id=vault_id, generation=generation)


def rows(tx: Connection) -> list[tuple[str, int, date]]:
    return [tuple(row) for row in tx.execute(select(table))]


def test_the_first_vault_seen_is_the_newest(tx: Connection) -> None:
    vaults.see(tx, vault(3), DAY)
    assert rows(tx) == [("a1", 3, DAY)]


def test_an_older_copy_is_refused_and_the_newest_stays_known(tx: Connection) -> None:
    vaults.see(tx, vault(3), DAY)
    with pytest.raises(OlderVault) as error:
        vaults.see(tx, vault(2), LATER)
    assert error.value.exit_code == 5
    assert rows(tx) == [("a1", 3, DAY)]


def test_a_vault_that_was_not_written_since_changes_no_row(tx: Connection) -> None:
    vaults.see(tx, vault(3), DAY)
    vaults.see(tx, vault(3), LATER)
    assert rows(tx) == [("a1", 3, DAY)]


def test_another_vault_is_counted_apart(tx: Connection) -> None:
    vaults.see(tx, vault(3), DAY)
    vaults.see(tx, vault(1, "b2"), LATER)
    assert sorted(rows(tx)) == [("a1", 3, DAY), ("b2", 1, LATER)]


def test_a_keyring_that_counts_nothing_passes_and_leaves_nothing(tx: Connection) -> None:
    vaults.see(tx, vault(None, None), DAY)
    vaults.accept(tx, vault(None, None), DAY)
    assert rows(tx) == []


def test_an_accepted_copy_is_the_newest_from_then_on(tx: Connection) -> None:
    vaults.see(tx, vault(9), DAY)
    vaults.accept(tx, vault(4), LATER)
    vaults.see(tx, vault(4), LATER)
    assert rows(tx) == [("a1", 4, LATER)]
    with pytest.raises(OlderVault):
        vaults.refuse_older(tx, vault(3))


@settings(max_examples=30, deadline=None)
@given(generations=st.lists(st.integers(0, 9), max_size=8))
def test_what_passes_never_falls(places: Places, generations: list[int]) -> None:
    passed: list[int] = []
    with places.lent() as ledger, ledger.transaction() as tx:
        for generation in generations:
            try:
                vaults.see(tx, vault(generation), DAY)
            except OlderVault:
                assert generation < max(passed)
            else:
                passed.append(generation)
    assert passed == sorted(passed)
