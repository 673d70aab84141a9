"""What is missing: needs for which nothing was a yes, as released counts; and what people reported as wrong."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date, timedelta
from typing import Any

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.orm import Session

from services_directory.access.tally import SMALLEST
from services_directory.editing import freshness
from services_directory.models import City, Report, Service, Tally
from services_directory.web.editors_base import Console

_WEEKS = 12
_COLUMNS = ("week", "need", "language", "district", "count")
_BARS = 12


class MissingPages(Console):
    """`/edit/{city}/missing` and `/edit/{city}/reports`."""

    def routes(self) -> list[web.RouteDef]:
        """Their addresses."""
        guarded = self.office.guarded
        return [
            web.get("/edit/{city}/missing", guarded(self.show)),
            web.get("/edit/{city}/missing.csv", guarded(self.table)),
            web.get("/edit/{city}/reports", guarded(self.reports)),
        ]

    async def show(self, request: web.Request) -> web.Response:
        """The counts as a picture and a table."""
        here = await self.enter(request)
        rows = await self.read(here, _rows)
        by_need = Counter[str]()
        for row in rows:
            by_need[row.need] += row.count
        bars = by_need.most_common(_BARS)
        context = {"rows": rows, "bars": bars, "highest": bars[0][1] if bars else 1, "smallest": SMALLEST, "nav": "missing"}
        return self.page(request, "missing", here, context)

    async def table(self, request: web.Request) -> web.Response:
        """The same for a spreadsheet."""
        here = await self.enter(request)
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(_COLUMNS)
        for row in await self.read(here, _rows):
            writer.writerow([row.week.isoformat(), row.need, row.language, row.district, row.count])
        headers = {"Content-Disposition": f'attachment; filename="{here.city}-missing.csv"'}
        return web.Response(text=out.getvalue(), content_type="text/csv", headers=headers)

    async def reports(self, request: web.Request) -> web.Response:
        """What was said to be wrong, by entry; who said it is not known."""
        here = await self.enter(request)

        def work(session: Session, city: City) -> list[dict[str, Any]]:
            query = select(Report, Service.name).join(Service, Service.id == Report.service_id)
            found = session.execute(
                query.where(Service.city_id == city.id).order_by(Report.last_on.desc(), Report.times.desc())
            )
            return [{"report": report, "name": name} for report, name in found]

        return self.page(request, "reports", here, {"reports": await self.read(here, work), "nav": "reports"})


def _rows(session: Session, city: City) -> list[Tally]:
    """The released counts of the last twelve weeks, the newest and highest first."""
    since: date = freshness.today_in(city) - timedelta(weeks=_WEEKS)
    query = select(Tally).where(Tally.kind == "unmet", Tally.city_id == city.id, Tally.week >= since)
    return list(session.scalars(query.order_by(Tally.week.desc(), Tally.count.desc(), Tally.need)))
