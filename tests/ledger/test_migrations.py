"""A ledger of an earlier version is moved, and what it held keeps its meaning."""

from __future__ import annotations

from datetime import date

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect, text

from auditor.ledger import migrations
from auditor.ledger.database import Ledger
from auditor.ledger.migrations import migrate
from auditor.ledger.register import transfers

from .conftest import Places

FIRST, LATER = date(2026, 11, 20), date(2026, 11, 25)


def at_version(tx: Connection, version: str) -> None:
    """Empty tables as that version of the program made them."""
    for table in reversed(inspect(tx).get_table_names()):
        tx.execute(
            text(
                f'DROP TABLE "{table}" CASCADE'
                if tx.dialect.name == "postgresql"
                else f'DROP TABLE "{table}"'
            )
        )
    settings = Config()
    settings.set_main_option("script_location", migrations.__path__[0].replace("%", "%%"))
    settings.attributes["connection"] = tx
    command.upgrade(settings, version)


def test_orders_of_before_the_first_inventory_are_past_and_names_on_orders_go(places: Places) -> None:
    ledger: Ledger = places.ledger()
    with ledger._migration() as tx:
        at_version(tx, "0002")
        tx.execute(
            text(
                "INSERT INTO accounts (account_id, service, name, url, section, shared_sections, purpose, first_imported)"
                " VALUES ('koho-x', 'x', '', '', '', '[]', '', :day)"
            ),
            {"day": FIRST},
        )
        for number, effective, known in (
            ("past", date(2026, 4, 1), FIRST),
            ("ahead", date(2026, 12, 1), FIRST),
            ("late", date(2026, 4, 1), LATER),
        ):
            tx.execute(
                text(
                    "INSERT INTO transfers (staff_number, name, effective, kind, from_section, to_section, known)"
                    " VALUES (:number, '見本 太郎', :effective, 'transfer', '', '', :known)"
                ),
                {"number": number, "effective": effective, "known": known},
            )
        migrate(tx)
    with ledger.reading() as tx:
        assert {order.order.staff_number: (order.past, order.renamed) for order in transfers.known(tx)} == {
            "past": (True, False),
            "ahead": (False, False),
            "late": (False, False),
        }
        assert "name" not in {column["name"] for column in inspect(tx).get_columns("transfers")}
