"""Scenarios, settings, files, health, and the end."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from assay.formats.wiremock.place import Place
from assay.formats.wiremock.response import read_delay
from assay.formats.wiremock.write import write_mapping
from assay.model.errors import InputError
from assay.model.stub.answer import rendered
from assay.model.stub.mapping import STARTED, Mapping
from assay.stub.admin.answers import empty, failed, ok
from assay.stub.admin.asked import Asked
from assay.stub.scenarios import possible_states
from assay.stub.settings import Settings

VERSION = "3.13.2"
"""The version of WireMock whose interface this is."""


def _mappings(asked: Asked) -> list[Mapping]:
    return [entry.mapping for entry in asked.stub.index.in_order()]


def scenarios(asked: Asked) -> bytes:
    """GET /scenarios."""
    mappings = _mappings(asked)
    names = sorted({mapping.scenario for mapping in mappings if mapping.scenario})
    return ok({"scenarios": [_scenario(name, mappings, asked) for name in names]})


def _scenario(name: str, mappings: list[Mapping], asked: Asked) -> dict[str, Any]:
    return {
        "id": name,
        "name": name,
        "state": asked.stub.scenarios.state(name),
        "possibleStates": possible_states(name, mappings),
        "mappings": [write_mapping(mapping) for mapping in mappings if mapping.scenario == name],
    }


def reset_scenarios(asked: Asked) -> bytes:
    """POST /scenarios/reset."""
    asked.stub.scenarios.reset()
    return ok({})


def set_scenario(asked: Asked) -> bytes:
    """PUT /scenarios/{name}/state: to a state, or without one to the first."""
    name = unquote(asked.named["name"])
    mappings = _mappings(asked)
    if not any(mapping.scenario == name for mapping in mappings):
        return failed(404, 404, f"Scenario {name} does not exist")
    state = asked.place().at("state").text()
    if state and state != STARTED and state not in possible_states(name, mappings):
        return failed(422, 11, f"Scenario {name} does not support state {state}")
    asked.stub.scenarios.put(name, state or STARTED)
    return ok({})


def settings(asked: Asked) -> bytes:
    """GET /settings."""
    return ok({"settings": {**asked.stub.settings.raw, "proxyPassThrough": True}})


def set_settings(asked: Asked) -> bytes:
    """POST or PUT /settings: the delays of all answers."""
    place = asked.place()
    place.only(("fixedDelay", "delayDistribution", "extended", "proxyPassThrough"))
    delay = read_delay(place.at("delayDistribution"))
    if place.at("fixedDelay").value is not None:
        fixed = {"type": "fixed", "milliseconds": place.at("fixedDelay").value}
        delay = delay or read_delay(Place(fixed, pointer="/fixedDelay"))
    raw = {key: value for key, value in place.mapping().items() if key != "proxyPassThrough"}
    asked.stub.change(Settings(templating=asked.stub.settings.templating, delay=delay, raw=raw))
    return empty()


def files(asked: Asked) -> bytes:
    """GET /files."""
    return ok(asked.stub.files.names())


def file(asked: Asked) -> bytes:
    """GET, PUT or DELETE /files/{name}."""
    name = unquote(asked.named["name"])
    try:
        if asked.received.method == "PUT":
            asked.stub.files.write(name, asked.received.body)
            return ok(base64.b64encode(asked.received.body).decode())
        if asked.received.method == "DELETE":
            asked.stub.files.delete(name)
            return empty()
        return rendered(200, "", (), asked.stub.files.read(name))
    except InputError:
        return empty(404)


def health(asked: Asked) -> bytes:
    """GET /health."""
    now = asked.stub.world.clock()
    stamp = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    up = int(now - asked.stub.began)
    told = {"status": "healthy", "message": "Wiremock is ok", "version": VERSION}
    return ok({**told, "uptimeInSeconds": up, "timestamp": stamp})


def version(_: Asked) -> bytes:
    """GET /version."""
    return ok({"version": VERSION})


def reset(asked: Asked) -> bytes:
    """POST /reset: as it was at the start."""
    asked.stub.reset()
    return empty()


def shutdown(asked: Asked) -> bytes:
    """POST /shutdown: whoever runs the stub is told; one in a test goes on until the test ends."""
    asked.stub.ended()
    return empty()


def recording(_: Asked) -> bytes:
    """GET /recordings/status: this server records nothing."""
    return ok({"status": "NeverStarted"})


def no_recording(asked: Asked) -> bytes:
    """POST /recordings/start, /stop or /snapshot: told in the shape of errors that clients show."""
    detail = "A stub answers from what was recorded elsewhere: assay stub FILE, with a HAR or the log of a run."
    what = asked.named["what"][:40]
    return failed(422, 10, f"This server records nothing, so /recordings/{what} is not there", detail)
