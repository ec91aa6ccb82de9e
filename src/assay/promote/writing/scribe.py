"""Knows what every request is called in the suite, and finds the Python for each value that one takes from another."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from typing import Any

from assay.promote.flow import Flow, Node
from assay.promote.identity import ANONYMOUS, Identity
from assay.promote.naming import fixture_name, free, identifier, nouns_of, participle, singular
from assay.promote.scripts.python import build as py
from assay.promote.scripts.python.source import expression_source, source
from assay.promote.scripts.scope import Scope
from assay.promote.scripts.translation import Assignment, Translation
from assay.promote.templates import names_in
from assay.promote.writing.clients import Client
from assay.promote.writing.drafting import Draft, Finder
from assay.promote.writing.inlining import inlined
from assay.promote.writing.pointing import located
from assay.promote.writing.settings import Settings

Translate = Callable[[str, Scope], Translation]
_ASKING = frozenset({"who", "what", "which", "is", "are", "does", "do", "can", "has", "have", "how", "where", "when"})
_READING = frozenset({"get", "list", "fetch", "read", "show", "retrieve", "view", "find", "load", "see"})


class Scribe:
    """Shared by all writers of one suite."""

    def __init__(self, flow: Flow, translate: Translate, settings: Settings, client: Client) -> None:
        self.flow = flow
        self.settings = settings
        self.client = client
        self._translate = translate
        self._translations: dict[tuple[str, str, tuple[tuple[str, str], ...]], Translation] = {}
        self.identities = _identities(flow)
        self.fixtures: dict[int, str] = {}
        self._taken: set[str] = {one.client for one in self.identities.values()} | {
            "base_url",
            "check_every_answer",
            "connect",
            "needed",
            "postman_script",
            "turn",
            "validate",
            "wait_until",
        }
        settings.avoid(self._taken)
        self._locals: dict[str, str] = {}
        """By variable, the name of the local one."""
        self.made: dict[str, str] = {}
        for name in flow.made:
            self.made[name] = self._free(fixture_name(name))
        for node in flow.nodes:
            self.fixtures[node.index] = self._free(_fixture(flow, node, self.identities))
        self.session: set[str] = {"base_url"}
        """The fixtures that live as long as the run."""
        self.wanted: set[str] = set()
        """The fixtures that somebody takes."""
        self.lost: dict[tuple[int, str], None] = {}
        """(node, variable) for which no value was found."""

    def _free(self, name: str) -> str:
        found = free(name, self._taken)
        self._taken.add(found)
        return found

    def translation(self, script: str, response: str, variables: Mapping[str, str], name: str) -> Translation:
        """The script in Python, with the answer under this name."""
        key = (script, response, tuple(sorted(variables.items())))
        if key not in self._translations:
            scope = Scope(
                response=response,
                client=self.client.module,
                sender=ANONYMOUS.client,
                variables=variables,
                taken=frozenset(self._taken) | frozenset(variables.values()),
                request_name=name,
            )
            self._translations[key] = self._translate(script, scope)
        return self._translations[key]

    def identity(self, node: Node) -> Identity:
        """Who sends a request, by the name that no other identity has."""
        return self.identities[_credentials(node.identity)]

    def sender(self, draft: Draft, node: Node) -> ast.expr:
        """The client that sends a request: its own where it spends the log-in."""
        identity = self.identity(node)
        spent = self.flow.fresh.get(node.index, frozenset())
        own = any(self.flow.producers.get((node.index, name)) in spent for name in identity.variables)
        fixture = f"fresh_{identity.client}" if own else identity.client
        self.wanted.add(fixture)
        return draft.takes(fixture, self.client.session)

    def response_of(self, index: int, asker: int) -> str:
        """The fixture that holds the answer of a request, as another one sees it."""
        own = index in self.flow.fresh.get(asker, frozenset())
        return f"fresh_{self.fixtures[index]}" if own else self.fixtures[index]

    def draft(self, node: Node) -> Draft:
        """An empty function for a request."""
        return Draft(self._finder(node))

    def _finder(self, node: Node) -> Finder:
        def find(draft: Draft, name: str) -> ast.expr | None:
            if name in self.made:
                return self.take(draft, self.made[name])
            if name in node.before and (found := self._own(draft, node, name)) is not None:
                return found
            producer = self.flow.producers.get((node.index, name))
            if producer is not None and (found := self._produced(draft, node, name, producer)) is not None:
                return found
            return self._static(draft, node, name)

        return find

    def take(self, draft: Draft, fixture: str, annotation: str = "str") -> ast.expr:
        """A fixture of ours, which so comes to be written."""
        self.wanted.add(fixture)
        return draft.takes(fixture, annotation)

    def _static(self, draft: Draft, node: Node, name: str) -> ast.expr | None:
        if (literal := self.settings.literal(name)) is not None:
            return py.const(literal)
        if self.settings.is_static(name):
            fixture = self.settings.setting(name).fixture
            self.session.add(fixture)
            return draft.takes(fixture)
        self.lost[node.index, name] = None
        return None

    def _own(self, draft: Draft, node: Node, name: str) -> ast.expr | None:
        """A variable that the request's pre-request script sets for it."""
        for script in reversed(node.source.listening("prerequest")):
            found = self._assigned(draft, script.source, name, "response", node)
            if found is not None:
                return found
        return None

    def _produced(self, draft: Draft, node: Node, name: str, producer: int) -> ast.expr | None:
        """A variable that a test script has taken from an answer."""
        made_by = self.flow.nodes[producer]
        response = self.response_of(producer, node.index)
        for script in reversed(made_by.source.listening("test")):
            found = self._assigned(draft, script.source, name, response, made_by)
            if found is not None:
                return found
        if (place := located(self.flow.values.get(name), made_by.answer, response)) is not None:
            self.take(draft, response, self.client.response)
            local = self.local(name)
            draft.knows([f"{local} = {place}"])
            return py.name(local)
        return None

    def assignment(
        self, script: str, name: str, response: str, node: Node, variables: Mapping[str, str] | None = None
    ) -> Assignment | None:
        """How a script makes a variable, where that is Python."""
        if name not in script:
            return None
        found = self.translation(script, response, variables or {}, node.source.step.name)
        mine = [block for block in found.blocks if isinstance(block, Assignment) and block.variable == name]
        return mine[-1] if mine else None

    def _assigned(self, draft: Draft, script: str, name: str, response: str, node: Node) -> ast.expr | None:
        assignment = self.assignment(script, name, response, node)
        if assignment is None:
            return None
        if assignment.uses:
            values = {use.variable: draft.variable(use.variable) for use in assignment.uses}
            known = {one: expression_source(value) for one, value in values.items() if value is not None}
            if len(known) < len(values):
                return None
            assignment = self.assignment(script, name, response, node, known) or assignment
        if re.search(rf"\b{response}\b", "\n".join(assignment.lines)) and response != "response":
            self.take(draft, response, self.client.response)
        value = inlined(assignment.lines, assignment.python)
        draft.needs(assignment.imports)
        if isinstance(value, ast.Constant):
            return value
        local = self.local(name)
        if value is not None:
            draft.knows(source([py.assign(local, value)]))
        else:
            draft.knows(
                [*assignment.lines, *([f"{local} = {assignment.python}"] if local != assignment.python else [])]
            )
        return py.name(local)

    def local(self, variable: str) -> str:
        """The name of a local variable that hides no fixture."""
        if variable not in self._locals:
            name = fixture_name(variable)
            name = f"{name}_value" if name in self._taken else name
            self._locals[variable] = free(name, set(self._locals.values()))
        return self._locals[variable]


