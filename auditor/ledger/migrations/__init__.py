"""Brings the tables of an older ledger to the present ones, one step a version, by alembic.

Each step is a module in ``versions``. A step that must change a table of SQLite does so by ``op.batch_alter_table``.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def migrate(tx: Connection) -> None:
    """Takes every step that the database has not taken yet, in the transaction ``tx``."""
    settings = Config()
    here = str(Path(__file__).parent)
    settings.set_main_option("script_location", here.replace("%", "%%"))  # alembic fills in %(names)s
    settings.attributes["connection"] = tx
    command.upgrade(settings, "head")
