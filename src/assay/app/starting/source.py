"""What a project is begun from: an OpenAPI document, a collection, or a URL where an API answers."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin, urlsplit

import msgspec

from assay.app.contracts import load_contract
from assay.app.fetching import fetch_url, is_url, read_file
from assay.model.contract import Contract
from assay.model.errors import InputError
from assay.model.suite import Suite
from assay.runtime.consent import is_loopback

WELL_KNOWN = (
    "openapi.json",
    "openapi.yaml",
    "swagger.json",
    "v3/api-docs",
    "swagger/v1/swagger.json",
    "api/openapi.json",
    "api-docs",
)
"""Where frameworks serve their contract, seen from the base URL."""
NAMES = ("openapi.yaml", "openapi.yml", "openapi.json", "swagger.yaml", "swagger.yml", "swagger.json")


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """What was found. At most one of `contract` and `suite` is there."""

    name: str
    url: str = ""
    """The base URL of the API, where it is known."""
    contract: Contract | None = None
    contract_file: str = ""
    """The contract's file, where it is one of the user's."""
    contract_data: bytes = b""
    """The document as it was fetched, where it is none."""
    suite: Suite | None = None
    collection_file: str = ""
    path: str = ""
    """What was asked for below the base URL, without its first slash."""
    status: int = 0
    """What GET of the URL answered, where nothing but a URL is known."""
    content_type: str = ""


def nearby(folder: Path) -> str | None:
    """A contract or collection that lies in the folder already."""
    for name in NAMES:
        if (folder / name).is_file():
            return str(folder / name)
    found = sorted(folder.glob("*.postman_collection.json"))
    return str(found[0]) if found else None


def read_source(location: str) -> Source:
    """Look at what was named. Raises InputError where it is none of the three, or cannot be had."""
    if not is_url(location):
        return _from_file(location)
    return _from_url(location)


def _from_file(location: str) -> Source:
    data = read_file(location, "source")
    if _is_contract(data):
        contract = load_contract(Path(location))
        return Source(
            name=contract.title or Path(location).stem,
            contract=contract,
            contract_file=location,
            url=_server(contract, ""),
        )
    from assay.app.inputs import load_collection

    suite = load_collection(location, None)
    return Source(name=suite.name or Path(location).stem, suite=suite, collection_file=location)


def _from_url(location: str) -> Source:
    """The document itself, one that the API serves in a usual place, or just an answer."""
    here = _fetched(location)
    if here is not None and _is_contract(here):
        return _with_contract(here, location)
    base = location.rstrip("/")
    for place in WELL_KNOWN:
        found = _fetched(urljoin(f"{base}/", place))
        if found is not None and _is_contract(found):
            return _with_contract(found, urljoin(f"{base}/", place), base)
    status, content_type = _look(location)
    parts = urlsplit(location)
    return Source(
        name=parts.hostname or "api",
        url=f"{parts.scheme}://{parts.netloc}",
        path=parts.path.removeprefix("/") + (f"?{parts.query}" if parts.query else ""),
        status=status,
        content_type=content_type,
    )


def _with_contract(data: bytes, location: str, base: str = "") -> Source:
    """`base`: where the API answers, where that is known better than by its contract."""
    from assay.formats.openapi import read_openapi

    contract = read_openapi({"contract": data}, "contract")
    return Source(
        name=contract.title or "api", contract=contract, contract_data=data, url=_base(contract, location, base)
    )


def _base(contract: Contract, location: str, base: str) -> str:
    """The first server, which is relative to the document (OpenAPI 3.1, Server Object).

    One that lies elsewhere is not meant where the API was named, or the document came from this machine.
    """
    parts = urlsplit(location)
    origin = f"{parts.scheme}://{parts.netloc}"
    first = contract.servers[0] if contract.servers else "/"
    if is_url(first):
        here = base or (origin if is_loopback(parts.hostname or "") else "")
        return here or first.rstrip("/")
    return (base if base and first == "/" else urljoin(location, first)).rstrip("/")


def _server(contract: Contract, origin: str) -> str:
    """The contract's first server; a relative one is below the origin."""
    first = contract.servers[0] if contract.servers else "/"
    return first.rstrip("/") if is_url(first) else (urljoin(origin, first).rstrip("/") if origin else "")


def _is_contract(data: bytes) -> bool:
    """A quick look: the word stands in the beginning of every OpenAPI document."""
    head = data[:4096].decode("utf-8", "replace")
    return any(word in head for word in ('"openapi"', '"swagger"', "openapi:", "swagger:", "openapi :", "'openapi'"))


def _fetched(location: str) -> bytes | None:
    try:
        return fetch_url(location, "contract", None).data
    except InputError as problem:
        if "answered" in problem.what:
            return None
        raise


def _look(location: str) -> tuple[int, str]:
    """Status and type of the answer to a plain GET. Raises InputError where nobody answers."""
    import asyncio

    from assay.app.fetching import get
    from assay.model.exchange import Unanswered

    exchange = asyncio.run(get(location, ()))
    if isinstance(exchange.outcome, Unanswered):
        raise InputError(f"nobody answers: {exchange.outcome.reason}", where=location, remedy="Check the URL.")
    response = exchange.outcome.response
    return response.status, (response.header("content-type") or "").split(";")[0].strip()
