"""How values and states flow through a collection: who makes what a request needs, what must have happened before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from assay.promote import scripting
from assay.promote.identity import Identity, identity_of
from assay.promote.implied import with_implied
from assay.promote.naming import words
from assay.promote.node import Node
from assay.promote.outside import outsourced
from assay.promote.request import BARE, shape_of
from assay.promote.sessions import with_sessions
from assay.promote.source import Script, Source
from assay.promote.templates import Variable, names_in, pieces

_ENDINGS = frozenset({"logout", "signout", "revoke", "invalidate", "signoff", "logoff"})


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """The whole collection. Nodes are named by their index."""

    nodes: tuple[Node, ...]
    values: Mapping[str, Any] = {}
    """What the variables were in the end; masked where secret."""
    made: Mapping[tuple[int, str], int] = {}
    """(who needs it, variable): the node whose pre-request script makes it, where more than its own request does."""
    producers: Mapping[tuple[int, str], int] = {}
    """(who needs it, variable): whose answer it comes from."""
    fed: Mapping[int, tuple[int, ...]] = {}
    """By who needs something: the nodes of `producers`, each once."""
    states: Mapping[int, tuple[int, ...]] = {}
    """What must have happened before a node, beside what gives it values."""
    logins: frozenset[int] = frozenset()
    fresh: Mapping[int, frozenset[int]] = {}
    """The log-ins that a node spends, so that it needs its own."""
    creators: frozenset[int] = frozenset()
    """Those that make something which others then use."""
    removals: Mapping[int, int] = {}
    """Which node removes what a node creates."""
    replays: frozenset[int] = frozenset()
    """Those that send again what had created something, and were answered as then: they make nothing."""
    outside: frozenset[str] = frozenset()
    """Variables that stand for secrets of the collection itself."""
    secret: frozenset[str] = frozenset()
    """Variables that stand where only a secret does."""
    people: tuple[Identity, ...] = ()
    """Those whom the project names."""
    copies: Mapping[tuple[int, str], int] = {}
    """(node, name of a person): the same request as done by that person."""

    def feeders(self, index: int) -> list[int]:
        """The nodes whose answers it takes values from."""
        return list(self.fed.get(index, ()))

    def moves_on(self, creator: int) -> bool:
        """Whether what a node makes changes by itself, so that the collection polls it."""
        return any(node.polls and creator in self.feeders(node.index) for node in self.nodes)

    def before(self, index: int) -> list[int]:
        """Every node that it builds on directly."""
        return list(dict.fromkeys([*self.feeders(index), *self.states.get(index, ())]))


def by_who(producers: Mapping[tuple[int, str], int]) -> dict[int, tuple[int, ...]]:
    found: dict[int, dict[int, None]] = {}
    for (who, _), producer in producers.items():
        found.setdefault(who, {})[producer] = None
    return {who: tuple(listed) for who, listed in found.items()}


def flow_of(sources: Sequence[Source], values: Mapping[str, Any]) -> Flow:
    """The flow of a collection that was run once; `values` are its variables at the end."""
    found = outsourced(with_implied(sources), values)
    nodes = with_sessions(tuple(node_of(index, source) for index, source in enumerate(found.sources)))
    flow = _Tracer(nodes, {**values, **found.named}).flow()
    return msgspec.structs.replace(flow, outside=frozenset(found.named), secret=found.secret)


def node_of(index: int, source: Source) -> Node:
    """A request by itself: what it needs and sets, not yet where that comes from."""
    shape = shape_of(source)
    identity, headers = identity_of(shape)
    pre = [script.source for script in source.listening("prerequest")]
    post = [script.source for script in source.listening("test")]
    own = [script.source for script in source.scripts if script.level != "suite"]
    steers = [how for text in pre + post if (how := scripting.next_request(text, source.step.name))]
    return Node(
        index=index,
        source=source,
        shape=msgspec.structs.replace(shape, headers=headers),
        identity=identity,
        before=_joined(map(scripting.sets, pre)),
        after=_joined(map(scripting.sets, post)),
        asked=tuple(name for name in _joined(map(scripting.reads, pre + post)) if not name.startswith("$")),
        steers="another" if "another" in steers else "".join(steers[:1]),
        chance=any(map(scripting.random, own)),
    )


def _joined(found: Iterable[list[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in found for name in names))


class _Tracer:
    """Finds out, in the order of the collection."""

    def __init__(self, nodes: tuple[Node, ...], values: Mapping[str, Any]) -> None:
        self.nodes = nodes
        self.values = values
        self.credentials = {name for node in nodes for name in node.identity.variables}
        self.logins = {node.index for node in nodes if node.good and self.credentials & set(node.after)}
        self.setters: dict[str, list[int]] = {}
        for node in nodes:
            for name in node.after:
                self.setters.setdefault(name, []).append(node.index)
        self.made = self._made()
        self.producers: dict[tuple[int, str], int] = {}
        self.given: dict[int, set[int]] = {}
        """By node, those that it takes values from."""
        self.renewals: set[int] = set()
        self.states: dict[int, list[int]] = {}
        self.members: dict[int, list[int]] = {}
        """By the node that creates something: what changed it, in order, itself first."""
        self.families: dict[int, set[int]] = {}
        """By node: the creators of what it has to do with."""
        self.parents: dict[int, set[int]] = {}
        """By creator: the creators of what its object lies in."""
        self.strings: dict[str, list[int]] = {}
        self.replays: set[int] = set()

    def flow(self) -> Flow:
        for node in self.nodes:
            self._trace_values(node)
            self._trace_states(node)
        return Flow(
            nodes=self.nodes,
            values=self.values,
            made=self.made,
            producers=self.producers,
            fed=by_who(self.producers),
            states={index: tuple(dict.fromkeys(found)) for index, found in self.states.items()},
            logins=frozenset(self.logins - self.renewals),
            fresh=self._fresh(),
            creators=frozenset(self.members),
            removals=self._removals(),
            replays=frozenset(self.replays),
        )

    def _made(self) -> dict[tuple[int, str], int]:
        """Variables of pre-request scripts, by who needs them: each has the value that was made last before it."""
        latest: dict[str, int] = {}
        users: dict[tuple[str, int], list[Node]] = {}
        for node in self.nodes:
            for name in node.before:
                if name not in self.setters and not (name in latest and self._again(node, latest[name], name)):
                    latest[name] = node.index
            for name in dict.fromkeys([*node.needs, *node.before]):
                if name in latest:
                    users.setdefault((name, latest[name]), []).append(node)
        return {
            (one.index, name): maker
            for (name, maker), found in users.items()
            if len(found) > 1 or name in self.nodes[maker].asked
            for one in found
        }

    def _again(self, node: Node, maker: int, name: str) -> bool:
        """Whether a variable keeps the maker's value: one script for all makes it, or one that reads what is there."""
        mine, other = _making(node, name), _making(self.nodes[maker], name)
        return (
            mine is not None
            and other is not None
            and mine.source == other.source
            and (mine.level != "step" or name in scripting.reads(mine.source))
        )

    def _trace_values(self, node: Node) -> None:
        for name in node.needs:
            if (node.index, name) in self.made or name in node.before:
                continue
            earlier = [one for one in self.setters.get(name, ()) if one < node.index and one not in self.renewals]
            if earlier:
                self.producers[node.index, name] = earlier[-1]
                self.given.setdefault(node.index, set()).add(earlier[-1])
        if node.index in self.logins and self._renews(node):
            self.renewals.add(node.index)

    def _renews(self, node: Node) -> bool:
        """Whether it trades one credential for another of the same login."""
        fed = {self.producers.get((node.index, name)) for name in node.sent}
        return any(
            one in self.logins and self.credentials & set(self.nodes[one].after) & set(node.after)
            for one in fed
            if one is not None
        )

    def _trace_states(self, node: Node) -> None:
        creators = self._creators(node)
        latest = [members[-1] for one in creators if (members := self._members_before(one, node.index))]
        given = self.given.get(node.index, set())
        found = [*self._last(latest, given), *self._ended(node)]
        self.states[node.index] = [one for one in found if one != node.index and one not in given]
        self.families[node.index] = creators
        self._enter(node, creators)

    def _last(self, found: list[int], given: set[int]) -> list[int]:
        """Without those that others of them come after anyway."""
        if len(found) + len(given) < 2:
            return found
        later = {*found, *given}
        return [one for one in found if not any(other != one and self._builds_on(other, one) for other in later)]

    def _creators(self, node: Node) -> set[int]:
        fed = [self.producers[node.index, name] for name in node.needs if (node.index, name) in self.producers]
        creators = {creator for one in fed for creator in self._of(one, node)}
        for text in self._marks(node):
            creators |= {one for maker in self._senders(node, text) for one in self._of(maker, node)}
        if node.good and node.shape.reads:
            creators |= self._listed(node)
            creators |= self._seen(node) if not creators else set()
        return creators

    def _of(self, index: int, node: Node) -> set[int]:
        """What somebody has to do with who takes values from this node. A login ties nobody to what it made, but to
        its account."""
        if index in self.logins and index not in self.families.get(index, ()):
            ties = self.families.get(index, set())
            return (
                ties if node.answer is None or node.answer.status in (401, 403) or node.index in self.logins else set()
            )
        if index in self.members:
            return {index} | self.parents.get(index, set())
        return self.families.get(index, set())

    def _members_before(self, creator: int, index: int) -> list[int]:
        return [one for one in self.members.get(creator, ()) if one < index]

    def _marks(self, node: Node) -> list[str]:
        """Texts of the request that are new in each run, and so tell what it is about."""
        texts = [text.replace(BARE, "") for _, text in node.shape.texts()]
        return [text for text in texts if any((node.index, name) in self.made for name in names_in(text))]

    def _senders(self, node: Node, text: str) -> list[int]:
        """Who has sent a mark before, its values the same; where nobody has just that text, who has it in another."""
        found = [one for one in self.strings.get(text, ()) if self._same_makers(node, one, text)]
        if found:
            return found
        longer = [one for other, senders in self.strings.items() if text in other for one in senders]
        return [one for one in longer if self._same_makers(node, one, text)]

    def _same_makers(self, node: Node, index: int, text: str) -> bool:
        return all(self.made.get((node.index, name)) == self.made.get((index, name)) for name in names_in(text))

    def _listed(self, node: Node) -> set[int]:
        """What was created at the path that it lists."""
        return {one for one in self.members if self.nodes[one].shape.path.rstrip("/") == node.shape.path.rstrip("/")}

    def _seen(self, node: Node) -> set[int]:
        """Creators of what its answer tells: where its scripts look for a value that other requests have sent."""
        wanted = {name for name in node.asked if (node.index, name) in self.made}
        if not wanted or node.answer is None:
            return set()
        body = node.answer.body.decode("utf-8", "replace")
        families = [(creator, members) for creator, members in self.members.items()]
        sending = {
            creator for creator, members in families if any(wanted & set(self.nodes[one].sent) for one in members)
        }
        told = {
            creator
            for creator in sending
            if any(text in body for one in self.members[creator] for text in self._told(one))
        }
        return told or sending

    def _told(self, index: int) -> Iterator[str]:
        """The texts that were new in the recorded run, as they were sent."""
        for text in self._marks(self.nodes[index]):
            yield "".join(
                str(self.values.get(piece.name, "\0")) if isinstance(piece, Variable) else piece
                for piece in pieces(text)
            )

    def _ended(self, node: Node) -> list[int]:
        """The log-out that it comes after: it is refused, with credentials that were good before."""
        if node.answer is None or node.answer.status != 401:
            return []
        logins = {self.producers.get((node.index, name)) for name in node.identity.variables} - {None}
        enders = [one.index for one in self.nodes[: node.index] if self._ends(one) and logins & self._logins_of(one)]
        return enders[-1:]

    def _ends(self, node: Node) -> bool:
        last = [word for part in node.shape.segments[-2:] for word in words(part)]
        return node.changes and bool(_ENDINGS & {*last, "".join(last[-2:])})

    def _logins_of(self, node: Node) -> set[int | None]:
        return {self.producers.get((node.index, name)) for name in node.identity.variables}

    def _enter(self, node: Node, creators: set[int]) -> None:
        """Note what the node made or changed."""
        if self._replays(node, creators):
            self.replays.add(node.index)
            return
        for text in self._marks(node) if node.changes else ():
            self.strings.setdefault(text, []).append(node.index)
        if not (node.changes or node.polls):
            return
        touched = self._touched(node, node.shape.names("url"))
        if not touched and not node.after:
            touched = self._touched(node, node.shape.names("body"))
        if node.index in self.logins:
            touched |= creators
        for creator in touched:
            self.members[creator].append(node.index)
        new = not touched or self._lies_in(node)
        if new and node.index not in self.logins and node.changes and node.after and not self._repeats(node, creators):
            self.members[node.index] = [node.index]
            self.parents[node.index] = touched

    def _touched(self, node: Node, names: list[str]) -> set[int]:
        """The creators of what these variables of a request name."""
        givers = {self.producers.get((node.index, name)) for name in names}
        return {creator for one in givers if one is not None for creator in self._of(one, node)}

    def _lies_in(self, node: Node) -> bool:
        """Whether it makes something of its own inside what its path names: a later path names it too."""
        if node.shape.method != "POST" or names_in(node.shape.segments[-1]):
            return False
        own = set(node.after) - set(names_in(node.shape.path))
        return any(own & set(names_in(one.shape.path)) for one in self.nodes[node.index + 1 :])

    def _repeats(self, node: Node, creators: set[int]) -> bool:
        """Whether it sends again what created something."""
        shape = node.shape
        return any(
            (self.nodes[one].shape.method, self.nodes[one].shape.path) == (shape.method, shape.path)
            and _id_of(self.nodes[one]) == _id_of(node)
            for one in creators
        )

    def _replays(self, node: Node, creators: set[int]) -> bool:
        """Whether it is the very request that created something, with the answer of then: nothing became of it."""
        if not node.changes or node.answer is None or not node.answer.body:
            return False
        earlier = [self.nodes[one] for one in creators if self.nodes[one].answer is not None]
        return any(
            one.shape == node.shape
            and one.identity == node.identity
            and one.answer
            and one.answer.body == node.answer.body
            for one in earlier
        )

    def _fresh(self) -> dict[int, frozenset[int]]:
        """Who spends a login, and who comes after such a one."""
        logins = {one for one in self.logins - self.renewals if not self.nodes[one].shape.reads}
        found: dict[int, frozenset[int]] = {}
        for node in self.nodes:
            spent: set[int] = set()
            for name in node.shape.names() if node.changes else ():
                if (one := self.producers.get((node.index, name))) in logins:
                    spent.add(one)
            if self._ends(node):
                spent |= {one for one in self._logins_of(node) if one in logins}
            for earlier in self.states.get(node.index, ()):
                spent |= found.get(earlier, frozenset())
            if spent:
                found[node.index] = frozenset(spent)
        return found

    def _removals(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for creator, members in self.members.items():
            for one in members:
                if self._removes(self.nodes[one], creator):
                    found.setdefault(creator, one)
        return found

    def _removes(self, node: Node, creator: int) -> bool:
        """Whether it deletes just what the creator made, and can be sent as soon as that is there."""
        if node.shape.method != "DELETE" or not node.good:
            return False
        named = [names_in(part) for part in node.shape.segments if names_in(part)]
        last = {self.producers.get((node.index, name)) for name in (named[-1] if named else ())}
        givers = {self.producers.get((node.index, name)) for name in node.sent} - {None, creator}
        return creator in last and not any(one is not None and self._builds_on(one, creator) for one in givers)

    def _builds_on(self, index: int, earlier: int) -> bool:
        """Whether a node comes after another by values or states, over however many between."""
        waiting, seen = [index], set[int]()
        while waiting:
            one = waiting.pop()
            for before in (*self.given.get(one, ()), *self.states.get(one, ())):
                if before == earlier:
                    return True
                if before not in seen:
                    seen.add(before)
                    waiting.append(before)
        return False


def _making(node: Node, name: str) -> Script | None:
    """The pre-request script that gives a variable its value."""
    mine = [one for one in node.source.listening("prerequest") if name in scripting.sets(one.source)]
    return mine[-1] if mine else None


def _id_of(node: Node) -> Any:
    value = node.answer.json() if node.answer else None
    return json.dumps(value.get("id")) if isinstance(value, dict) and "id" in value else None
