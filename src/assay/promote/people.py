"""Brings people whom the project names to a flow: their log-ins, and what they make by the collection's requests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from assay.model.suite import RequestTemplate, Step
from assay.promote.flow import Flow, by_who, node_of
from assay.promote.identity import ANONYMOUS, Identity
from assay.promote.node import Node
from assay.promote.request import Shape
from assay.promote.source import Script, Source


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody comes to a token."""

    request: str
    """The collection's request, as `Folder/Name`."""
    values: Mapping[str, str]
    """What stands for the variables of that request: the user name, the password."""
    token: str
    """A JSON Pointer into the answer."""
    variable: str
    """The variable of the identity that the token is."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who sends."""

    identity: Identity
    login: Login | None = None


def with_people(flow: Flow, people: Sequence[Person]) -> Flow:
    """The flow with a log-in for each who needs one, and each maker of something also as done by its first owner."""
    if not people:
        return flow
    guests = _Guests(flow)
    for person in people:
        guests.invite(person)
    return guests.flow(people)


def owner_for(identity: Identity, people: Sequence[Identity]) -> Identity | None:
    """Who makes a thing in the place of somebody of the collection: the first with rights of the same kind."""
    if identity == ANONYMOUS:
        return None
    able = [one for one in people if not one.expired and one.kind != "none"]
    return next((one for one in able if one.privileged == identity.privileged), None)


class _Guests:
    """Adds nodes at the end; the nodes of the collection stay as they are."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._nodes = list(flow.nodes)
        self._producers = dict(flow.producers)
        self._states = dict(flow.states)
        self._made = dict(flow.made)
        self._logins = set(flow.logins)
        self._creators = set(flow.creators)
        self._removals = dict(flow.removals)
        self._tokens: dict[str, int] = {}
        """By variable of an identity, the log-in that gives it."""
        self._copies: dict[tuple[int, str], int] = {}
        """(node of the collection, name of a person): the same as done by that person."""

    def invite(self, person: Person) -> None:
        """A node for the log-in, and one that stands for all that the person sends."""
        if person.login is not None:
            self._log_in(person.login, person.identity)
        name = f"as {person.identity.name}"
        step = Step(id=name, name=name, request=RequestTemplate())
        shape = Shape(method="GET", origin="", path="/")
        self._add(shape, Source(step=step, implied=True), person.identity)

    def flow(self, people: Sequence[Person]) -> Flow:
        known = [one.identity for one in people]
        for creator in sorted(self._flow.creators):
            owner = owner_for(self._flow.nodes[creator].identity, known)
            if owner is not None:
                self._copy(creator, owner)
        return msgspec.structs.replace(
            self._flow,
            nodes=tuple(self._nodes),
            producers=self._producers,
            fed=by_who(self._producers),
            states=self._states,
            made=self._made,
            logins=frozenset(self._logins),
            creators=frozenset(self._creators),
            removals=self._removals,
            people=tuple(known),
            copies={(index, name): copy for (index, name), copy in self._copies.items()},
        )

    def _add(self, shape: Shape, source: Source, identity: Identity) -> Node:
        node = Node(index=len(self._nodes), source=source, shape=shape, identity=identity)
        self._nodes.append(node)
        self._credentials(node)
        return node

    def _credentials(self, node: Node) -> None:
        for name in node.identity.variables:
            if name in self._tokens:
                self._producers[node.index, name] = self._tokens[name]

    def _log_in(self, login: Login, identity: Identity) -> None:
        original = next((one for one in self._flow.nodes if _names(one) == login.request), None)
        if original is None:
            return
        source = original.source
        step = msgspec.structs.replace(_filled(source.step, login.values), name=f"Log in as {identity.name}")
        path = "".join(f"[{json.dumps(part)}]" for part in _parts(login.token))
        script = f"pm.environment.set({json.dumps(login.variable)}, pm.response.json(){path});"
        kept = Script(listen="test", source=script, level="step", owner=step.name)
        before = source.listening("prerequest")
        made = Source(step=step, auth=source.auth, scripts=(*before, kept), answers=source.answers, implied=True)
        node = node_of(len(self._nodes), made)
        self._nodes.append(node)
        self._tokens[login.variable] = node.index
        self._logins.add(node.index)
        for name in node.needs:
            if (original.index, name) in self._flow.producers:
                self._producers[node.index, name] = self._flow.producers[original.index, name]
            if (original.index, name) in self._flow.made:
                self._made[node.index, name] = self._flow.made[original.index, name]

    def _copy(self, index: int, owner: Identity) -> int:
        """A node as done by the owner, with all that it builds on and that the same somebody did."""
        if (index, owner.name) in self._copies:
            return self._copies[index, owner.name]
        original = self._flow.nodes[index]
        fed = {
            name: self._earlier(self._flow.producers[index, name], original, owner)
            for name in [*original.shape.names(), *original.asked]
            if (index, name) in self._flow.producers
        }
        states = tuple(self._earlier(one, original, owner) for one in self._flow.states.get(index, ()))
        source = msgspec.structs.replace(original.source, implied=True)
        node = msgspec.structs.replace(original, index=len(self._nodes), source=source, identity=owner)
        self._nodes.append(node)
        self._copies[index, owner.name] = node.index
        self._credentials(node)
        self._producers |= {(node.index, name): one for name, one in fed.items()}
        self._states[node.index] = states
        self._made |= {(node.index, name): one for (who, name), one in self._flow.made.items() if who == index}
        if index in self._flow.creators:
            self._creators.add(node.index)
        if (remover := self._flow.removals.get(index)) is not None:
            self._removals[node.index] = self._copy(remover, owner)
        return node.index

    def _earlier(self, index: int, asker: Node, owner: Identity) -> int:
        """What a copy builds on: a copy too, where the same somebody did it."""
        own = self._flow.nodes[index].identity == asker.identity and index not in self._flow.logins
        return self._copy(index, owner) if own else index


def _names(node: Node) -> str:
    return "/".join((*node.source.path, node.source.step.name))


def _filled(step: Step, values: Mapping[str, str]) -> Step:
    """The step with other texts in the place of some variables."""
    return msgspec.convert(_replaced(msgspec.to_builtins(step), values), Step)


def _replaced(value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        for name, text in values.items():
            value = value.replace(f"{{{{{name}}}}}", text)
        return value
    if isinstance(value, dict):
        return {key: _replaced(one, values) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_replaced(one, values) for one in value]
    return value


def _parts(pointer: str) -> Iterator[str | int]:
    for part in pointer.split("/")[1:]:
        plain = part.replace("~1", "/").replace("~0", "~")
        yield int(plain) if plain.isdigit() else plain


def strangers_to(owner: Identity, people: Iterable[Identity]) -> list[Identity]:
    """Who may not reach what the owner has made: everybody of another tenant; where nobody has a tenant, everybody
    with no more rights than most. What a tenant shares among its own is not ours to tell.
    """
    able = [one for one in people if not one.expired and one.kind != "none" and one.name != owner.name]
    if owner.tenant:
        return [one for one in able if one.tenant and one.tenant != owner.tenant]
    return [one for one in able if not one.tenant and not one.privileged]
