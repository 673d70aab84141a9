"""Cities that are drafts: in the directory, but nobody is sent there yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("city") as city:
        city.add_column(sa.Column("stage", sa.String(length=16), nullable=False, server_default="serving"))


def downgrade() -> None:
    with op.batch_alter_table("city") as city:
        city.drop_column("stage")
