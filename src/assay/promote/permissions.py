"""Who may not do what: strangers at others' objects, lower roles at higher operations, nobody anywhere."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from assay.model.contract import Operation
from assay.promote.flow import Flow
from assay.promote.identity import ANONYMOUS, Identity
from assay.promote.node import Node
from assay.promote.promises import Promises
from assay.promote.templates import names_in

_PARAMETER = re.compile(r"\{([^{}]+)\}")


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """An operation on an object that somebody made."""

    creator: int
    operation: Operation
    body: Any = msgspec.UNSET
    headers: tuple[tuple[str, str], ...] = ()
    query: tuple[tuple[str, str], ...] = ()


def strangers(flow: Flow, owner: Identity, identities: list[Identity]) -> list[Identity]:
    """Who else can log in, with no more rights than most."""
    others = [
        one
        for one in identities
        if one not in (owner, ANONYMOUS) and one.kind == "header" and one.key == "Authorization"
    ]
    return [one for one in others if not one.privileged and _lasting(flow, one)]


def _lasting(flow: Flow, identity: Identity) -> bool:
    """Whether its log-in hangs on nothing that a test makes."""
    logins = [node for node in flow.nodes if node.index in flow.logins and set(identity.variables) & set(node.after)]
    return all(not flow.before(node.index) for node in logins)


def object_targets(flow: Flow, promises: Promises, creator: int) -> list[Target]:
    """The operations on an object, by the contract: those at its own path and below."""
    made = flow.nodes[creator]
    operation = promises.operations.get(creator)
    if operation is None or not made.good or made.shape.reads:
        return []
    root = operation.path.rstrip("/")
    item = re.compile(rf"{re.escape(root)}/\{{[^{{}}/]+\}}(?:/[^{{}}]+)?")
    found = []
    for one in promises.contract.operations:
        if item.fullmatch(one.path) and _public(one) is False:
            found.append(_target(flow, promises, creator, one))
    return [target for target in found if target is not None]


def _public(operation: Operation) -> bool:
    return operation.security is not None and (not operation.security or () in operation.security)


def _target(flow: Flow, promises: Promises, creator: int, operation: Operation) -> Target | None:
    """The operation with a good body: the collection's own, else the contract's example."""
    for node in flow.nodes:
        mine = promises.operations.get(node.index) is operation and node.good
        if mine and node.shape.json is not msgspec.UNSET and not node.shape.names("body", "header"):
            return Target(creator=creator, operation=operation, body=node.shape.json, headers=node.shape.headers)
    body = example_body(promises, operation)
    if body is None:
        return None
    headers = tuple(
        (one.name, str(one.examples[0]))
        for one in operation.parameters
        if one.place == "header" and one.required and one.examples
    )
    wanted = [one for one in operation.parameters if one.required and one.place in ("header", "query")]
    return (
        Target(creator=creator, operation=operation, body=body, headers=headers)
        if len(headers) == len(wanted)
        else None
    )


def example_body(promises: Promises, operation: Operation) -> Any:
    """A good JSON body by the contract; UNSET where there is none, None where it cannot be made."""
    if operation.body is None:
        return msgspec.UNSET
    media = next((one for one in operation.body.media if "json" in one.type), None)
    if media is None:
        return None
    if media.examples:
        return media.examples[0]
    from assay.formats.openapi.sampling import sample

    return sample(media.schema, promises.contract)


def example_path(promises: Promises, operation: Operation) -> str:
    """The path with well-formed values that name nothing."""
    from assay.formats.openapi.sampling import sample

    def filled(found: re.Match[str]) -> str:
        parameter = next((one for one in operation.parameters if one.name == found[1]), None)
        value = sample(parameter.schema, promises.contract, name=found[1]) if parameter else "1"
        return str(value)

    return _PARAMETER.sub(filled, operation.path)


def guarded(promises: Promises) -> list[Operation]:
    """The operations that want credentials and say how they refuse."""
    found = []
    for one in promises.contract.operations:
        declared = {answer.status for answer in one.answers}
        if (
            not _public(one)
            and one.security
            and "401" in declared
            and one.method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        ):
            found.append(one)
    return found


def role_targets(flow: Flow, promises: Promises) -> list[tuple[Node, Operation]]:
    """Requests of a privileged identity whose operation says that others are refused (403)."""
    found: dict[str, tuple[Node, Operation]] = {}
    for node in flow.nodes:
        operation = promises.operations.get(node.index)
        if operation is None or not node.good or not node.identity.privileged:
            continue
        if any(answer.status == "403" for answer in operation.answers) and not _unknown(flow, node):
            found.setdefault(operation.name, (node, operation))
    return list(found.values())


def _unknown(flow: Flow, node: Node) -> bool:
    """Whether the body or query has values that only another answer gives."""
    names = [
        name
        for text in [*node.shape.names("body"), *(v for pair in node.shape.query for v in pair)]
        for name in names_in(text)
    ]
    return any((node.index, name) in flow.producers for name in names)
