"""One page of a list as its answer tells it, in any envelope: the items, the total, and where it goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlsplit

import msgspec

from assay.model.exchange import Exchange
from assay.model.http import Response
from assay.probes.call import Call
from assay.probes.lists.names import joined, spaced
from assay.probes.lists.terms import Terms
from assay.probes.pointer import at
from assay.probes.pointer import joined as pointer_of
from assay.probes.providing import content_of, succeeded
from assay.probes.resources import singular

_LISTS = ("items", "data", "results", "records", "entries", "values", "value", "content", "list", "rows", "elements",
          "objects", "nodes", "edges", "hits", "docs", "documents", "resources", "result", "features")  # fmt: skip
MOST_ITEMS = 5_000
"""Items of one answer that are looked at; a longer one is no page."""
_WRAPPERS = ("node", "attributes", "properties", "fields", "_source")
_TOTALS = frozenset({"total", "totalcount", "totalitems", "totalelements", "totalresults", "totalrecords", "totalhits",
                     "recordstotal", "totalsize", "odatacount", "numfound", "count"})  # fmt: skip
_TOTAL_HEADERS = ("x-total-count", "x-total", "total-count", "x-total-items", "x-pagination-total")
_TOKENS = ("nextcursor", "nextpagetoken", "nexttoken", "continuationtoken", "nextpageurl", "nexturl", "nextlink",
           "odatanextlink", "next", "endcursor", "continuation", "paginationtoken", "after", "cursor")  # fmt: skip
_MORE = frozenset({"hasmore", "hasnext", "hasnextpage", "more"})
_LINK = re.compile(r"<([^<>]*)>\s*((?:;[^,<>]*)*)")
_RANGE = re.compile(r"^\s*\w+\s+(?:\d+-\d+|\*)/(\d+)\s*$")


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer lists."""

    items: tuple[dict[str, Any], ...]
    pointer: str
    """Where the items stand."""
    total: int | None = None
    total_name: str = ""
    """The field or header that tells the total."""
    following: str = ""
    """A cursor or an URL of the next page; empty where there is none."""
    numbers: dict[str, int] = {}
    """Whole numbers beside the items, by their names without spaces: sizes, offsets, page numbers."""
    exchange: Exchange


def page_of(exchange: Exchange, noun: str = "", pointer: str | None = None) -> Page | None:
    """The page of an answer; `pointer` is where the items stand, where that is known. None where there are none."""
    content = content_of(exchange)
    if not succeeded(exchange) or exchange.response is None or not isinstance(content, dict | list):
        return None
    pointer = place_of(content, noun) if pointer is None else pointer
    found = None if pointer is None else at(content, pointer)
    if (
        pointer is None
        or not isinstance(found, list)
        or not all(isinstance(one, dict) for one in found[: MOST_ITEMS + 1])
    ):
        return None
    if len(found) > MOST_ITEMS:
        return None
    beside = dict(_beside(content, pointer))
    total_name, total = _total(beside, exchange.response)
    return Page(
        items=tuple(map(_unwrapped, found)),
        pointer=pointer,
        total=total,
        total_name=total_name,
        following=_following(beside, exchange.response),
        numbers={joined(key.rpartition("/")[2]): one for key, one in beside.items() if _is_whole(one)},
        exchange=exchange,
    )


def place_of(content: Any, noun: str = "") -> str | None:
    """The JSON Pointer of the list in an answer: its top, else the one list of objects, else that with a usual name."""
    if isinstance(content, list):
        return ""
    found = dict(_arrays(content, "", 2))
    full = [pointer for pointer, value in found.items() if value]
    if len(full) == 1:
        return full[0]
    for pointer in full or found:
        name = pointer.rpartition("/")[2]
        if noun and singular(spaced(name)) == noun:
            return pointer
    for name in _LISTS:
        for pointer in full or found:
            if pointer.rpartition("/")[2].lower() == name:
                return pointer
    return next(iter(found)) if len(found) == 1 else None


