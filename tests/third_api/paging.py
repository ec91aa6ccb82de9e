"""Pages by number, with a total and a Link to the next."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse

from tests.third_api.gate import Call, answered
from tests.third_api.refusals import Refusal


def paged(call: Call, found: list[Any]) -> HttpResponse:
    page, size = _number(call, "page", 1, 100000), _number(call, "perPage", 5, 50)
    first, wrong = (page - 1) * size, call.world.has
    if page > 1:
        first += wrong("page-loses") - wrong("pages-overlap")
    shown = found[max(first, 0) : first + size]
    meta = {"page": page, "perPage": size, "total": len(shown) if wrong("total-wrong") else len(found)}
    if wrong("total-missing"):
        del meta["total"]
    answer = answered({"data": shown, "meta": meta})
    if first + size < len(found):
        query = urlencode({**call.query, "page": page + 1})
        answer["Link"] = f'<{call.request.path}?{query}>; rel="next"'
    return answer


def _number(call: Call, name: str, default: int, most: int) -> int:
    given = call.query.get(name, str(default))
    if given.lstrip("-").isascii() and given.lstrip("-").isdigit() and len(given) < 8 and 1 <= int(given) <= most:
        return int(given)
    if name == "page" and call.world.has("page-crash"):
        return int(given) or 1
    if name == "perPage" and call.world.has("per-page-unchecked"):
        return max(int(given), 0) if given.isdigit() else default
    told = f" SELECT * FROM bookings LIMIT {given[:20]}" if call.world.has("sql-told") else ""
    raise Refusal("invalid", f"{name} is not between 1 and {most}.{told}", name)
