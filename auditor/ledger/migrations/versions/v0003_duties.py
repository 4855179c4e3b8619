"""Reviews with their tasks, waivers, proofs of second factors; what evidence, orders and administrators need for them.

The names on transfer orders are dropped: the directory has them, and unpublished lists are confidential.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("transfers") as transfers:
        transfers.drop_column("name")
        transfers.add_column(sa.Column("renamed", sa.Boolean(), nullable=False, server_default=sa.false()))
        transfers.add_column(sa.Column("past", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("transfers") as transfers:
        transfers.alter_column("renamed", server_default=None)
        transfers.alter_column("past", server_default=None)
    _mark_what_was_past()
    op.add_column("administrators", sa.Column("end_known", sa.Date()))
    op.add_column("evidence", sa.Column("recorded_on", sa.Date()))
    op.add_column("evidence", sa.Column("withdrawn", sa.Date()))
    op.add_column("evidence", sa.Column("file_sha256", sa.Text()))
    op.create_table(
        "login_pasts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login_id", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text()),
        sa.Column("account_id", sa.Text()),
        sa.Column("until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_pasts")),
        sa.ForeignKeyConstraint(["login_id"], ["logins.login_id"], name=op.f("fk_login_pasts_login_id")),
    )
    op.create_index(op.f("ix_login_pasts_login_id"), "login_pasts", ["login_id"])
    op.create_table(
        "reviews",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("staff_number", sa.Text()),
        sa.Column("effective", sa.Date(), nullable=False),
        sa.Column("known", sa.Date(), nullable=False),
        sa.Column("accounts", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True)),
        sa.Column("severity", sa.Text()),
        sa.Column("alike", sa.JSON()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("last_sighting", sa.Integer()),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_reviews")),
    )
    op.create_index(op.f("ix_reviews_effective"), "reviews", ["effective"])
    op.create_table(
        "tasks",
        sa.Column("review", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("closed", sa.Date()),
        sa.Column("reopened", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.Integer()),
        sa.PrimaryKeyConstraint("review", "kind", "subject", name=op.f("pk_tasks")),
        sa.ForeignKeyConstraint(["review"], ["reviews.number"], name=op.f("fk_tasks_review")),
    )
    op.create_table(
        "task_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_events")),
        sa.ForeignKeyConstraint(["review"], ["reviews.number"], name=op.f("fk_task_events_review")),
    )
    op.create_index(op.f("ix_task_events_review"), "task_events", ["review"])
    op.create_table(
        "waivers",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("check", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("granted", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("revoked", sa.Date()),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_waivers")),
    )
    op.create_table(
        "proofs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login_id", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("taken", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proofs")),
        sa.ForeignKeyConstraint(["login_id"], ["logins.login_id"], name=op.f("fk_proofs_login_id")),
    )
    op.create_index(op.f("ix_proofs_login_id"), "proofs", ["login_id"])
    op.create_table(
        "wrong_codes",
        sa.Column("login_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("login_id", "day", name=op.f("pk_wrong_codes")),
        sa.ForeignKeyConstraint(["login_id"], ["logins.login_id"], name=op.f("fk_wrong_codes_login_id")),
    )


def _mark_what_was_past() -> None:
    """Orders that the very first inventory brought after their day, as an import of today marks them."""
    transfers = sa.table(
        "transfers",
        sa.column("effective", sa.Date),
        sa.column("known", sa.Date),
        sa.column("past", sa.Boolean),
    )
    accounts = sa.table("accounts", sa.column("first_imported", sa.Date))
    first = sa.select(sa.func.min(accounts.c.first_imported)).scalar_subquery()
    op.execute(
        transfers.update()
        .where(transfers.c.effective < transfers.c.known, transfers.c.known == first)
        .values(past=sa.true())
    )
