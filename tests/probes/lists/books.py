"""A small API of books in a list that pages, sorts, filters and counts, right in every way, by several conventions."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from tests.probes.probing import Answer, Asked, contract

Book = dict[str, Any]
SUBJECTS = ["fiction", "poetry", "history"]
BOOK = {
    "type": "object",
    "required": ["id", "title", "subject", "pages", "labels", "lent", "addedAt"],
    "properties": {
        "id": {"type": "string"},
        "title": {"type": "string"},
        "subject": {"enum": SUBJECTS},
        "pages": {"type": "integer"},
        "labels": {"type": "array", "items": {"type": "string"}},
        "lent": {"type": "boolean"},
        "addedAt": {"type": "string", "format": "date-time"},
    },
}
DRAFT = {
    "type": "object",
    "required": ["title", "subject", "pages"],
    "properties": {
        "title": {"type": "string", "maxLength": 80},
        "subject": {"enum": SUBJECTS},
        "pages": {"type": "integer", "minimum": 1, "maximum": 5000},
        "labels": {"type": "array", "items": {"type": "string", "maxLength": 20}},
        "lent": {"type": "boolean"},
    },
}
FILTERS = {
    "subject": ({"enum": SUBJECTS}, "Only books of this subject."),
    "label": ({"type": "string"}, "Only books with this label."),
    "lent": ({"type": "boolean"}, "Only books that are lent, or that are not."),
    "min_pages": ({"type": "integer"}, "Only books with so many pages or more."),
    "pagesTo": ({"type": "integer"}, "Only books with so many pages or less."),
    "addedBefore": ({"type": "string", "format": "date-time"}, "Only books that were added before."),
    "q": ({"type": "string"}, "Only books whose title contains this."),
}
FIELDS = ("title", "pages", "addedAt")
SORT = {"enum": [sign + field for field in FIELDS for sign in ("", "-")]}
NUMBER = {"type": "integer", "minimum": 0}
SIZE = {"type": "integer", "minimum": 1, "maximum": 50}


def query(name: str, schema: Any, description: str = "") -> dict[str, Any]:
    """A parameter of the query."""
    return {"name": name, "in": "query", "schema": schema, "description": description}


def document(answer: dict[str, Any], *parameters: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The contract of a list of books with some parameters, whose answer has a schema."""
    good = {"description": "", "content": {"application/json": {"schema": answer}}}
    one = {"description": "", "content": {"application/json": {"schema": BOOK}}}
    refused = {status: {"description": ""} for status in ("401", "404", "422")}
    draft = {"required": True, "content": {"application/json": {"schema": DRAFT}}}
    path = {"name": "book_id", "in": "path", "required": True, "schema": {"type": "string"}}
    paths = {
        "/books": {
            "get": {"parameters": list(parameters), "responses": {"200": good, **refused}},
            "post": {"requestBody": draft, "responses": {"201": one, **refused}},
        },
        "/books/{book_id}": {
            "parameters": [path],
            "get": {"responses": {"200": one, **refused}},
            "delete": {"responses": {"204": {"description": ""}, **refused}},
        },
    }
    return contract(paths, **more)


BOOKS = {"type": "array", "items": BOOK}
PAGE = {"type": "object", "properties": {"items": BOOKS, "total": {"type": "integer"}}}
NAMED = [query(name, schema, said) for name, (schema, said) in FILTERS.items()]
OFFSETS = document(PAGE, query("limit", SIZE), query("offset", NUMBER), query("sort", SORT), *NAMED)


