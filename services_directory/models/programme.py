"""A programme: a law as dated rules, which services name instead of repeating it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services_directory.eligibility.rules import Reader, RuleSet
from services_directory.models.base import ID, Base
from services_directory.models.rules_json import from_json


class Programme(Base):
    """One programme (HSDS: a taxonomy term, since it spans organizations).

    Attributes:
        country, region, city_id: where it is law (ISO 3166-1, ISO 3166-2, our city; None for wider).
        not_a_criterion: facts that the law says do not matter.
        uncertain: what the compiler of the law calls uncertain.
        data_sharing: who may see what it learns, `{"what": texts, "shares_data": code, "sources": ids}`; empty if not known.
        sources: id to `{citation, basis, url, seen}`.
        rules: the grammar of `eligibility.rules`, days as ISO text.
    """

    __tablename__ = "programme"

    id: Mapped[str] = mapped_column(String(ID), primary_key=True)
    names: Mapped[dict[str, str]]
    country: Mapped[str] = mapped_column(String(2), index=True)
    region: Mapped[str | None] = mapped_column(String(6))
    city_id: Mapped[str | None] = mapped_column(String(ID))
    needs: Mapped[list[str]]
    not_a_criterion: Mapped[list[str]]
    uncertain: Mapped[dict[str, str]]
    data_sharing: Mapped[dict[str, Any]]
    sources: Mapped[dict[str, Any]]
    rules: Mapped[list[Any]]

    def rule_set(self) -> RuleSet:
        """The law, compiled. Costs about a millisecond: keep it, it is immutable.

        Raises:
            eligibility.rules.BadRule: the stored rule breaks the grammar (an import refuses such a file).
        """
        return Reader(self.sources).rule_set(from_json(self.rules), f"{self.id}.rules")
