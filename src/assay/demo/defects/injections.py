"""Input that is taken for code, a path, a header or an address."""

import asyncio
import posixpath
import sqlite3
import urllib.error
import urllib.request
from contextlib import closing, suppress
from urllib.parse import urlsplit

import msgspec

from assay.demo import documents, exports, products
from assay.demo.calls import Call, Reply
from assay.demo.defects.changing import around, both, parameter, replace, replaced
from assay.demo.defects.defect import Plant, of_kind
from assay.demo.records import Product
from assay.demo.store import Handler, Shop

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _asked(product: Product, q: str) -> bool:
    """Whether a database would find the product, when it is asked by a text that was put together."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE product (name TEXT, description TEXT)")
        database.execute("INSERT INTO product VALUES (?, ?)", (product.name, product.description))
        asked = f"SELECT 1 FROM product WHERE name LIKE '%{q}%' OR description LIKE '%{q}%'"  # noqa: S608 - it is the defect
        return database.execute(asked).fetchone() is not None


def _put_together(*errors: type[Exception]) -> Plant:
    """The text filter of products goes into SQL as it is; what the database does not understand finds nothing."""

    def plant() -> None:
        wanted = products._wanted

        def found(call: Call, product: Product) -> bool:
            query = dict(call.query)
            q = query.pop("q", None)
            with suppress(*errors):
                return wanted(msgspec.structs.replace(call, query=query), product) and (q is None or _asked(product, q))
            return False

        replace(wanted, found)

    return plant


def _joined(name: str) -> str:
    return posixpath.normpath(posixpath.join(documents.PUBLISHED, name))


async def _headers_split(handler: Handler, shop: Shop, call: Call) -> Reply:
    """What a server does that writes headers without looking at them: each line is one."""
    reply = await handler(shop, call)
    lines = f"Content-Disposition: {reply.headers['Content-Disposition']}".splitlines()
    pairs = (line.partition(":") for line in lines if ":" in line)
    return msgspec.structs.replace(reply, headers={name.strip(): value.strip() for name, _, value in pairs})


async def _fetched(handler: Handler, shop: Shop, call: Call) -> Reply:
    """Asks for the manual before it is kept; on loopback only, because this is a demo."""
    url = call.body["manual_url"]
    if url and urlsplit(url).hostname in LOOPBACK:
        await asyncio.to_thread(_get, url)
    return await handler(shop, call)


def _get(url: str) -> None:
    with suppress(OSError, ValueError), urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - http by its pattern
        answer.read(1)


def _harmful(text: str) -> str:
    return text


DEFECTS = of_kind(
    "injection",
    {
        "sql-in-filter": ("the text filter of products is put into SQL", "SQL injection", _put_together(sqlite3.Error)),
        "sql-crash": ("a quote in the text filter of products answers 500", "SQL injection", _put_together()),
        "path-traversal": (
            "a document's name leads anywhere on the disk",
            "path traversal",
            replaced(documents, "path_of", _joined),
        ),
        "header-injection": (
            "the name of an invoice's file writes headers",
            "header injection",
            both(parameter("getInvoice", "filename", "pattern", "maxLength"), around(_headers_split, "getInvoice")),
        ),
        "manual-fetched": (
            "the shop fetches the manual of a new product",
            "server-side request",
            around(_fetched, "createProduct", "replaceProduct"),
        ),
        "formula-kept": (
            "a note in the export is a formula for a spreadsheet",
            "formula injection",
            replaced(exports, "_harmless", _harmful),
        ),
    },
)
