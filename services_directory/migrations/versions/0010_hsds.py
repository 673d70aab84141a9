"""HSDS: ids for all, what came from elsewhere, words to search by, feeds and what they propose."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services_directory.models.identity import hsds_id

revision = "0010"
down_revision = "0003"
branch_labels = None
depends_on = None

_WORD = sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql")


def upgrade() -> None:
    _columns_of_services()
    _columns_of_organizations()
    op.create_index("ix_location_where", "location", ["latitude", "longitude"])
    _words_and_terms()
    _sets_and_feeds()


def _columns_of_services() -> None:
    op.add_column("service", sa.Column("hsds_id", sa.String(length=36), nullable=True))
    op.add_column("service", sa.Column("origin", sa.JSON(), nullable=True))
    op.add_column("service_at_location", sa.Column("hsds_id", sa.String(length=36), nullable=True))
    connection = op.get_bind()
    for id_, in connection.execute(sa.text("SELECT id FROM service")).all():
        connection.execute(sa.text("UPDATE service SET hsds_id = :uuid WHERE id = :id"), {"uuid": hsds_id("service", id_), "id": id_})
    set_uuid = sa.text("UPDATE service_at_location SET hsds_id = :uuid WHERE service_id = :id AND position = :position")
    for id_, position in connection.execute(sa.text("SELECT service_id, position FROM service_at_location")).all():
        uuid = hsds_id("service_at_location", id_, str(position))
        connection.execute(set_uuid, {"uuid": uuid, "id": id_, "position": position})
    with op.batch_alter_table("service") as service:
        service.alter_column("hsds_id", existing_type=sa.String(length=36), nullable=False)
        service.create_unique_constraint("uq_service_hsds_id", ["hsds_id"])
        service.create_index("ix_service_last_modified", ["last_modified"])
        service.create_index("ix_service_order", ["city_id", "file", "position", "id"])
    with op.batch_alter_table("service_at_location") as place:
        place.alter_column("hsds_id", existing_type=sa.String(length=36), nullable=False)
        place.create_index("ix_service_at_location_hsds_id", ["hsds_id"])


def _columns_of_organizations() -> None:
    op.add_column("organization", sa.Column("descriptions", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("organization", sa.Column("url", sa.Text(), nullable=True))
    op.add_column("organization", sa.Column("hsds_id", sa.String(length=36), nullable=True))
    op.add_column("organization", sa.Column("origin", sa.JSON(), nullable=True))
    connection = op.get_bind()
    for id_, in connection.execute(sa.text("SELECT id FROM organization")).all():
        said = {"uuid": hsds_id("organization", id_), "id": id_}
        connection.execute(sa.text("UPDATE organization SET hsds_id = :uuid WHERE id = :id"), said)
    with op.batch_alter_table("organization") as organization:
        organization.alter_column("hsds_id", existing_type=sa.String(length=36), nullable=False)
        organization.create_unique_constraint("uq_organization_hsds_id", ["hsds_id"])


def _words_and_terms() -> None:
    op.create_table(
        "service_word",
        sa.Column("word", _WORD, nullable=False),
        sa.Column("service_id", sa.String(length=120), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_service_word_service_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("word", "service_id", name="pk_service_word"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_service_word_service_id", "service_word", ["service_id"])
    op.create_table(
        "service_term",
        sa.Column("term_id", sa.String(length=36), nullable=False),
        sa.Column("service_id", sa.String(length=120), nullable=False),
        sa.Column("taxonomy_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_service_term_service_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("term_id", "service_id", name="pk_service_term"),
    )
    op.create_index("ix_service_term_service_id", "service_term", ["service_id"])
    op.create_index("ix_service_term_taxonomy_id", "service_term", ["taxonomy_id"])


def _of_city(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=f"fk_{table}_city_id", ondelete="CASCADE")


def _sets_and_feeds() -> None:
    named = (("city_id", 120), ("name", 120))
    op.create_table(
        "imported_set",
        *(sa.Column(name, sa.String(length=size), nullable=False) for name, size in named),
        sa.Column("rest", sa.JSON(), nullable=False),
        _of_city("imported_set"),
        sa.PrimaryKeyConstraint("city_id", "name", name="pk_imported_set"),
    )
    op.create_table(
        "feed",
        *(sa.Column(name, sa.String(length=size), nullable=False) for name, size in named),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("every_hours", sa.Integer(), nullable=False),
        sa.Column("last_run", sa.DateTime(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        _of_city("feed"),
        sa.PrimaryKeyConstraint("city_id", "name", name="pk_feed"),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=True),
        sa.Column("city_id", sa.String(length=120), nullable=False),
        sa.Column("feed", sa.String(length=120), nullable=False),
        sa.Column("service_id", sa.String(length=120), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=True),
        sa.Column("organization", sa.JSON(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.Column("decided", sa.DateTime(), nullable=True),
        _of_city("proposal"),
        sa.PrimaryKeyConstraint("id", name="pk_proposal"),
    )
    op.create_index("ix_proposal_open", "proposal", ["city_id", "state", "feed"])
    op.create_table(
        "api_token",
        *(sa.Column(name, sa.String(length=size), nullable=False) for name, size in named),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        _of_city("api_token"),
        sa.PrimaryKeyConstraint("city_id", "name", name="pk_api_token"),
        sa.UniqueConstraint("hash", name="uq_api_token_hash"),
    )


def downgrade() -> None:
    for table in ("api_token", "proposal", "feed", "imported_set", "service_term", "service_word"):
        op.drop_table(table)
    op.drop_index("ix_location_where", table_name="location")
    with op.batch_alter_table("organization") as organization:
        organization.drop_constraint("uq_organization_hsds_id", type_="unique")
        for column in ("origin", "hsds_id", "url", "descriptions"):
            organization.drop_column(column)
    with op.batch_alter_table("service_at_location") as place:
        place.drop_index("ix_service_at_location_hsds_id")
        place.drop_column("hsds_id")
    with op.batch_alter_table("service") as service:
        service.drop_index("ix_service_order")
        service.drop_index("ix_service_last_modified")
        service.drop_constraint("uq_service_hsds_id", type_="unique")
        service.drop_column("origin")
        service.drop_column("hsds_id")
