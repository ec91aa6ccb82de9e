"""What a column of a case table is for, by what people call it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from assay.formats.case_table.table import Row


class Column(StrEnum):
    """What a cell says."""

    ID = "id"
    NAME = "name"
    DESCRIPTION = "description"
    FOLDER = "folder"
    METHOD = "method"
    ENDPOINT = "endpoint"
    PARAMS = "params"
    PAYLOAD = "payload"
    BODY = "body"
    HEADERS = "headers"
    AUTH = "auth"
    STATUS = "status"
    EXPECTED = "expected"


_CALLED = {
    Column.ID: "id, #, no, nr, number, case, case id, test id, test case id, tc, tc id, key, ref, reference",
    Column.NAME: "name, title, test, test name, test case, case name, scenario, summary, test title, request name",
    Column.DESCRIPTION: "description, desc, purpose, objective, details, what, test description, case description, "
    "scenario description, test case description",
    Column.FOLDER: "folder, group, section, module, feature, category, area, suite, component",
    Column.METHOD: "method, verb, http method, http verb, request method, request type, type of request, http",
    Column.ENDPOINT: "endpoint, url, path, uri, route, resource, api, request url, request path, api endpoint, "
    "endpoint url, target, call, request line, api url, api path",
    Column.PARAMS: "params, parameters, query, query params, query parameters, query string, querystring, url params, "
    "request params, request parameters, url parameters, path params, path parameters",
    Column.PAYLOAD: "payload, payload or params, payload or parameters, params or payload, payload params, input, "
    "inputs, test data, data, request data, input data, request, request payload, payload params, body or params",
    Column.BODY: "body, request body, json, json body, form, form data, body json, content",
    Column.HEADERS: "headers, header, request headers, request header, http headers",
    Column.AUTH: "auth, authentication, authorization, identity, as, user, role, actor, token, credentials, caller, "
    "who, login, auth type",
    Column.STATUS: "status, code, status code, http status, http code, http status code, expected status, "
    "expected code, expected status code, expected http status, response code, response status, expected http code, "
    "expected response code, result code, exp status",
    Column.EXPECTED: "expected, expected response, expected result, expected results, expected snippet, snippet, "
    "contains, response, response body, expected body, expected response body, expected output, output, result, "
    "expect, assert, assertion, assertions, expected response snippet, response contains, body contains, expected "
    "content, expected value, checks, check, verify, expectation, expected response contains, expected snippet in "
    "response, then",
}
_BY_CALL = {call.strip(): column for column, calls in _CALLED.items() for call in calls.split(",")}
_NOISE = re.compile(r"[^a-z0-9#]+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


def column_of(called: str) -> Column | None:
    """The column by its heading; what stands in brackets does not count: `Payload (JSON)`."""
    for text in (called, _BRACKETS.sub(" ", called)):
        words = _NOISE.sub(" ", text.lower()).strip()
        if found := _BY_CALL.get(words) or _BY_CALL.get(words.removesuffix("s")):
            return found
    return None


def columns_of(header: Row) -> tuple[Column | None, ...]:
    """The columns of a table; of two for the same thing, the first counts."""
    found: list[Column | None] = []
    for cell in header.cells:
        column = column_of(cell)
        found.append(None if column in found else column)
    return tuple(found)


def is_case_table(columns: Sequence[Column | None]) -> bool:
    """Whether rows of these columns are cases: they name an endpoint, and what to do with it or what comes of it."""
    told = {Column.METHOD, Column.STATUS, Column.EXPECTED, Column.BODY, Column.PAYLOAD, Column.ID, Column.NAME}
    return Column.ENDPOINT in columns and bool(told & set(columns))
