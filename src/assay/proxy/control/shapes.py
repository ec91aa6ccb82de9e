"""Proxies and toxics as JSON, in Toxiproxy's shapes and in its order of fields."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.proxy import errors
from assay.proxy.chain import STREAMS, Installed
from assay.proxy.collection import Wanted
from assay.proxy.control.body import fields, kind
from assay.proxy.tcp import TcpProxy
from assay.proxy.toxics.program import Settings, Toxic
from assay.proxy.toxics.registry import TOXICS

_PROXY: dict[str, type] = {"name": str, "listen": str, "upstream": str, "enabled": bool}
_TOXIC: dict[str, type] = {"name": str, "type": str, "stream": str, "toxicity": float, "attributes": object}
_LONGEST_NAME = 1_000
_MOST = 2**53


def proxy_shape(proxy: TcpProxy) -> dict[str, Any]:
    """A proxy with its toxics."""
    return {
        "name": proxy.name,
        "listen": proxy.listen,
        "upstream": proxy.upstream,
        "enabled": proxy.enabled,
        "toxics": [toxic_shape(one) for one in proxy.chain],
    }


def toxic_shape(installed: Installed) -> dict[str, Any]:
    """A toxic with its attributes."""
    return {
        "attributes": msgspec.to_builtins(installed.settings),
        "name": installed.name,
        "type": installed.toxic.name,
        "stream": installed.stream,
        "toxicity": int(installed.toxicity) if installed.toxicity in (0, 1) else installed.toxicity,
    }


def wanted_proxy(value: Any) -> Wanted:
    """A proxy that is asked for. Raises Refused."""
    given = fields(value, _PROXY, "Proxy")
    if len(given.get("name", "")) > _LONGEST_NAME:
        raise errors.bad_body(f"a name is longer than {_LONGEST_NAME} characters")
    return Wanted(**given)


def wanted_proxies(value: Any) -> list[Wanted]:
    """A list of them, as `/populate` and a configuration have it. Raises Refused."""
    if not isinstance(value, list):
        raise errors.bad_body(f"json: cannot unmarshal {kind(value)} into Go value of type []toxiproxy.Proxy")
    return [wanted_proxy(one) for one in value]


def new_toxic(value: Any) -> Installed:
    """A toxic that is asked for. Raises Refused."""
    given = fields(value, _TOXIC, "ToxicWrapper")
    stream = given.get("stream", "downstream").lower()
    if stream not in STREAMS:
        raise errors.no_stream()
    if given.get("type", "") not in TOXICS:
        raise errors.no_type()
    toxic = TOXICS[given["type"]]
    return Installed(
        name=given.get("name") or f"{toxic.name}_{stream}",
        toxic=toxic,
        stream=stream,
        toxicity=_share(given.get("toxicity", 1.0)),
        settings=settings_of(toxic, toxic.settings(), given.get("attributes")),
    )


def changed_toxic(installed: Installed, value: Any) -> Installed:
    """A toxic with other attributes and toxicity, where they are given. Raises Refused."""
    given = fields(value, {"toxicity": float, "attributes": object}, "")
    return msgspec.structs.replace(
        installed,
        toxicity=_share(given.get("toxicity", installed.toxicity)),
        settings=settings_of(installed.toxic, installed.settings, given.get("attributes")),
    )


def settings_of(toxic: Toxic, before: Settings, value: Any) -> Settings:
    """Settings with the given attributes changed. Raises Refused where one is no whole number from 0."""
    kinds: dict[str, type] = dict.fromkeys(toxic.settings.__struct_fields__, int)
    given = fields(value, kinds, ".attributes")
    for name, number in given.items():
        if not 0 <= number <= _MOST:
            raise errors.bad_body(f"{name} is {number}, and must be from 0 to {_MOST}")
    return msgspec.structs.replace(before, **given)


def _share(toxicity: float) -> float:
    if not 0 <= toxicity <= 1:
        raise errors.bad_body(f"toxicity is {toxicity}, and must be from 0 to 1")
    return toxicity
