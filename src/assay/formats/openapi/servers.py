"""Where an API is found: `servers` with their variables' defaults, or OpenAPI 2's schemes, host and basePath."""

from __future__ import annotations

import re

from assay.formats.ecmascript import to_string
from assay.formats.openapi.node import Node

MAX_SERVERS = 100
_VARIABLE = re.compile(r"\{([^{}]*)\}")


def read_servers(node: Node) -> tuple[str, ...]:
    """The URLs of a list of servers, each once, without a slash at their end."""
    found = (_url(item) for item in list(node.items())[:MAX_SERVERS])
    return tuple(dict.fromkeys(url for url in found if url is not None))


def read_host(root: Node) -> tuple[str, ...]:
    """The same of an OpenAPI 2.0 document; https before http where both are offered."""
    host, base = root.text("host").strip("/"), "/" + root.text("basePath").strip("/")
    path = "" if base == "/" else base
    if not host:
        return (path or "/",)
    offered = [scheme for scheme in root.child("schemes").value or () if scheme in ("https", "http")]
    return tuple(f"{scheme}://{host}{path}" for scheme in sorted(set(offered), reverse=True) or ["https"])


def _url(node: Node) -> str | None:
    if not node.text("url"):
        return None
    url = _VARIABLE.sub(lambda found: _default(node, found), node.text("url").strip())
    return url.rstrip("/") or "/"


def _default(node: Node, found: re.Match[str]) -> str:
    variable = node.child("variables").child(found[1])
    default = variable.fields.get("default")
    listed = variable.fields.get("enum")
    if default is None and isinstance(listed, list) and listed:
        default = listed[0]
    return found[0] if default is None else to_string(default)[:200]
