"""The switchboards of the third and the fourth API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assay.formats.openapi import read_openapi
from assay.model.identity import Identity
from assay.transport.application.asgi import Asgi
from assay.transport.application.wsgi import Wsgi
from tests.fourth_api.app import create_app as create_ledger
from tests.fourth_api.defects import DEFECTS as LEDGER_DEFECTS
from tests.fourth_api.identities import IDENTITIES as KEEPERS
from tests.probes.switchboards.boards import BASE, Board, Transport
from tests.third_api.app import create_app as create_bookings
from tests.third_api.defects import DEFECTS as BOOKINGS_DEFECTS
from tests.third_api.identities import IDENTITIES as BOOKERS


def bookings() -> Board:
    """The third API: Django, pages by number, PUT, 403 for strangers."""
    path = Path(__file__).parents[2] / "third_api" / "openapi.yaml"
    return Board(
        contract=read_openapi({path.name: path.read_bytes()}, path.name),
        kinds={name: kind for name, (kind, _) in BOOKINGS_DEFECTS.items()},
        serving=_bookings,
        callers=_bookers,
        base=f"{BASE}/api",
    )


def ledger() -> Board:
    """The fourth API: bare ASGI, keys with scopes, the organisation in the path."""
    path = Path(__file__).parents[2] / "fourth_api" / "openapi.json"
    return Board(
        contract=read_openapi({path.name: path.read_bytes()}, path.name),
        kinds={name: kind for name, (kind, _) in LEDGER_DEFECTS.items()},
        serving=_ledger,
        callers=_keepers,
    )


@contextmanager
def _bookings(defects: Sequence[str]) -> Iterator[Transport]:
    yield Wsgi(create_bookings(defects))


@contextmanager
def _ledger(defects: Sequence[str]) -> Iterator[Transport]:
    yield Asgi(create_ledger(defects))


async def _bookers(_: Transport) -> tuple[Identity, ...]:
    return BOOKERS


async def _keepers(_: Transport) -> tuple[Identity, ...]:
    return KEEPERS