def _credentials(identity: Identity) -> tuple[str, str, str]:
    return (identity.key, identity.template, identity.password)


def _identities(flow: Flow) -> dict[tuple[str, str, str], Identity]:
    """Each identity of the collection, no two with one name."""
    import msgspec

    found: dict[tuple[str, str, str], Identity] = {("", "", ""): ANONYMOUS}
    names = {ANONYMOUS.name}
    for node in flow.nodes:
        key = _credentials(node.identity)
        if key not in found:
            name = free(node.identity.name, names)
            names.add(name)
            found[key] = msgspec.structs.replace(node.identity, name=name)
    return found


def _fixture(flow: Flow, node: Node, identities: Mapping[Any, Identity]) -> str:
    """What the answer of a request is called."""
    if node.index in flow.logins:
        owner = next((one.name for one in identities.values() if set(one.variables) & set(node.after)), "user")
        return f"{owner}_login"
    noun = resource_of(node)
    if node.polls:
        return f"finished_{noun}"
    if node.changes and node.index in flow.creators:
        return f"created_{noun}"
    if node.changes and any(names_in(part) for part in node.shape.segments):
        return f"{_deed(node)}_{noun}"
    return fixture_name(_told(node), f"answer_{node.index + 1}")


def _told(node: Node) -> str:
    """What was read, as a noun: `get the user` gives the user, and the answer to a question is what it is about."""
    name = _without_articles(node.source.step.name)
    first, _, rest = name.partition(" ")
    if node.shape.reads and first.lower() in _ASKING:
        return resource_of(node)
    return _without_articles(rest) if node.shape.reads and rest and first.lower() in _READING else name


def _without_articles(name: str) -> str:
    return re.sub(r"^(the|a|an)\s+", "", name.strip(), flags=re.IGNORECASE)


def _deed(node: Node) -> str:
    last = node.shape.segments[-1]
    if node.shape.method == "POST" and not names_in(last) and len(node.shape.segments) > 1:
        return participle(identifier(last, "changed", 20))
    return {"PUT": "replaced", "PATCH": "updated", "DELETE": "deleted"}.get(node.shape.method, "changed")


def resource_of(node: Node) -> str:
    """The noun, in the singular, of what a request is about."""
    return singular(group_of(node))


def group_of(node: Node) -> str:
    """What a request is about, by its path: `orders` of /v1/orders/{id}/pay, `auth` of /auth/login."""
    segments = node.shape.segments
    found = nouns_of(segments)
    kept = [
        name
        for at, part in enumerate(segments)
        for name in nouns_of((part,))
        if (at + 1 < len(segments) and names_in(segments[at + 1])) or (at + 1 == len(segments) and name.endswith("s"))
    ]
    folder = identifier(node.source.path[-1], "", 30) if node.source.path else ""
    name = (kept or found[:1] or [folder or "api"])[-1]
    return folder or name if name in ("graphql", "rpc", "query") else name
