"""The order in which operations can follow one another: what creates before what reads, what deletes at the end."""

from __future__ import annotations

from assay.formats.openapi.collection.names import folder_of, literals_of
from assay.model.contract import Operation

_ENDINGS = {"logout", "log-out", "signout", "sign-out", "sign_out", "revoke", "logoff"}
_LOGINS = {"login", "log-in", "signin", "sign-in", "sign_in", "token", "session", "sessions", "authenticate"}
_BY_METHOD = {"POST": 0, "GET": 1, "HEAD": 1, "OPTIONS": 1, "QUERY": 1, "PUT": 2, "PATCH": 2, "DELETE": 9}


LAST = "At the end"
"""The folder for what would take away what other folders need."""


def by_folder(operations: tuple[Operation, ...]) -> dict[str, list[Operation]]:
    """Operations in folders as the document has them; those that log in come first."""
    folders: dict[str, list[Operation]] = {}
    for operation in operations:
        folders.setdefault(folder_of(operation), []).append(operation)
    last = [operation for operation in operations if _is_ending(operation) or _is_needed(operation, folders)]
    kept = {name: _ordered([one for one in listed if one not in last]) for name, listed in folders.items()}
    found = {name: listed for name, listed in kept.items() if listed}
    if not found:
        return {name: _ordered(listed) for name, listed in folders.items()}
    ordered = dict(sorted(found.items(), key=lambda one: not any(map(is_login, one[1]))))
    return ordered | ({LAST: sorted(_ordered(last), key=_is_ending)} if last else {})


def _is_needed(operation: Operation, folders: dict[str, list[Operation]]) -> bool:
    """Whether an operation deletes what operations of another folder have in their paths."""
    if operation.method != "DELETE":
        return False
    own = folder_of(operation)
    others = (one.path for name, listed in folders.items() if name != own for one in listed)
    return any(path.startswith(f"{operation.path}/") for path in others)


def is_login(operation: Operation) -> bool:
    """Whether an operation is where tokens come from, as far as its path tells."""
    return operation.method == "POST" and _last(operation) in _LOGINS


def _is_ending(operation: Operation) -> bool:
    return _last(operation) in _ENDINGS


def _last(operation: Operation) -> str:
    literals = literals_of(operation.path)
    return literals[-1].lower() if literals and operation.path.rstrip("/").endswith(literals[-1]) else ""


def _ordered(operations: list[Operation]) -> list[Operation]:
    """Resource by resource as they come; deletions after all, the deepest first."""
    first: dict[str, int] = {}
    for index, operation in enumerate(operations):
        first.setdefault(_resource(operation), index)
    put = {operation.path for operation in operations if operation.method == "PUT" and not operation.path.endswith("}")}

    def rank(operation: Operation) -> tuple[int, int, int, int]:
        depth = operation.path.count("/")
        if operation.method == "DELETE":
            return 1, -depth, first[_resource(operation)], 0
        return 0, 0 if is_login(operation) else 1, first[_resource(operation)], _turn(operation, put)

    return sorted(operations, key=rank)


def _resource(operation: Operation) -> str:
    """The path up to its first variable: `/v1/users` for all that concerns users."""
    return operation.path.split("/{", 1)[0]


def _turn(operation: Operation, put: set[str]) -> int:
    """Within a resource: made, listed, read, changed, and then what else can be done with it.

    A part of a thing, such as its image, is made with PUT: that comes before its GET.
    """
    further = operation.path[len(_resource(operation)) :]
    is_action = operation.method == "POST" and bool(further)
    if operation.method == "GET" and operation.path in put:
        return 299
    return (3 if is_action else _BY_METHOD.get(operation.method, 2)) * 100 + min(further.count("/"), 99)
