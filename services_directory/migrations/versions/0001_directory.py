"""The directory: cities, organizations, services, programmes, sources."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "city",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=True),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("emergency", sa.JSON(), nullable=False),
        sa.Column("holidays", sa.JSON(), nullable=False),
        sa.Column("compiled", sa.Date(), nullable=False),
        sa.Column("newest_source", sa.JSON(), nullable=False),
        sa.Column("warning", sa.JSON(), nullable=False),
        sa.Column("dated_facts", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_city"),
    )
    op.create_table(
        "programme",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=True),
        sa.Column("city_id", sa.String(length=120), nullable=True),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("not_a_criterion", sa.JSON(), nullable=False),
        sa.Column("uncertain", sa.JSON(), nullable=False),
        sa.Column("data_sharing", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_programme"),
    )
    op.create_index("ix_programme_country", "programme", ["country"], unique=False)

    op.create_table(
        "schedule",
        sa.Column("id", sa.String(length=124), nullable=False),
        sa.Column("opening_hours", sa.Text(), nullable=True),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_schedule"),
    )
    op.create_table(
        "location",
        sa.Column("id", sa.String(length=124), nullable=False),
        sa.Column("city_id", sa.String(length=120), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("position_from", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name="fk_location_city_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_location"),
    )
    op.create_index("ix_location_city_id", "location", ["city_id"], unique=False)

    op.create_table(
        "organization",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("city_id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name="fk_organization_city_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_organization"),
    )
    op.create_index("ix_organization_city_id", "organization", ["city_id"], unique=False)

    op.create_table(
        "source",
        sa.Column("city_id", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("citation", sa.Text(), nullable=False),
        sa.Column("basis", sa.String(length=10), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("seen", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name="fk_source_city_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("city_id", "id", name="pk_source"),
    )
    op.create_table(
        "service",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("city_id", sa.String(length=120), nullable=False),
        sa.Column("organization_id", sa.String(length=120), nullable=False),
        sa.Column("programme_id", sa.String(length=120), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("descriptions", sa.JSON(), nullable=False),
        sa.Column("crises", sa.JSON(), nullable=False),
        sa.Column("access", sa.JSON(), nullable=False),
        sa.Column("access_basis", sa.String(length=20), nullable=False),
        sa.Column("undisclosed_note", sa.JSON(), nullable=False),
        sa.Column("residency_level", sa.String(length=20), nullable=False),
        sa.Column("residency_note", sa.JSON(), nullable=False),
        sa.Column("income_limit", sa.String(length=12), nullable=False),
        sa.Column("income_note", sa.JSON(), nullable=False),
        sa.Column("minimum_age", sa.Integer(), nullable=True),
        sa.Column("maximum_age", sa.Integer(), nullable=True),
        sa.Column("documents_note", sa.JSON(), nullable=False),
        sa.Column("languages_note", sa.JSON(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("walk_in", sa.Boolean(), nullable=True),
        sa.Column("appointment", sa.Boolean(), nullable=True),
        sa.Column("confidence", sa.String(length=10), nullable=False),
        sa.Column("last_verified", sa.Date(), nullable=True),
        sa.Column("verified_how", sa.String(length=10), nullable=True),
        sa.Column("verify", sa.JSON(), nullable=False),
        sa.Column("schedule_id", sa.String(length=124), nullable=True),
        sa.Column("last_modified", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name="fk_service_city_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name="fk_service_organization_id"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name="fk_service_programme_id"),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedule.id"], name="fk_service_schedule_id"),
        sa.PrimaryKeyConstraint("id", name="pk_service"),
    )
    op.create_index("ix_service_city_published", "service", ["city_id", "published"], unique=False)
    op.create_index("ix_service_organization_id", "service", ["organization_id"], unique=False)
    op.create_index("ix_service_programme_id", "service", ["programme_id"], unique=False)

    op.create_table(
        "cost_option",
        sa.Column("service_id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("option", sa.String(length=20), nullable=False),
        sa.Column("note", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_cost_option_service_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("service_id", "position", name="pk_cost_option"),
    )
    op.create_table(
        "language",
        sa.Column("service_id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=35), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_language_service_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("service_id", "position", name="pk_language"),
    )
    op.create_table(
        "phone",
        sa.Column("service_id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column("note", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_phone_service_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("service_id", "position", name="pk_phone"),
    )
    op.create_table(
        "required_document",
        sa.Column("service_id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_required_document_service_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("service_id", "position", name="pk_required_document"),
    )
    op.create_table(
        "service_at_location",
        sa.Column("service_id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("location_id", sa.String(length=124), nullable=False),
        sa.Column("schedule_id", sa.String(length=124), nullable=True),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name="fk_service_at_location_location_id"),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedule.id"], name="fk_service_at_location_schedule_id"),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_service_at_location_service_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("service_id", "position", name="pk_service_at_location"),
    )
    op.create_index("ix_service_at_location_location_id", "service_at_location", ["location_id"], unique=False)

    op.create_table(
        "service_need",
        sa.Column("service_id", sa.String(length=120), nullable=False),
        sa.Column("need", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.String(length=120), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name="fk_service_need_city_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_service_need_service_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("service_id", "need", name="pk_service_need"),
    )
    op.create_index("ix_service_need_lookup", "service_need", ["city_id", "need", "published", "service_id"], unique=False)

    op.create_table(
        "service_source",
        sa.Column("service_id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.String(length=120), nullable=False),
        sa.Column("source_id", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "source_id"], ["source.city_id", "source.id"], name="fk_service_source_city_id_source_id"
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_service_source_service_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("service_id", "position", name="pk_service_source"),
    )
    op.create_table(
        "translation",
        sa.Column("service_id", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("reviewed", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_translation_service_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("service_id", "language", "field", name="pk_translation"),
    )
    op.create_table(
        "way",
        sa.Column("service_id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("id_required", sa.String(length=12), nullable=False),
        sa.Column("named", sa.JSON(), nullable=False),
        sa.Column("id_note", sa.JSON(), nullable=False),
        sa.Column("asks_status", sa.String(length=12), nullable=False),
        sa.Column("shares_data", sa.String(length=12), nullable=False),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_way_service_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("service_id", "position", name="pk_way"),
    )


def downgrade() -> None:
    op.drop_table("way")
    op.drop_table("translation")
    op.drop_table("service_source")
    op.drop_index("ix_service_need_lookup", table_name="service_need")

    op.drop_table("service_need")
    op.drop_index("ix_service_at_location_location_id", table_name="service_at_location")

    op.drop_table("service_at_location")
    op.drop_table("required_document")
    op.drop_table("phone")
    op.drop_table("language")
    op.drop_table("cost_option")
    op.drop_index("ix_service_programme_id", table_name="service")
    op.drop_index("ix_service_organization_id", table_name="service")
    op.drop_index("ix_service_city_published", table_name="service")

    op.drop_table("service")
    op.drop_table("source")
    op.drop_index("ix_organization_city_id", table_name="organization")

    op.drop_table("organization")
    op.drop_index("ix_location_city_id", table_name="location")

    op.drop_table("location")
    op.drop_table("schedule")
    op.drop_index("ix_programme_country", table_name="programme")

    op.drop_table("programme")
    op.drop_table("city")
