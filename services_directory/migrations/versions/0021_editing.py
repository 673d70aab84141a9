"""Working copies, care, notices, checks of links, translations of which original, released counts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.String(length=120), nullable=False),
        sa.Column("city_id", sa.String(length=120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("reviewer_role", sa.String(length=20), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("saved", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_revision_city_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("service_id", "number", name=op.f("uq_revision_service_id_number")),
    )
    op.create_index(op.f("ix_revision_city_id"), "revision", ["city_id"], unique=False)
    op.create_index(op.f("ix_revision_state"), "revision", ["state"], unique=False)
    op.create_table(
        "care",
        sa.Column("service_id", sa.String(length=120), nullable=False),
        sa.Column("city_id", sa.String(length=120), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("next_check", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_care_city_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_care_owner_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_care")),
    )
    op.create_index(op.f("ix_care_city_id"), "care", ["city_id"], unique=False)
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.String(length=120), nullable=False),
        sa.Column("city_id", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("note", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_notice_city_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_city_id"), "notice", ["city_id"], unique=False)
    op.create_index(op.f("ix_notice_service_id"), "notice", ["service_id"], unique=False)
    op.create_table(
        "contact_check",
        sa.Column("service_id", sa.String(length=120), nullable=False),
        sa.Column("what", sa.String(length=500), nullable=False),
        sa.Column("city_id", sa.String(length=120), nullable=False),
        sa.Column("found", sa.String(length=12), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("checked", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_contact_check_city_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("service_id", "what", name=op.f("pk_contact_check")),
    )
    op.create_index(op.f("ix_contact_check_city_id"), "contact_check", ["city_id"], unique=False)
    op.create_table(
        "translated_from",
        sa.Column("service_id", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("field", sa.String(length=120), nullable=False),
        sa.Column("original", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("service_id", "language", "field", name=op.f("pk_translated_from")),
    )
    op.create_table(
        "tally",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("city_id", sa.String(length=120), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("need", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("district", sa.String(length=120), nullable=False),
        sa.Column("service", sa.String(length=120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_tally_city_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("kind", "city_id", "week", "need", "language", "district", "service", name=op.f("pk_tally")),
    )


def downgrade() -> None:
    op.drop_table("tally")
    op.drop_table("translated_from")
    op.drop_table("contact_check")
    op.drop_table("notice")
    op.drop_table("care")
    op.drop_table("revision")
