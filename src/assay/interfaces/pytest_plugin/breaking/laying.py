"""A fault as a test names it: its name or a short one, and the calls that it is for, as `GET /levels/{id}`."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from assay.proxy.web.asking import SHORT


class Heals(Protocol):
    """What is broken, and can be well again."""

    def well(self) -> object:
        """Nothing is wrong with it from now on."""
        ...


class UntilHere:
    """`with …:` around what a stand-in is told: at the end of the block it is well again."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self: Heals, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.well()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self: Heals, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.well()


def fault_name(name: str) -> str:
    """The whole name of a fault."""
    return SHORT.get(name, name)


def call(on: str) -> tuple[str, str]:
    """Method and path template of `GET /levels/{id}`; either may be left out."""
    method, _, path = on.partition(" ") if not on.startswith("/") else ("", "", on)
    return method.upper() or "ANY", path.strip()
