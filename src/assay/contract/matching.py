"""Which operation a request reaches: its path held against the templates of a contract, literals before variables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

import msgspec

from assay.contract.nearest import nearest
from assay.contract.template import Segment, segments_of
from assay.model.contract import Contract, Operation

MAX_BASES = 20
_URL = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?://(?P<authority>[^/?#]*))?(?P<path>[^?#]*)")


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """The operation that a request reaches."""

    operation: Operation
    values: dict[str, str] = {}
    """Path parameters by name, as they stand in the URL: percent-encoded."""


class Miss(msgspec.Struct, frozen=True, kw_only=True):
    """That a request reaches no operation, and what comes near."""

    path: str
    """The path of the request as sent, without the base path of a server."""
    methods: tuple[str, ...] = ()
    """What is declared on this very path; the request used another method."""
    template: str = ""
    """The path that has these methods; or, with `slash`, the one that it would be."""
    slash: bool = False
    """Whether a slash at the end, too many or missing, is all that is wrong with the path."""
    nearest: tuple[str, ...] = ()
    """Declared paths that resemble this one, the likeliest first."""


class _Branch:
    """The paths that begin alike."""

    __slots__ = ("literals", "operations", "variables")

    def __init__(self) -> None:
        self.literals: dict[str, _Branch] = {}
        self.variables: dict[Segment, _Branch] = {}
        self.operations: dict[str, Operation] = {}


class Routes:
    """The operations of a contract, ready to be matched; made once, for a contract of any size."""

    def __init__(self, contract: Contract, bases: Sequence[str] = ()) -> None:
        """`bases` are further URLs below which the API is found, beside the contract's servers."""
        self._contract = contract
        self._trunks: dict[tuple[Segment, ...], _Branch] = {}
        servers = (*bases, *contract.servers)
        shared = _bases(servers)
        for operation in contract.operations:
            for base in _bases(operation.servers) if operation.servers else shared:
                self._grow(base, operation)
        self._bases = sorted(self._trunks, key=len, reverse=True)
        self._hosts = {host for server in servers if (host := _parts(server)[0])}

    def find(self, method: str, url: str) -> Match | Miss:
        """The operation that a request with this method and URL reaches."""
        host, path = _parts(url)
        written = path.split("/")[1:]
        allowed: dict[str, Operation] = {}
        for rest, branch in self._candidates(host, written):
            for found in _walk(branch, rest):
                operation = _choose(found.operations, method)
                if operation is not None:
                    return Match(operation=operation, values=_values(operation, rest))
                allowed |= {key: one for key, one in found.operations.items() if key not in allowed}
        if allowed:
            template = next(iter(allowed.values())).path
            return Miss(path=path, methods=tuple(sorted(allowed)), template=template)
        return self._missed(host, path, written)

    def _grow(self, base: tuple[Segment, ...], operation: Operation) -> None:
        branch = self._trunks.setdefault(base, _Branch())
        for segment in segments_of(operation.path):
            if segment.names:
                branch = branch.variables.setdefault(segment, _Branch())
            else:
                branch = branch.literals.setdefault(segment.literals[0], _Branch())
        branch.operations.setdefault(operation.method, operation)

    def _candidates(self, host: str, written: list[str]) -> Iterator[tuple[list[str], _Branch]]:
        """What is left of a path behind each base that it begins with, and the paths below that base."""
        for base in self._bases:
            if _begins(written, base):
                yield written[len(base) :], self._trunks[base]
        if () not in self._trunks and host not in self._hosts:
            for base in self._bases:  # found elsewhere than declared, perhaps without the servers' base path
                yield written, self._trunks[base]

    def _missed(self, host: str, path: str, written: list[str]) -> Miss:
        other = written[:-1] if written[-1:] == [""] else [*written, ""]
        for rest, branch in self._candidates(host, other):
            for found in _walk(branch, rest):
                template = next(iter(found.operations.values())).path
                return Miss(path=path, methods=tuple(sorted(found.operations)), template=template, slash=True)
        rest = next((rest for rest, _ in self._candidates(host, written)), written)
        templates = dict.fromkeys(operation.path for operation in self._contract.operations)
        return Miss(path=path, nearest=nearest(rest, tuple(templates)))


def match(contract: Contract, method: str, url: str) -> Match | Miss:
    """The operation that one request reaches; for many requests, keep one `Routes`."""
    return Routes(contract).find(method, url)


def _choose(operations: dict[str, Operation], method: str) -> Operation | None:
    """By method; what can be fetched with GET can be asked for with HEAD (RFC 9110, 9.1)."""
    found = operations.get(method) or operations.get(method.upper())
    return operations.get("GET") if found is None and method.upper() == "HEAD" else found


def _walk(branch: _Branch, rest: list[str]) -> Iterator[_Branch]:
    """Every end that the path leads to, the one with the earliest literals first."""
    waiting = [(branch, 0)]
    while waiting:
        here, depth = waiting.pop()
        if depth == len(rest):
            if here.operations:
                yield here
            continue
        text = unquote(rest[depth])
        closer = [
            (segment, below) for segment, below in here.variables.items() if segment.read(rest[depth]) is not None
        ]
        closer.sort(key=lambda one: sum(map(len, one[0].literals)))  # the last is taken first
        waiting.extend((below, depth + 1) for _, below in closer)
        if text in here.literals:
            waiting.append((here.literals[text], depth + 1))


def _values(operation: Operation, rest: list[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for segment, text in zip(segments_of(operation.path), rest, strict=True):
        values |= segment.read(text) or {}
    return values


def _parts(url: str) -> tuple[str, str]:
    """(host with port in lower case, path as written) of an absolute or relative URL."""
    found = _URL.match(url)
    authority, path = (found["authority"], found["path"]) if found else (None, url)
    return (authority or "").rpartition("@")[2].lower(), path or "/"


def _bases(servers: Sequence[str]) -> tuple[tuple[Segment, ...], ...]:
    """The paths of some servers, each once; the root where there is none."""
    paths = (_parts(server)[1].strip("/") for server in servers or ("/",))
    return tuple(dict.fromkeys(segments_of(f"/{path}") if path else () for path in paths))[:MAX_BASES]


def _begins(written: list[str], base: tuple[Segment, ...]) -> bool:
    return len(written) >= len(base) and all(
        segment.read(text) is not None for segment, text in zip(base, written, strict=False)
    )
