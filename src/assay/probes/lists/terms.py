"""What the query parameters of a list are for, read off their names and schemas."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from assay.contract.kinds import each_property, item_schema, kinds, properties
from assay.model.contract import Contract, Operation, Parameter, Schema
from assay.probes.bodies import resolved
from assay.probes.lists.names import joined, spaced

_SIZES = frozenset(
    {"limit", "perpage", "pagesize", "size", "count", "first", "maxresults", "max", "take", "top", "rows", "pagelimit",
     "resultsperpage", "itemsperpage", "maxitems", "maxpagesize", "pageperpage"}
)  # fmt: skip
_OFFSETS = frozenset({"offset", "skip", "start", "pageoffset", "startat"})
_PAGES = frozenset({"page", "pagenumber", "pageno", "pageindex", "pagenum", "p"})
_CURSORS = frozenset(
    {"cursor", "after", "pagetoken", "nexttoken", "continuationtoken", "continuation", "continue", "marker",
     "startingafter", "pageafter", "pagecursor", "nextcursor", "next", "nextpagetoken", "paginationtoken", "scrollid"}
)  # fmt: skip
_SORTS = frozenset({"sort", "sortby", "orderby", "order", "ordering", "sortfield", "sortcolumn", "sortkey", "sorton"})
_DIRECTIONS = frozenset({"order", "sortorder", "sortdir", "sortdirection", "direction", "dir", "orderdirection",
                         "orderdir", "sort"})  # fmt: skip
_SEARCHES = frozenset({"q", "query", "search", "text", "term", "keyword", "keywords", "searchterm", "searchtext",
                       "fulltext", "s"})  # fmt: skip
_OTHERS = frozenset(
    {"fields", "include", "includes", "expand", "embed", "select", "format", "lang", "language", "locale", "view",
     "apiversion", "version", "timezone", "tz", "currency", "units", "pretty", "callback", "exclude", "before"}
)  # fmt: skip
ASCENDING = frozenset({"asc", "ascending", "1", "up"})
DESCENDING = frozenset({"desc", "descending", "-1", "down"})


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """The parameters of one list by what they are for."""

    size: Parameter | None = None
    offset: Parameter | None = None
    page: Parameter | None = None
    cursor: Parameter | None = None
    sort: Parameter | None = None
    direction: Parameter | None = None
    search: Parameter | None = None
    others: tuple[Parameter, ...] = ()
    """What may be a filter."""

    @property
    def pages(self) -> bool:
        """Whether any of them cuts the list."""
        return any(one is not None for one in (self.size, self.offset, self.page, self.cursor))


def terms_of(operation: Operation, contract: Contract) -> Terms:
    """The terms of an operation."""
    queries = [one for one in operation.parameters if one.place == "query" and not one.deprecated]
    whole = [one for one in queries if "integer" in kinds(one.schema, contract.definitions)]
    fields = items_of(operation, contract) or {}
    if not any(joined(one.name) in _OFFSETS | _PAGES for one in whole) and not _named(queries, _CURSORS):
        whole = [one for one in whole if spaced(one.name) not in fields]  # shoes have a size, cards have a limit
    direction = next((one for one in queries if _is_direction(one, contract)), None)
    found = Terms(
        size=_named(whole, _SIZES),
        offset=_named(whole, _OFFSETS),
        page=_named(whole, _PAGES),
        cursor=_named(queries, _CURSORS),
        sort=_named([one for one in queries if one is not direction], _SORTS),
        direction=direction,
        search=_named(queries, _SEARCHES),
    )
    used = (found.size, found.offset, found.page, found.cursor, found.sort, direction, found.search)
    others = tuple(one for one in queries if one not in used and joined(one.name) not in _OTHERS)
    return msgspec.structs.replace(found, others=others)


def _named(parameters: Iterable[Parameter], names: frozenset[str]) -> Parameter | None:
    return next((one for one in parameters if joined(one.name) in names), None)


def _is_direction(parameter: Parameter, contract: Contract) -> bool:
    values = [str(value).lower() for value in resolved(parameter.schema, contract).get("enum", ())]
    return joined(parameter.name) in _DIRECTIONS and bool(values) and set(values) <= ASCENDING | DESCENDING


def may_list(operation: Operation, contract: Contract) -> bool:
    """Whether a GET answers with a list of objects, as far as the contract says."""
    return operation.method == "GET" and (items_of(operation, contract) is not None or _says_nothing(operation))


def _says_nothing(operation: Operation) -> bool:
    media = [one for answer in _good(operation) for one in answer]
    return not operation.path.endswith("}") and bool(media) and all(one in (True, {}) for one in media)


def _good(operation: Operation) -> list[list[Schema]]:
    return [
        [one.schema for one in answer.media if "json" in one.type]
        for answer in operation.answers
        if answer.status[:1] in "2d"
    ]


def items_of(operation: Operation, contract: Contract) -> dict[str, Schema] | None:
    """The fields of the listed items, by their names in words; None where the answer is no list of objects."""
    for schemas in _good(operation):
        for schema in schemas:
            found = _items(schema, contract, 2)
            if found is not None:
                return {spaced(name): one for name, one in found.items()}
    return None


def _items(schema: Schema, contract: Contract, depth: int) -> dict[str, Schema] | None:
    whole = resolved(schema, contract)
    if "items" in whole or whole.get("type") == "array":
        return properties(item_schema(whole, contract.definitions), contract.definitions) or None
    if not depth:
        return None
    for inner in each_property(schema, contract.definitions):
        found = _items(inner, contract, depth - 1)
        if found is not None:
            return found
    return None