def _arrays(content: Any, pointer: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    for key, value in content.items() if isinstance(content, dict) and depth else ():
        if isinstance(value, list) and all(isinstance(one, dict) for one in value):
            yield pointer + pointer_of(key), value
        elif isinstance(value, dict):
            yield from _arrays(value, pointer + pointer_of(key), depth - 1)


def _unwrapped(item: dict[str, Any]) -> dict[str, Any]:
    """The fields of an item, those that a wrapper holds among them."""
    for name in _WRAPPERS:
        inner = item.get(name)
        if isinstance(inner, dict):
            return {**{key: one for key, one in item.items() if key != name}, **inner}
    return item


def _beside(content: Any, pointer: str, here: str = "", depth: int = 3) -> Iterator[tuple[str, Any]]:
    """The values around the items, by JSON Pointer, the outermost first."""
    if not isinstance(content, dict) or not depth:
        return
    inner = []
    for key, value in content.items():
        place = here + pointer_of(key)
        if place == pointer:
            continue
        if isinstance(value, dict):
            inner.append((value, place))
        elif not isinstance(value, list):
            yield place, value
        else:
            yield from _rels(value, place)
    for value, place in inner:
        yield from _beside(value, pointer, place, depth - 1)


def _rels(links: list[Any], place: str) -> Iterator[tuple[str, Any]]:
    """`links: [{rel, href}]` by the names of their relations."""
    for one in links[:20]:
        if isinstance(one, dict) and isinstance(one.get("rel"), str) and isinstance(one.get("href"), str):
            yield f"{place}/{one['rel']}", one["href"]


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _total(beside: dict[str, Any], response: Response) -> tuple[str, int | None]:
    found = []
    for pointer, value in beside.items():
        if _is_whole(value) and joined(pointer.rpartition("/")[2]) in _TOTALS:
            found.append((pointer, value))
    for pointer, value in sorted(found, key=lambda one: joined(one[0].rpartition("/")[2]) == "count"):
        return pointer, value
    for name in _TOTAL_HEADERS:
        text = (response.header(name) or "").strip()
        if text.isascii() and text.isdigit() and len(text) < 16:
            return name, int(text)
    told = _RANGE.match((response.header("content-range") or "")[:100])
    return ("content-range", int(told[1])) if told and len(told[1]) < 16 else ("", None)


def _following(beside: dict[str, Any], response: Response) -> str:
    named = {joined(pointer.rpartition("/")[2].lstrip("@_")): value for pointer, value in reversed(beside.items())}
    linked = next((one for key, one in beside.items() if key.endswith(("/next", "/next/href"))), None)
    if any(named.get(name) is False for name in _MORE):
        return ""
    if isinstance(linked, str) and linked:
        return linked
    for name in _TOKENS:
        value = named.get(name)
        if isinstance(value, str) and value:
            return value
        if name in named and name.startswith("next"):
            return ""  # the field is there, and says that there is none
    return _linked(response)


def _linked(response: Response) -> str:
    """The target of a Link header with rel=next (RFC 8288)."""
    for target, parameters in _LINK.findall((response.header("link") or "")[:10_000]):
        if re.search(r"""rel\s*=\s*["']?[^"';]*\bnext\b""", parameters, re.IGNORECASE):
            return str(target)
    return ""


def followed(call: Call, page: Page, terms: Terms) -> Call | None:
    """The call of the next page that an answer names; None where it names none, or none of this list."""
    if not page.following:
        return None
    if page.following.startswith(("http://", "https://", "/", "?")):
        return _by_url(call, page)
    if terms.cursor is None or call.query.get(terms.cursor.name) == page.following:
        return None
    return call.with_(query={**call.query, terms.cursor.name: page.following}, honest=True)


def _by_url(call: Call, page: Page) -> Call | None:
    """The same list with the query of an URL. Nothing else of the URL counts: it may lead to another host."""
    try:
        parts, sent = urlsplit(page.following), urlsplit(page.exchange.request.url)
        pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return None
    if parts.path and not sent.path.endswith(parts.path) and not parts.path.endswith(sent.path):
        return None
    shown = {name for name, _ in call.identity.query}
    kept = tuple((quote_plus(name), quote_plus(text)) for name, text in pairs if name not in shown)
    return None if kept == call.pairs else call.with_(query={}, pairs=kept, honest=True)
