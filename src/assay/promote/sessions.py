"""Sees who sends by cookie alone: a log-in has set it, and from then on the jar of the collection shows it."""

from __future__ import annotations

import re

import msgspec

from assay.model.names import is_secret
from assay.promote.identity import ANONYMOUS, Identity, named_after
from assay.promote.naming import words
from assay.promote.node import Node
from assay.promote.templates import names_in

PREFIX = "cookies of request "
"""With the number of a node, the variable that stands for the cookies which its answer has set."""
_WORDS = """
    login signin logon session sessions auth authenticate csrf xsrf token cookie cookies
"""
_ADMITTING = frozenset(_WORDS.split())
_OF_MACHINES = re.compile(r"(?:AWSALB|__cf|_ga|_gid|ARRAffinity|incap_|visid|BIGip|ak_|bm_)", re.IGNORECASE)


def with_sessions(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The nodes; those that show nothing but a session's cookie have an identity for it."""
    if not any(node.answer is not None and node.answer.cookies for node in nodes):
        return nodes
    return _Jar(nodes).nodes()


def setter(variable: str) -> int | None:
    """The node whose cookies a variable stands for."""
    return int(variable.removeprefix(PREFIX)) if variable.startswith(PREFIX) else None


class _Jar:
    """Follows the cookies through the collection."""

    def __init__(self, nodes: tuple[Node, ...]) -> None:
        self._all = nodes
        self._tokens = {name for node in nodes for name in node.identity.variables}
        self._held: dict[str, int] = {}
        """By name of a cookie, the node that has set it."""
        self._paths: set[str] = set()
        self._shown: dict[int, Identity] = {}
        self._named: dict[tuple[int, ...], str] = {}
        self._names: set[str] = {node.identity.name for node in nodes}

    def nodes(self) -> tuple[Node, ...]:
        for node in self._all:
            self._send(node)
            self._receive(node)
        used = {
            one for identity in self._shown.values() for name in identity.variables if (one := setter(name)) is not None
        }
        return tuple(self._changed(node, node.index in used) for node in self._all)

    def _changed(self, node: Node, sets: bool) -> Node:
        after = (*node.after, f"{PREFIX}{node.index}") if sets else node.after
        return msgspec.structs.replace(node, identity=self._shown.get(node.index, node.identity), after=after)

    def _send(self, node: Node) -> None:
        if node.identity != ANONYMOUS or node.answer is None:
            return
        setters = sorted({self._held[name] for name in node.answer.cookies if name in self._held})
        if node.shape.path in self._paths and node.index not in setters:
            setters = [one for one in setters if self._all[one].shape.reads]
        if setters:
            template = "".join(f"{{{{{PREFIX}{one}}}}}" for one in setters)
            self._shown[node.index] = Identity(name=self._name(tuple(setters)), kind="cookie", template=template)

    def _receive(self, node: Node) -> None:
        answer = node.answer
        if answer is None:
            return
        for name in answer.ended:
            self._held.pop(name, None)
        if not self._admits(node):
            return
        for name in answer.began:
            renewed = name in self._held and name in answer.cookies and node.shape.path not in self._paths
            if not renewed and not _OF_MACHINES.match(name):
                self._held[name] = node.index
                if not node.shape.reads:
                    self._paths.add(node.shape.path)

    def _admits(self, node: Node) -> bool:
        """Whether its cookies are somebody's session: not those that come along with a token, or with any page."""
        if node.identity.kind not in ("none", "basic") or self._tokens & set(node.after):
            return False
        if node.answer is None or node.answer.status >= 400:
            return False
        told = {*words(node.shape.path), *words(node.source.step.name)}
        return not node.shape.reads or bool(_ADMITTING & told) or any(map(is_secret, node.answer.began))

    def _name(self, setters: tuple[int, ...]) -> str:
        """Whose session it is: by the log-in's name, else by the variables that it sends."""
        if setters not in self._named:
            last = self._all[setters[-1]]
            otherwise = "visitor" if last.shape.reads else "user"
            sent = " ".join(names_in(" ".join(text for _, text in last.shape.texts())))
            title = last.source.step.name
            found = named_after(" ".join(re.findall(r"(?:\bas\b|\bfor\b)(.*)", title)), "") or named_after(
                " ".join(word for word in sent.split() if is_secret(word)), otherwise
            )
            self._named[setters] = found
        return self._named[setters]
