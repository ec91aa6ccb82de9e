"""Lists that page, count, sort or filter wrongly."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from assay.demo import orders, paging, periods, products
from assay.demo.calls import Call, Reply
from assay.demo.defects.changing import both, parameter, replace, replaced, with_content
from assay.demo.defects.defect import Plant, of_kind
from assay.demo.records import Order, Product


def _cut(first: Callable[[int, int], int], last: Callable[[int, int], int]) -> Plant:
    """Pages cut at other places, each a function of offset and limit."""

    def page(call: Call, items: list[Any], view: Any) -> Reply:
        limit, offset = call.query["limit"], call.query["offset"]
        shown = [view(item) for item in items[first(offset, limit) : last(offset, limit)]]
        return Reply(content={"items": shown, "total": len(items), "limit": limit, "offset": offset})

    return replaced(paging, "page", page)


def _total(count: Callable[[dict[str, Any]], int]) -> Plant:
    def plant() -> None:
        page = paging.page

        def wrong(call: Call, items: list[Any], view: Any) -> Reply:
            return with_content(page(call, items, view), lambda found: {**found, "total": count(found)})

        replace(page, wrong)

    return plant


def _sorting(order: Callable[[Iterable[Any], str], list[Any]]) -> Plant:
    return replaced(paging, "ordered", order)


def _upside_down() -> None:
    ordered = paging.ordered
    replace(ordered, lambda records, sort: ordered(records, sort)[::-1])


def _minus_ignored() -> None:
    ordered = paging.ordered
    replace(ordered, lambda records, sort: ordered(records, sort.removeprefix("-")))


def _numbers_as_text(records: Iterable[Any], sort: str) -> list[Any]:
    field = sort.removeprefix("-")
    return sorted(records, key=lambda record: (str(getattr(record, field)), record.id), reverse=sort.startswith("-"))


def _without_filter(module: Any, *names: str) -> Plant:
    """The list's filters of some names do nothing."""

    def plant() -> None:
        wanted = module._wanted

        def partly(call: Call, record: Any) -> bool:
            query = {name: value for name, value in call.query.items() if name not in names}
            return bool(wanted(msgspec.structs.replace(call, query=query), record))

        replace(wanted, partly)

    return plant


def _wider(filters: Callable[[Call, Any], bool], *, of: Any) -> Plant:
    """The list shows what its filters want and what another condition lets in."""

    def plant() -> None:
        wanted = of._wanted
        replace(wanted, lambda call, record: wanted(call, record) or filters(call, record))

    return plant


def _more_than(call: Call, order: Order) -> bool:
    return order.total_cents > int(call.query.get("min_total_cents", -1))


def _category_or_tag(call: Call, product: Product) -> bool:
    category, tag = call.query.get("category"), call.query.get("tag")
    return None not in (category, tag) and (product.category == category or tag in product.tags)


def _total_above() -> None:
    wanted = orders._wanted
    replace(wanted, lambda call, order: wanted(call, order) and _more_than(call, order))


DEFECTS = of_kind(
    "list",
    {
        "page-off-by-one": (
            "the second page begins one too early",
            "pages overlap",
            _cut(lambda offset, _: max(offset - 1, 0), lambda offset, limit: (offset - 1 if offset else 0) + limit),
        ),
        "page-loses-one": (
            "each page but the first loses a record",
            "pages lose records",
            _cut(lambda offset, _: offset + 1 if offset else 0, lambda offset, limit: offset + limit),
        ),
        "limit-ignored": (
            "a page holds whatever there is",
            "limit ignored",
            _cut(lambda offset, _: offset, lambda _offset, _limit: 1_000_000),
        ),
        "offset-ignored": (
            "each page is the first",
            "pages overlap",
            _cut(lambda _offset, _limit: 0, lambda _, limit: limit),
        ),
        "zero-limit-taken": (
            "a page of no orders is given",
            "bad pagination",
            parameter("listOrders", "limit", "minimum"),
        ),
        "negative-offset-taken": (
            "an offset below zero counts from the end",
            "bad pagination",
            parameter("listOrders", "offset", "minimum"),
        ),
        "huge-limit-taken": (
            "a page of products has no largest size",
            "bad pagination",
            parameter("listProducts", "limit", "maximum"),
        ),
        "total-of-page": ("a page's total counts the page", "wrong total", _total(lambda found: len(found["items"]))),
        "total-one-more": (
            "a page's total is one too many",
            "wrong total",
            _total(lambda found: int(found["total"]) + 1),
        ),
        "sort-ignored": ("lists are not sorted", "sort", _sorting(lambda records, _: list(records))),
        "sort-upside-down": ("lists are sorted the other way round", "sort", _upside_down),
        "minus-ignored": ("a minus before the field does not reverse", "sort", _minus_ignored),
        "numbers-as-text": ("numbers are sorted as text", "sort", _sorting(_numbers_as_text)),
        "filter-ignored": ("the filters of orders do nothing", "filter", replaced(orders, "_wanted", lambda *_: True)),
        "in-stock-ignored": ("the filter in_stock does nothing", "filter", _without_filter(products, "in_stock")),
        "highest-price-ignored": (
            "the filter max_price_cents does nothing",
            "filter",
            _without_filter(products, "max_price_cents"),
        ),
        "filters-added": (
            "of category and tag one is enough",
            "filters combined",
            _wider(_category_or_tag, of=products),
        ),
        "least-total-excluded": (
            "the filter min_total_cents leaves out its bound",
            "filter at its bound",
            both(_total_above),
        ),
        "period-ignored": (
            "the period of orders and exports does nothing",
            "filter",
            replaced(periods, "born_within", lambda *_: True),
        ),
    },
)
