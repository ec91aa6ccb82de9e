"""How callers prove who they are: schemes by name, and which of them an operation wants."""

from __future__ import annotations

from assay.formats.openapi.node import Node
from assay.formats.openapi.reading import Reading
from assay.model.contract import SecurityScheme

_FLOWS = ("clientCredentials", "password", "authorizationCode", "implicit")
_OLD_FLOWS = {"application": "clientCredentials", "accessCode": "authorizationCode"}


def read_requirements(node: Node) -> tuple[tuple[str, ...], ...] | None:
    """Alternatives of names that are wanted together; None where nothing is said."""
    if not isinstance(node.value, list):
        return None
    return tuple(tuple(item.fields) for item in node.items() if isinstance(item.value, dict))


def read_scopes(node: Node) -> tuple[tuple[str, ...], ...]:
    """For each alternative, the scopes that all of its schemes want."""
    if not isinstance(node.value, list):
        return ()
    return tuple(_scopes(item) for item in node.items() if isinstance(item.value, dict))


def _scopes(alternative: Node) -> tuple[str, ...]:
    listed = (one for one in alternative.fields.values() if isinstance(one, list))
    return tuple(dict.fromkeys(scope for one in listed for scope in one if isinstance(scope, str)))


def read_schemes(reading: Reading) -> tuple[SecurityScheme, ...]:
    """Every scheme of the document; what is none is told and left out."""
    root = reading.root
    node = (
        root.child("securityDefinitions") if reading.is_swagger else root.child("components").child("securitySchemes")
    )
    found: list[SecurityScheme] = []
    for name, member in node.members():
        target = reading.references.follow(member)
        if target is not None and target.text("type"):
            found.append(_scheme(name, target))
        elif target is not None:
            reading.notes.warn(member, "this security scheme has no type; it was left out.")
    return tuple(found)


def _scheme(name: str, node: Node) -> SecurityScheme:
    kind = node.text("type")
    if kind == "basic":
        return SecurityScheme(name=name, type="http", scheme="basic")
    if kind == "apiKey":
        return SecurityScheme(name=name, type=kind, place=node.text("in"), key=node.text("name"))
    if kind == "oauth2":
        return _oauth2(name, node)
    return SecurityScheme(name=name, type=kind, scheme=node.text("scheme").lower())


def _oauth2(name: str, node: Node) -> SecurityScheme:
    flows = node.child("flows")
    declared = next((flow for flow in _FLOWS if isinstance(flows.fields.get(flow), dict)), "")
    flow = flows.child(declared) if declared else node
    return SecurityScheme(
        name=name,
        type="oauth2",
        flow=declared or _OLD_FLOWS.get(node.text("flow"), node.text("flow")),
        token_url=flow.text("tokenUrl"),
        authorization_url=flow.text("authorizationUrl"),
        scopes=tuple(flow.child("scopes").fields),
    )
