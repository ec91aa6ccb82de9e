"""Postman's {{$dynamic}} variables in Python: what must be unique is made anew, colour has a fixed value."""

from __future__ import annotations

import ast

from assay.promote.scripts.python import build as py

UNIQUE_TEXT = frozenset({"$randomUserName", "$randomUUID", "$guid"})


def dynamic(name: str) -> tuple[ast.expr, str] | None:
    """(expression, import line); None where any fixed value does."""
    match name:
        case "$guid" | "$randomUUID":
            return py.call("str", py.call("uuid.uuid4")), "import uuid"
        case "$timestamp":
            return py.call("int", py.call("time.time")), "import time"
        case "$isoTimestamp":
            moment = py.method(py.call("datetime.now", py.name("UTC")), "isoformat")
            return moment, "from datetime import UTC, datetime"
        case "$randomInt":
            return py.call("secrets.randbelow", py.const(1001)), "import secrets"
        case "$randomEmail" | "$randomExampleEmail":
            return py.f_string(["user-", _short(), "@example.com"]), "import uuid"
        case "$randomUserName" | "$randomAlphaNumeric" | "$randomPassword" | "$randomSlug" | "$randomUserAgent":
            return py.f_string(["user-", _short()]), "import uuid"
    return None


def _short() -> ast.expr:
    return py.part(py.attr(py.call("uuid.uuid4"), "hex"), None, py.const(12))


_COLOUR = {
    "firstname": "Robin", "lastname": "Okafor", "fullname": "Robin Okafor", "phonenumber": "+49 30 123456",
    "city": "Berlin", "country": "Germany", "countrycode": "DE", "streetaddress": "1 Main Street",
    "streetname": "Main Street",
    "companyname": "Okafor and Sons", "jobtitle": "Engineer", "price": "12.50", "color": "green",
    "url": "https://example.com",
    "productname": "Kettle", "word": "kettle", "words": "a green kettle", "loremsentence": "A green kettle boils.",
    "loremparagraph": "A green kettle boils.", "boolean": "true", "ip": "192.0.2.1", "domainname": "example.com",
    "locale": "en", "datefuture": "2099-01-01T00:00:00Z", "datepast": "2001-01-01T00:00:00Z", "department": "Garden",
}  # fmt: skip


def colour(name: str) -> str:
    """A fixed value in the place of a random one."""
    return _COLOUR.get(name.removeprefix("$random").lower(), "kettle")
