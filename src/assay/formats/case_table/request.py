"""The request of a case from its cells."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import msgspec

from assay.formats.case_table.columns import Column
from assay.formats.case_table.values import is_nothing, looks_like_json, read_pairs, typed
from assay.formats.postman import parse_url
from assay.model.suite import Auth, BodyTemplate, Entry, RequestTemplate, UrlTemplate

BASE = "{{base_url}}"
Cells = Mapping[Column, str]

_METHOD = re.compile(r"[A-Za-z][A-Za-z-]{0,30}")
_CALL = re.compile(r"(?:\*\*)?(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|TRACE|QUERY)(?:\*\*)?[\s:]+(?=\S)", re.IGNORECASE)
_BRACED = re.compile(r"(?<!\{)\{([A-Za-z_][\w.-]*)\}(?!\})|<([A-Za-z_][\w.-]*)>")
_SCHEME = re.compile(r"(?:https?://|\{\{)", re.IGNORECASE)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/|$)|localhost(?::\d+)?(?:/|$)")
_WITHOUT_BODY = frozenset({"GET", "HEAD", "DELETE", "OPTIONS", "TRACE"})
_NOBODY = frozenset(
    {"anonymous", "nobody", "guest", "no auth", "noauth", "no", "unauthenticated", "public", "no token"}
)
_SLUG = re.compile(r"[^A-Za-z0-9]+")
_AUTH_VALUE = re.compile(r"(?:Bearer|Basic|Digest|Token|ApiKey|AWS4-HMAC-SHA256)\s+\S.*", re.IGNORECASE | re.DOTALL)


class BadCell(Exception):
    """A cell that cannot be understood: (column, what is wrong with it)."""

    def __init__(self, column: Column, what: str) -> None:
        super().__init__(what)
        self.column = column
        self.what = what


def read_case(cells: Cells) -> RequestTemplate:
    """The request as written. Raises BadCell."""
    method, endpoint = _call(cells)
    query, body = _payload(cells, method)
    url, query = _filled(parse_url(_absolute(endpoint)), query)
    headers = _headers(cells.get(Column.HEADERS, ""))
    credentials, auth = _identity(cells.get(Column.AUTH, ""))
    return RequestTemplate(
        method=method,
        url=msgspec.structs.replace(url, query=(*url.query, *query)),
        headers=(*credentials, *headers),
        body=body,
        auth=auth,
    )


def _call(cells: Cells) -> tuple[str, str]:
    endpoint = " ".join(cells.get(Column.ENDPOINT, "").split())
    method = cells.get(Column.METHOD, "").strip().strip("*")
    if found := _CALL.match(endpoint):
        endpoint = endpoint[found.end() :]
        method = method or found[1]
    if is_nothing(endpoint):
        raise BadCell(Column.ENDPOINT, "it is empty")
    if method and not _METHOD.fullmatch(method):
        raise BadCell(Column.METHOD, f"{_short(method)} is no HTTP method")
    return (method or "GET").upper(), endpoint


def _absolute(endpoint: str) -> str:
    """With the base URL before what has none; `{id}` and `<id>` are variables of the path."""
    host = _SCHEME.match(endpoint) or _HOST.match(endpoint)
    where = endpoint if host else f"{BASE}/{endpoint.lstrip('/')}"
    return _BRACED.sub(lambda match: "{{" + (match[1] or match[2]) + "}}", where)


def _filled(url: UrlTemplate, query: tuple[Entry, ...]) -> tuple[UrlTemplate, tuple[Entry, ...]]:
    """The path with the parameters that it names, and those that are left for the query."""
    given = {entry.key: entry.value for entry in query}
    used: set[str | None] = set()
    path = []
    for segment in url.path or ():
        name = segment[2:-2] if segment.startswith("{{") and segment.endswith("}}") else segment.removeprefix(":")
        is_open = name != segment and name in given
        used |= {name} if is_open else set()
        path.append(
            str(given[name]) if is_open else "{{" + name + "}}" if segment.startswith(":") and name else segment
        )
    rest = tuple(entry for entry in query if entry.key not in used)
    return msgspec.structs.replace(url, path=tuple(path) if url.path is not None else None, variables=()), rest


def _payload(cells: Cells, method: str) -> tuple[tuple[Entry, ...], BodyTemplate | None]:
    """(parameters for the URL, body). A payload of a method that has no body goes into the URL."""
    query: tuple[Entry, ...] = ()
    body: BodyTemplate | None = None
    for column in (Column.PARAMS, Column.PAYLOAD, Column.BODY):
        text = cells.get(column, "")
        if is_nothing(text):
            continue
        if _is_query(column, text, method):
            query += _query(column, text)
        elif body is not None:
            raise BadCell(column, "another column holds a body already")
        else:
            body = read_body(text)
    return query, body


def _is_query(column: Column, text: str, method: str) -> bool:
    if column is Column.PARAMS:
        return not (looks_like_json(text) and method not in _WITHOUT_BODY)
    return column is Column.PAYLOAD and method in _WITHOUT_BODY and read_pairs_or_object(text) is not None


def _query(column: Column, text: str) -> tuple[Entry, ...]:
    pairs = read_pairs_or_object(text)
    if pairs is None:
        what = f"{_short(text)} holds no parameters: write them as a=1&b=2, as lines `a: 1`, or as a JSON object"
        raise BadCell(column, what)
    return tuple(Entry(key=name, value=value) for name, value in pairs)


def read_pairs_or_object(text: str) -> list[tuple[str, str]] | None:
    """Parameters, also of a JSON object; a list there means the same name several times."""
    if not looks_like_json(text):
        found = read_pairs(text)
        return None if found is None else list(found.rows)
    value = typed(text)
    if not isinstance(value, dict):
        return None
    many = [(name, item) for name, given in value.items() for item in (given if isinstance(given, list) else [given])]
    return [(name, item if isinstance(item, str) else json.dumps(item)) for name, item in many]


def read_body(text: str) -> BodyTemplate:
    """JSON, a form, a form with files (`photo=@cat.png`), lines of `name: value` as a JSON object, or text."""
    if looks_like_json(text):
        return BodyTemplate(mode="raw", raw=text, language="json")
    pairs = read_pairs(text)
    if pairs is None:
        return BodyTemplate(mode="raw", raw=text)
    if any(value.startswith("@") and len(value) > 1 for _, value in pairs.rows):
        return BodyTemplate(mode="formdata", formdata=tuple(_field(name, value) for name, value in pairs.rows))
    if pairs.is_form:
        rows = tuple(Entry(key=name, value=value) for name, value in pairs.rows)
        return BodyTemplate(mode="urlencoded", urlencoded=rows)
    return BodyTemplate(mode="raw", raw=json.dumps(pairs.typed, ensure_ascii=False), language="json")


def _field(name: str, value: str) -> Entry:
    if value.startswith("@"):
        return Entry(key=name, value="", type="file", src=value[1:])
    return Entry(key=name, value=value, type="text")


def _headers(text: str) -> tuple[Entry, ...]:
    if is_nothing(text):
        return ()
    if looks_like_json(text) and isinstance(told := typed(text), dict):
        return tuple(Entry(key=name, value=_text(value)) for name, value in told.items())
    pieces = [piece.strip() for piece in re.split(r"\n|;\s*(?=[\w-]+:\s)|,\s*(?=[\w-]+:\s)", text) if piece.strip()]
    rows = [piece.partition(":") for piece in pieces]
    for name, colon, _ in rows:
        if not colon or not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name.strip()):
            raise BadCell(Column.HEADERS, f"{_short(name)} is no header: write `Name: value`, one in each line")
    return tuple(Entry(key=name.strip(), value=value.strip()) for name, _, value in rows)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _identity(text: str) -> tuple[tuple[Entry, ...], Auth | None]:
    """(the header that says who sends it, `noauth` where it is to be nobody)."""
    said = text.strip()
    if is_nothing(said):
        return (), None
    who = re.sub(r"^as\s+(?:an?\s+|the\s+)?", "", said, flags=re.IGNORECASE)
    if who.lower() in _NOBODY:
        return (), Auth(type="noauth")
    return (Entry(key="Authorization", value=_credentials(who, said)),), None


def _credentials(who: str, said: str) -> str:
    if _AUTH_VALUE.fullmatch(who):
        return " ".join(who.split())
    if re.fullmatch(r"\{\{[^{}]+\}\}", who):
        return f"Bearer {who}"
    name = _SLUG.sub("_", who).strip("_").lower()
    if not name or len(name) > 60:
        raise BadCell(Column.AUTH, f"{_short(said)} names nobody: write a name, `nobody`, or Bearer {{{{token}}}}")
    return f"Bearer {{{{{token_variable(name)}}}}}"


def token_variable(name: str) -> str:
    """The variable that holds the token of an identity."""
    return name if name == "token" or name.endswith("_token") else f"{name}_token"


def _short(text: str) -> str:
    """A cell for a sentence."""
    shown = " ".join(text.split())
    return repr(shown if len(shown) <= 40 else shown[:39] + "…")
