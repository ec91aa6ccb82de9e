"""Writes the fixtures that are not requests: where the API is, secrets, clients, what every answer must fulfil."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from assay.promote.identity import Identity
from assay.promote.node import Node
from assay.promote.scripts.python.expression import quoted
from assay.promote.scripts.python.source import source
from assay.promote.scripts.translation import Test
from assay.promote.writing.code import Block, Parameter
from assay.promote.writing.opening import opening
from assay.promote.writing.scribe import Scribe, by_clock
from assay.promote.writing.settings import Setting

FIXTURE = "@pytest.fixture"
SESSION = '@pytest.fixture(scope="session")'
CHECKED = "check_every_answer"


def base_url(setting: Setting) -> Block:
    """Where the API is found."""
    default = f", {quoted(setting.default)}" if setting.default else ""
    value = f"os.environ.get({quoted(setting.env)}{default})" if default else f"needed({quoted(setting.env)})"
    return _session(
        "base_url", "str", "Where the API is found.", [f"return {value}"], ("import os",) if default else ()
    )


def settings(found: Iterable[Setting]) -> Iterator[Block]:
    """One session fixture for each variable that comes from outside."""
    for one in found:
        doc = f"The collection's {one.variable}, from {one.env}."
        if one.default is None:
            yield _session(one.fixture, "str", doc, [f"return needed({quoted(one.env)})"])
        else:
            value = f"os.environ.get({quoted(one.env)}, {quoted(one.default)})"
            yield _session(one.fixture, "str", doc, _return(value), ("import os",))


def _return(value: str) -> list[str]:
    return [f"return {value}"] if len(value) < 76 else ["return os.environ.get(", f"    {value[15:-1]}", ")"]


def _session(name: str, returns: str, doc: str, body: list[str], imports: tuple[str, ...] = ()) -> Block:
    return Block(
        name=name,
        kind="fixture",
        decorators=(SESSION,),
        returns=returns,
        doc=doc,
        body=tuple(body),
        imports=("import pytest", *imports),
    )


def needed() -> Block:
    """What tells that a secret is missing."""
    return Block(
        name="needed",
        kind="function",
        parameters=(Parameter(name="name"),),
        returns="str",
        doc="A value from the process environment; whoever needs it fails where it is missing.",
        body=(
            "value = os.environ.get(name)",
            "if not value:",
            '    pytest.fail(f"{name} is not set: see README.md", pytrace=False)',
            "return value",
        ),
        imports=("import os", "import pytest"),
    )


def connect(scribe: Scribe, checked: bool) -> list[Block]:
    """What opens a client: a time limit for each request, and a look at each answer."""
    return _connect_httpx(scribe, checked) if scribe.client.like_httpx else _connect_requests(scribe, checked)


_CONNECT_DOC = "A client whose requests end in time{}."
_HEADERS = Parameter(name="headers", annotation="dict[str, str] | None = None")
_LOOK = " and whose answers are looked at"


def _connect_httpx(scribe: Scribe, checked: bool) -> list[Block]:
    module = scribe.client.module
    hooks = [f'    event_hooks={{"response": [{CHECKED}]}},'] if checked else []
    return [
        Block(
            name="connect",
            kind="function",
            parameters=(Parameter(name="base_url"), _HEADERS),
            returns=scribe.client.session,
            doc=_CONNECT_DOC.format(_LOOK if checked else ""),
            body=(
                f"return {module}.Client(",
                "    base_url=base_url,",
                "    headers=headers,",
                "    timeout=TIMEOUT,",
                "    follow_redirects=True,",
                *hooks,
                ")",
            ),
            imports=(scribe.client.imports,),
        )
    ]


def _connect_requests(scribe: Scribe, checked: bool) -> list[Block]:
    module = scribe.client.module
    look = [f'session.hooks["response"].append({CHECKED})'] if checked else []
    session = Block(
        name="ApiSession",
        kind="class",
        body=(
            f"class ApiSession({scribe.client.session}):",
            '    """A session for paths of one API; its requests end in time."""',
            "",
            "    def __init__(self, base_url: str) -> None:",
            "        super().__init__()",
            '        self.api = base_url.rstrip("/")',
            "",
            "    def request(",
            "        self, method: Any, url: Any, *args: Any, **kwargs: Any",
            f"    ) -> {module}.Response:",
            '        kwargs.setdefault("timeout", TIMEOUT)',
            '        full = self.api + url if url.startswith("/") else url',
            "        return super().request(method, full, *args, **kwargs)",
        ),
        imports=(scribe.client.imports, "from typing import Any"),
    )
    return [
        session,
        Block(
            name="connect",
            kind="function",
            parameters=(Parameter(name="base_url"), _HEADERS),
            returns=scribe.client.session,
            doc=_CONNECT_DOC.format(_LOOK if checked else ""),
            body=("session = ApiSession(base_url)", "session.headers.update(headers or {})", *look, "return session"),
            imports=(scribe.client.imports,),
        ),
    ]


def every_answer(scribe: Scribe, tests: Iterable[Test]) -> Block:
    """What the scripts of the whole collection assert, as a hook of every client."""
    blocks = list(tests)
    lines: list[str] = []
    for block in blocks:
        lines += [f"# {' '.join(block.name.split())}"[:86], *block.lines]
    httpx = scribe.client.like_httpx
    redirect = "has_redirect_location" if httpx else "is_redirect"
    head = [f"if response.{redirect}:", "    return"] + (["response.read()"] if httpx else [])
    extra = (
        ()
        if httpx
        else (Parameter(name="*_args", annotation="object"), Parameter(name="**_kwargs", annotation="object"))
    )
    return Block(
        name=CHECKED,
        kind="function",
        parameters=(Parameter(name="response", annotation=scribe.client.response), *extra),
        doc="What holds for every answer of the API.",
        body=(*head, *lines),
        imports=(scribe.client.imports, *(one for block in blocks for one in block.imports)),
    )


def client(scribe: Scribe, identity: Identity, node: Node | None, *, fresh: bool) -> Block:
    """The fixture that sends as an identity; the one without credentials is new for each test."""
    name = f"fresh_{identity.client}" if fresh else identity.client
    draft = scribe.draft(node or scribe.flow.nodes[0])
    opened = opening(scribe, draft, identity, node)
    lasting = identity.kind != "none" and not fresh and set(draft.parameters) <= scribe.session
    if lasting:
        scribe.session.add(name)
    return Block(
        name=name,
        kind="fixture",
        decorators=(SESSION if lasting else FIXTURE,),
        parameters=(Parameter(name="base_url"), *draft.drawn()),
        returns=f"Iterator[{scribe.client.session}]",
        doc=f"Sends as {_who(scribe, identity, fresh)}.",
        body=(*draft.first, *opened.head, *(f"    {line}" for line in opened.first), "    yield client"),
        imports=("import pytest", "from collections.abc import Iterator", scribe.client.imports, *draft.imports),
    )


def _who(scribe: Scribe, identity: Identity, fresh: bool) -> str:
    if identity.kind == "none":
        return "nobody: it shows no credentials"
    if identity in scribe.flow.people:
        told = f"{identity.name}, whose credentials have expired" if identity.expired else identity.name
        rights = " of ".join(part for part in (identity.role, identity.tenant) if part)
        return f"{told}: {rights}" if rights else told
    told = f"the {identity.name.replace('_', ' ')}"
    return f"{told}, with a log-in of its own that a test may spend" if fresh else told


def made(scribe: Scribe, name: str, node: Node, fixture: str) -> Block:
    """A value that the collection makes anew for each run: here for each test."""
    for script in node.source.listening("prerequest"):
        assignment = scribe.assignment(script.source, name, "response", node)
        if assignment is not None and not assignment.uses and not by_clock(assignment):
            lines, last = assignment.lines, assignment.lines[-1]
            body = [*lines[:-1], last.replace(f"{assignment.python} = ", "return ", 1)]
            if not last.startswith(f"{assignment.python} = "):
                body = [*lines, f"return {assignment.python}"]
            return _made(name, fixture, body, assignment.imports, node)
    new, other = scribe.made_anew(node, name)
    returned = source([ast.Return(ast.parse(new.python, mode="eval").body)])
    parameters = (Parameter(name=other),) if other else ()
    return _made(name, fixture, [*new.lines, *returned], new.imports, node, parameters)


def _made(
    name: str,
    fixture: str,
    body: Sequence[str],
    imports: Sequence[str],
    node: Node,
    parameters: tuple[Parameter, ...] = (),
) -> Block:
    return Block(
        name=fixture,
        kind="fixture",
        decorators=(FIXTURE,),
        parameters=parameters,
        returns="str",
        doc=f"The collection's {name}: new for each test, so that nothing collides.",
        body=tuple(body),
        imports=("import pytest", *imports),
        origin=node.source.name,
    )


def wait_until(scribe: Scribe) -> Block:
    """Polling with a deadline."""
    response = scribe.client.response
    return Block(
        name="wait_until",
        kind="fixture",
        decorators=(SESSION,),
        returns=f"Callable[..., {response}]",
        doc="Asks again until an answer is as it should be; fails after 30 seconds.",
        body=(
            "",
            "def wait(",
            f"    ask: Callable[[], {response}], ready: Callable[[{response}], bool]",
            f") -> {response}:",
            "    deadline = time.monotonic() + 30",
            "    while not ready(answer := ask()):",
            "        late = time.monotonic() > deadline",
            '        assert not late, f"not ready after 30 seconds: {answer.text}"',
            "        time.sleep(0.1)",
            "    return answer",
            "",
            "return wait",
        ),
        imports=("import pytest", "import time", "from collections.abc import Callable", scribe.client.imports),
    )


def validate() -> Block:
    """Validation against a JSON Schema."""
    return Block(
        name="validate",
        kind="fixture",
        decorators=(SESSION,),
        returns="Callable[[object, object], None]",
        doc="Holds a value against a JSON Schema, and tells where it breaks it.",
        body=(
            "",
            "def hold(instance: object, schema: Any) -> None:",
            "    for error in jsonschema_rs.validator_for(schema).iter_errors(instance):",
            '        place = "/".join(map(str, error.instance_path))',
            '        pytest.fail(f"at /{place}: {error.message}")',
            "",
            "return hold",
        ),
        imports=(
            "import pytest",
            "import jsonschema_rs",
            "from collections.abc import Callable",
            "from typing import Any",
        ),
    )


def postman_script() -> Block:
    """The sandbox, for the scripts that stayed JavaScript."""
    return Block(
        name="postman_script",
        kind="fixture",
        decorators=(SESSION,),
        returns="Iterator[PostmanScripts]",
        doc="Runs a script of scripts/ in Postman's sandbox, and fails as it fails.",
        body=('with PostmanScripts(Path(__file__).parent / "scripts") as scripts:', "    yield scripts"),
        imports=(
            "import pytest",
            "from collections.abc import Iterator",
            "from pathlib import Path",
            "from assay.testing.postman import PostmanScripts",
        ),
    )


def turn() -> Block:
    """A lock between the workers of one run."""
    return Block(
        name="turn",
        kind="fixture",
        decorators=(FIXTURE,),
        returns="Iterator[None]",
        doc="One worker at a time, for what makes things in a list that tests look at.",
        body=(
            'run = os.environ.get("PYTEST_XDIST_TESTRUNUID")',
            "if run is None:",
            "    yield",
            "    return",
            'lock = Path(tempfile.gettempdir()) / f"{run}.turn"',
            "deadline = time.monotonic() + 120",
            "while True:",
            "    try:",
            "        lock.mkdir()",
            "        break",
            "    except FileExistsError:",
            "        late = time.monotonic() > deadline",
            '        assert not late, "another worker does not end its turn"',
            "        time.sleep(0.01)",
            "try:",
            "    yield",
            "finally:",
            "    lock.rmdir()",
        ),
        imports=(
            "import pytest",
            "import os",
            "import tempfile",
            "import time",
            "from pathlib import Path",
            "from collections.abc import Iterator",
        ),
    )
