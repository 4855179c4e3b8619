"""What each reader of mail was told, so that the next digest tells only what changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "mail_readers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text()),
        sa.Column("day", sa.Date()),
        sa.Column("told", sa.DateTime(timezone=True)),
        sa.Column("failed", sa.DateTime(timezone=True)),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_readers")),
        sa.UniqueConstraint("edition", "section", "address", name="uq_mail_readers_edition_section_address"),
    )
    op.create_table(
        "mail_told",
        sa.Column("reader", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due", sa.Date()),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("reader", "key", name=op.f("pk_mail_told")),
        sa.ForeignKeyConstraint(["reader"], ["mail_readers.id"], name=op.f("fk_mail_told_reader")),
    )
