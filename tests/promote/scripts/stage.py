"""Scripts and answers in few words, and a sandbox that lives as long as the tests."""

from __future__ import annotations

import json
from typing import Any

from assay.app.promoting.judging import SandboxJudge
from assay.model.http import Header, Response
from assay.promote.scripts import Fallback, Scope, Test, translate
from assay.promote.scripts.proof import Agreement, Forms, prove


def answer(body: Any, status: int = 200, reason: str = "OK", **headers: str) -> Response:
    """A recorded answer."""
    named = {"Content-Type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status=status, reason=reason, headers=tuple(Header(*pair) for pair in named.items()), body=data)


def lines(script: str, **scope: Any) -> list[str]:
    """The Python of the only test."""
    (block,) = translate(script, Scope(**scope)).blocks
    assert isinstance(block, Test), block
    return list(block.lines)


def body_lines(statements: str, **scope: Any) -> list[str]:
    """The Python of the statements of one pm.test, in which `body` is the parsed answer."""
    found = lines(f"pm.test('t', () => {{ const body = pm.response.json(); {statements} }});", **scope)
    return [line for line in found if line not in ("body = response.json()", "response.json()")]


def reason(script: str, **scope: Any) -> str:
    """Why the only test stays with the sandbox."""
    (block,) = [one for one in translate(script, Scope(**scope)).blocks if isinstance(one, Fallback)]
    return block.reason


def proven(judge: SandboxJudge, script: str, response: Response, **variables: Any) -> Agreement:
    """The proof of a script."""
    return prove(Forms(script, Scope()), response, judge, variables=variables)


def sandboxed(agreement: Agreement) -> dict[str, str]:
    """What is left to the sandbox, and why."""
    return {one.name: one.reason for one in agreement.translation.fallbacks}
