"""Which module of which library is looked after by which file here."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType

from assay.diverting.imports import Act
from assay.diverting.patching import Patches
from assay.diverting.routes import Routes

Install = Callable[[ModuleType, Routes, Patches], None]

CLIENTS = {
    "urllib3.connectionpool": "urllib3_pool",
    "httpx._transports.default": "httpx_transport",
    "httpx2._transports.default": "httpx_transport",
    "aiohttp.connector": "aiohttp_connector",
    "niquests.adapters": "niquests_adapter",
}


def actions(routes: Routes, patches: Patches) -> dict[str, Act]:
    """What is to be done when one of the libraries is imported."""
    return {module: _action(ours, routes, patches) for module, ours in CLIENTS.items()}


def _action(ours: str, routes: Routes, patches: Patches) -> Act:
    def act(module: ModuleType) -> None:
        install: Install = import_module(f"assay.diverting.clients.{ours}").install
        install(module, routes, patches)

    return act
