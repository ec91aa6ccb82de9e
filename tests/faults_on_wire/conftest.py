"""A server with one fault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from assay.faults.fault import CONNECTION, HEAD
from assay.faults.registry import named
from assay.model.stub.answer import rendered
from assay.wire.background import Background
from assay.wire.server import Server
from tests.faults_on_wire.table import HEALTHY


class Broken:
    """Lays faults on a server, each at the place that is its own."""

    def __init__(self, background: Background) -> None:
        self.background = background
        self.server = Server(lambda _: rendered(HEALTHY.status, "", HEALTHY.headers, HEALTHY.body))
        background.serve(self.server)

    @property
    def url(self) -> str:
        return self.server.url + "/thing"

    def lay(self, name: str, settings: dict[str, Any] | None) -> None:
        fault, serving = named(name), self.server.serving
        serving.on_connect = serving.on_head = None
        serving.handler = lambda _: rendered(HEALTHY.status, "", HEALTHY.headers, HEALTHY.body)
        if fault.laid == CONNECTION:
            serving.on_connect = lambda _: fault.acts(HEALTHY, settings)
        elif fault.laid == HEAD:
            serving.on_head = lambda _: fault.acts(HEALTHY, settings)
        else:
            serving.handler = lambda _: fault.acts(HEALTHY, settings)


@pytest.fixture(scope="module")
def broken() -> Iterator[Broken]:
    with Background() as background:
        yield Broken(background)
