"""A proxy before a real dependency, which a test breaks; at the end of a `with` it is well, and still there."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from assay.diverting.sending import Diversion
from assay.model.stub.received import Received
from assay.proxy.handle import Proxy
from assay.proxy.web.asking import asked


class Proxied(Proxy):
    """One dependency in one test: all that `assay.proxy` can; `with proxy("redis").down():` ends with the block."""

    diversion: Diversion | None = None
    path: str = ""
    """The path that its URL has in assay.toml."""

    @property
    def url(self) -> str:
        """Where to point whoever calls it."""
        return f"{super().url}{self.path}"

    def called(self, method: str = "ANY", path: str = "") -> tuple[dict[str, Any], ...]:
        """The calls of HTTP that went through or were broken, in order: `method`, `path`, `status`, `fault`."""
        wanted = asked("timeout", {}, on=f"{method} {path}".strip())
        return tuple(one for one in tuple(self.calls) if wanted.is_for(_request(one)))

    def well(self) -> Self:
        """Up, and nothing is wrong with it."""
        if self.diversion is not None:
            self.diversion.well()
        return super().well()

    def fails(self, fault: str, *, share: float = 1.0, on: str = "", **settings: Any) -> Self:
        """As `assay.proxy` does; with `instead_of` also `unresolvable`."""
        if fault == "unresolvable" and self.diversion is not None:
            self.diversion.unresolvable()
            return self
        return super().fails(fault, share=share, on=on, **settings)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.well()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.well()


def _request(call: dict[str, Any]) -> Received:
    """A call of the log as a request; what met a fault before it was one has no method."""
    return Received(id="", method=call.get("method", ""), target=call.get("path", ""))
