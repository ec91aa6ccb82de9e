"""Knows what every request is called in the suite, and finds the Python for each value that one takes from another."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from typing import Any

from assay.model.http import Header, Response
from assay.promote import scripting
from assay.promote.flow import Flow
from assay.promote.identity import ANONYMOUS, Identity
from assay.promote.naming import VERBS, fixture_name, free, identifier, nouns_of, participle, singular, words
from assay.promote.node import Node
from assay.promote.scripts.holding import holds
from assay.promote.scripts.python import build as py
from assay.promote.scripts.python.source import expression_source, source
from assay.promote.scripts.scope import Scope
from assay.promote.scripts.translation import Assignment, Translation
from assay.promote.sent import sent_value
from assay.promote.source import Answer
from assay.promote.templates import names_in
from assay.promote.writing.anew import New, anew
from assay.promote.writing.clients import Client
from assay.promote.writing.drafting import Draft, Finder
from assay.promote.writing.inlining import inlined
from assay.promote.writing.moment import date_of, from_now, from_other, sent_at
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
        self.made: dict[tuple[str, int], str] = {}
        """By variable and the node whose pre-request script makes it, its fixture."""
        for (_, name), maker in flow.made.items():
            if (name, maker) not in self.made:
                self.made[name, maker] = self._free(fixture_name(name))
        for node in flow.nodes:
            self.fixtures[node.index] = self._answer_name(node)
        self.session: set[str] = {"base_url"}
        """The fixtures that live as long as the run."""
        self.wanted: set[str] = set()
        """The fixtures that somebody takes."""
        self.lost: dict[tuple[int, str], None] = {}
        """(node, variable) for which no value was found."""
        self.demanded: dict[tuple[int, str], None] = {}
        """(node, variable) of credentials that nothing in the collection makes in a way that code can follow."""

    def _answer_name(self, node: Node) -> str:
        """The fixture of an answer; where the plain name is taken, that of the request tells it from others."""
        name = _fixture(self.flow, node, self.identities)
        if node.index in self.flow.copies.values():
            return self._free(f"{name}_of_{self.identity(node).name}")
        by_request = fixture_name(_without_articles(node.source.step.name), name)
        return self._free(name if name not in self._taken else by_request)

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
        return self.identities[node.identity.credentials]

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
            if (fixture := self.made_for(node, name)) is not None:
                return self.take(draft, fixture)
            if name in node.before and (found := self._own(draft, node, name)) is not None:
                return found
            producer = self.flow.producers.get((node.index, name))
            if producer is not None and (found := self.produced(draft, node, name, producer)) is not None:
                return found
            return self._static(draft, node, name)

        return find

    def made_for(self, node: Node, name: str) -> str | None:
        """The fixture of a variable that a pre-request script makes anew."""
        maker = self.flow.made.get((node.index, name))
        return None if maker is None else self.made[name, maker]

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
        if name in node.identity.variables:
            self.settings.demand(name)
            self.demanded[node.index, name] = None
            return self._static(draft, node, name)
        self.lost[node.index, name] = None
        return None

    def _own(self, draft: Draft, node: Node, name: str) -> ast.expr | None:
        """A variable that the request's pre-request script sets for it."""
        for script in reversed(node.source.listening("prerequest")):
            assignment = self.assignment(script.source, name, "response", node)
            if assignment is not None and not by_clock(assignment):
                found = self._assigned(draft, script.source, name, "response", node)
                if found is not None:
                    return found
        new, other = self.made_anew(node, name)
        if other:
            self.take(draft, other)
        draft.needs(new.imports)
        local = self.local(name)
        draft.knows([*new.lines, *source([py.assign(local, ast.parse(new.python, mode="eval").body)])])
        return py.name(local)

    def made_anew(self, node: Node, name: str) -> tuple[New, str | None]:
        """A value like the one that a pre-request script of the node made, and the fixture that it starts from."""
        scripts = [one.source for one in node.source.listening("prerequest") if name in scripting.sets(one.source)]
        script = scripts[-1] if scripts else ""
        recorded = self._recorded(node, name)
        if date_of(recorded) is None:
            return anew(recorded, script), None
        for other in scripting.sets(script):
            fixture = self.made.get((other, node.index))
            if other == name or fixture is None:
                break
            if date_of(start := self._recorded(node, other)) is not None:
                self.wanted.add(fixture)
                return from_other(str(recorded), str(start), fixture), fixture
        now = sent_at(node.answer) or date_of(recorded)
        assert now is not None
        return from_now(str(recorded), now, script), None

    def _recorded(self, node: Node, name: str) -> Any:
        """What a variable was when the node was sent; at the end of the run, where its request does not tell."""
        sent = sent_value(node.shape, node.answer, name)
        return self.flow.values.get(name) if sent is None else sent

    def produced(self, draft: Draft, node: Node, name: str, producer: int) -> ast.expr | None:
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
        """How a script makes a variable, where that is Python and it came to do so on the recorded answer."""
        if name not in script:
            return None
        found = self.translation(script, response, variables or {}, node.source.step.name)
        mine = [block for block in found.blocks if isinstance(block, Assignment) and block.variable == name]
        if node.answer is not None:
            recorded = response_of(node.answer)
            mine = [one for one in mine if holds(one, response, recorded)]
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


def response_of(answer: Answer) -> Response:
    """A recorded answer as the judges of translations take it."""
    headers = tuple(Header(name, value) for name, value in answer.headers)
    return Response(status=answer.status, headers=headers, body=answer.body)


def by_clock(assignment: Assignment) -> bool:
    """Whether a value is but the time of day: two tests may have the same."""
    return any("datetime.now(" in line for line in assignment.lines)


def _identities(flow: Flow) -> dict[tuple[str, ...], Identity]:
    """Each identity of the collection, no two with one name."""
    import msgspec

    found: dict[tuple[str, ...], Identity] = {ANONYMOUS.credentials: ANONYMOUS}
    names = {ANONYMOUS.name}
    for person in flow.people:
        names.add(person.name)
        found[person.credentials] = person
    for node in flow.nodes:
        key = node.identity.credentials
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
    """What was done: as the path says it, or the request's name, or the method."""
    last = node.shape.segments[-1]
    if node.shape.method == "POST" and not names_in(last) and len(node.shape.segments) > 1:
        return "added" if singular(last) != last else participle(identifier(last, "changed", 20))
    told = words(node.source.step.name)
    if node.shape.method in ("PUT", "PATCH") and len(told) > 1 and told[0] in VERBS:
        return participle(told[0])
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
