"""Asynchronous reports: ordered now, done a little later; the state follows from the age."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from assay.demo import access, audit
from assay.demo.calls import Call, Caller, Reply
from assay.demo.problems import Problem
from assay.demo.records import Report, ReportRow
from assay.demo.sources import stamp
from assay.demo.store import Handler, Shop

QUEUED_FOR = timedelta(milliseconds=100)
DONE_AFTER = timedelta(milliseconds=300)
RETRY_AFTER = {"Retry-After": "1"}


async def create_report(shop: Shop, call: Call) -> Reply:
    report = Report(
        id=shop.ids.new("rep"),
        created_at=shop.now(),
        owner_id=call.who.user_id,
        kind=call.body["kind"],
        rows=_ROWS[call.body["kind"]](shop, call.who),
    )
    shop.store.reports[report.id] = report
    audit.record(shop, call.who, "report.create", report.id)
    headers = {"Location": f"/v1/reports/{report.id}", **RETRY_AFTER}
    return Reply(status=202, content=_view(shop, report), headers=headers)


async def get_report(shop: Shop, call: Call) -> Reply:
    return Reply(content=_view(shop, access.report(shop, call.who, call.path["report_id"])))


async def get_report_result(shop: Shop, call: Call) -> Reply:
    report = access.report(shop, call.who, call.path["report_id"])
    if _status(shop, report) != "done":
        raise Problem("report_not_ready", "The report is not done yet.", headers=RETRY_AFTER)
    content = {
        "report_id": report.id,
        "kind": report.kind,
        "generated_at": stamp(report.created_at),
        "rows": report.rows,
        "total_cents": sum(row.total_cents for row in report.rows),
    }
    return Reply(content=content)


def _status(shop: Shop, report: Report) -> str:
    age = shop.now() - report.created_at
    if age < QUEUED_FOR:
        return "queued"
    return "running" if age < DONE_AFTER else "done"


def _view(shop: Shop, report: Report) -> dict[str, Any]:
    status = _status(shop, report)
    return {
        "id": report.id,
        "kind": report.kind,
        "status": status,
        "owner_id": report.owner_id,
        "created_at": stamp(report.created_at),
        "result_url": f"/v1/reports/{report.id}/result" if status == "done" else None,
    }


def _sales(shop: Shop, who: Caller) -> tuple[ReportRow, ...]:
    orders = [order for order in shop.store.orders.values() if order.tenant == who.tenant]
    return tuple(
        _row(status, (order.total_cents for order in orders if order.status == status))
        for status in ("placed", "paid", "shipped", "cancelled")
    )


def _stock(shop: Shop, who: Caller) -> tuple[ReportRow, ...]:
    own = sorted(
        (item for item in shop.store.products.values() if item.tenant == who.tenant), key=lambda item: item.sku
    )
    return tuple(ReportRow(key=it.sku, count=it.stock, total_cents=it.stock * it.price_cents) for it in own)


def _row(key: str, amounts: Iterable[int]) -> ReportRow:
    listed = list(amounts)
    return ReportRow(key=key, count=len(listed), total_cents=sum(listed))


_ROWS = {"sales": _sales, "stock": _stock}

HANDLERS: dict[str, Handler] = {
    "createReport": create_report,
    "getReport": get_report,
    "getReportResult": get_report_result,
}
