"""Which module of which library is looked after by which file here."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType

from assay.diverting.imports import Act
from assay.diverting.patching import Patches
from assay.interfaces.pytest_plugin.capture.recorder import Recorder

Install = Callable[[ModuleType, Recorder, Patches], None]

CLIENTS = {
    "urllib3.connectionpool": "urllib3_pool",
    "requests.sessions": "requests_session",
    "requests_mock.mocker": "requests_session:install_mock",
    "responses": "requests_session:install_mock",
    "httpx._client": "httpx_client",
    "httpx2._client": "httpx_client",
    "aiohttp.client": "aiohttp_session",
    "aioresponses.core": "aiohttp_session:install_mock",
    "niquests.adapters": "niquests_adapter",
    "werkzeug.test": "werkzeug_client",
    "django.test.client": "django_client",
}


def actions(recorder: Recorder, patches: Patches) -> dict[str, Act]:
    """What is to be done when one of the libraries is imported."""
    return {module: _action(ours, recorder, patches) for module, ours in CLIENTS.items()}


def _action(ours: str, recorder: Recorder, patches: Patches) -> Act:
    def act(module: ModuleType) -> None:
        file, _, name = ours.partition(":")
        ours_module = import_module(f"assay.interfaces.pytest_plugin.clients.{file}")
        install: Install = getattr(ours_module, name or "install")
        install(module, recorder, patches)

    return act