class Books:
    """The API by limit and offset. Its methods are what a test overrides."""

    def __init__(self) -> None:
        self.books: dict[str, Book] = {}
        self.count = 0
        self.reads = 0

    def __call__(self, asked: Asked) -> Answer:
        """One request."""
        if not asked.who:
            return 401, {"error": "who are you?"}
        found = asked.match("/books/{book_id}")
        if found is not None:
            return self.one(asked, found["book_id"])
        return self.created(asked) if asked.method == "POST" else self.listed(asked)

    def created(self, asked: Asked) -> Answer:
        """POST /books."""
        draft = asked.json
        if not isinstance(draft, dict) or not {"title", "subject", "pages"} <= set(draft):
            return 422, {"error": "not like this"}
        self.count += 1
        moment = f"2026-03-{self.count % 28 + 1:02}T10:00:00Z"
        whole = {"labels": [], "lent": False, **draft, "id": f"book-{self.count:05}", "addedAt": moment}
        self.books[whole["id"]] = whole
        return 201, whole

    def one(self, asked: Asked, book_id: str) -> Answer:
        """The methods of /books/{book_id}."""
        if book_id not in self.books:
            return 404, {"error": "no such book"}
        if asked.method == "DELETE":
            del self.books[book_id]
            return 204, None
        return 200, self.books[book_id]

    def listed(self, asked: Asked) -> Answer:
        """GET /books."""
        self.reads += 1
        wanted = [one for one in self.books.values() if self.wanted(one, asked.query)]
        return self.paged(asked, self.ordered(wanted, asked.query.get("sort", "")))

    def ordered(self, books: list[Book], sort: str) -> list[Book]:
        """Sorted by a field, where one is asked for."""
        field = sort.lstrip("-")
        return sorted(books, key=lambda one: (one[field], one["id"]), reverse=sort.startswith("-")) if field else books

    def paged(self, asked: Asked, books: list[Book]) -> Answer:
        """One page."""
        limit, offset = int(asked.query.get("limit", "20")), int(asked.query.get("offset", "0"))
        return 200, {"items": books[offset : offset + limit], "total": self.total(books)}

    def total(self, books: list[Book]) -> int:
        """How many there are."""
        return len(books)

    def wanted(self, book: Book, wanted: dict[str, str]) -> bool:
        """Whether a book fulfils the filters."""
        return all(FULFILS[name](book, text) for name, text in wanted.items() if name in FULFILS)


FULFILS: dict[str, Callable[[Book, str], bool]] = {
    "subject": lambda book, text: bool(book["subject"] == text),
    "label": lambda book, text: text in book["labels"],
    "lent": lambda book, text: book["lent"] is (text == "true"),
    "min_pages": lambda book, text: bool(book["pages"] >= int(text)),
    "pagesTo": lambda book, text: bool(book["pages"] <= int(text)),
    "addedBefore": lambda book, text: bool(book["addedAt"] < text),
    "q": lambda book, text: text.lower() in book["title"].lower(),
}


class Numbered(Books):
    """Pages by number, the first is 1; the records in `data`, what belongs to them in `meta`."""

    CONTRACT = document(
        {"type": "object", "properties": {"data": BOOKS, "meta": {"type": "object"}}},
        query("page", {"type": "integer", "minimum": 1}), query("per_page", SIZE),
    )  # fmt: skip

    def paged(self, asked: Asked, books: list[Book]) -> Answer:
        page, size = int(asked.query.get("page", "1")), int(asked.query.get("per_page", "20"))
        start = (page - 1) * size
        return 200, {"data": books[start : start + size], "meta": {"total_count": len(books), "page": page}}


class FromZero(Books):
    """Pages by number, the first is 0, which nothing says."""

    CONTRACT = document(PAGE, query("page", {"type": "integer"}), query("size", SIZE))

    def paged(self, asked: Asked, books: list[Book]) -> Answer:
        page, size = int(asked.query.get("page", "0")), int(asked.query.get("size", "20"))
        return 200, {"items": books[page * size : (page + 1) * size], "total": len(books)}


class ByCursor(Books):
    """Pages by an opaque cursor, newest first."""

    CONTRACT = document(
        {"type": "object", "properties": {"data": BOOKS, "nextCursor": {"type": ["string", "null"]}}},
        query("cursor", {"type": "string"}), query("pageSize", SIZE),
    )  # fmt: skip

    def paged(self, asked: Asked, books: list[Book]) -> Answer:
        size, cursor = int(asked.query.get("pageSize", "20")), asked.query.get("cursor", "")
        newest = books[::-1]
        start = int(base64.b64decode(cursor).decode()) if cursor else 0
        following = self.following(start + size, newest)
        return 200, {"data": newest[start : start + size], "nextCursor": following}

    def following(self, end: int, books: list[Book]) -> str | None:
        """The cursor behind a place."""
        return base64.b64encode(str(end).encode()).decode() if end < len(books) else None


class Linked(Books):
    """A bare array; the next page and the total in headers."""

    CONTRACT = document(BOOKS, query("limit", SIZE))

    def paged(self, asked: Asked, books: list[Book]) -> Answer:
        limit, start = int(asked.query.get("limit", "20")), int(asked.query.get("from_row", "0"))
        headers = {"X-Total-Count": str(len(books))}
        if start + limit < len(books):
            link = f'<http://elsewhere.example/books?limit={limit}&from_row={start + limit}>; rel="next"'
            headers["Link"] = link
        return 200, books[start : start + limit], headers
