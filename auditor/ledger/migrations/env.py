"""Run by alembic: takes the steps in the transaction that ``migrate`` was given."""

from __future__ import annotations

from alembic import context

from auditor.ledger.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,  # off by default for SQLite; our transactions begin before the first step
)
context.run_migrations()
