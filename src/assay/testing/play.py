"""Plays a program against scripted replies: no socket, no clock, no mock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from assay.model.command import Command, Conceal, Program, RunScript, Send
from assay.model.event import Event
from assay.model.exchange import Answered, Exchange, Outcome, Unanswered
from assay.model.http import Header, Request, Response
from assay.model.script import Assertion, ScriptResult

T = TypeVar("T")


def play(program: Program[T], *script: tuple[Any, Any]) -> T:
    """Run a program; each command must be the one that the script says comes next, and gets the reply beside it.

    A line of the script is (expectation, reply). The expectation is a command, or a test of one (a callable), or for a
    request its "METHOD URL" as text; the reply is what the runtime would give, where an Outcome stands for the
    Exchange around it. Events pass, and Conceal is answered by itself.

    Raises AssertionError where the conversation leaves the script, or ends before it does.
    """
    value, _ = played(program, *script)
    return value


def played(program: Program[T], *script: tuple[Any, Any]) -> tuple[T, list[Event]]:
    """The same, with the events that the program told."""
    lines = iter(script)
    events: list[Event] = []
    reply: Any = None
    while True:
        try:
            said = program.send(reply)
        except StopIteration as end:
            left = list(lines)
            assert not left, f"the program ended before {left[0][0]}"
            return end.value, events
        reply = None
        if isinstance(said, Event):
            events.append(said)
        elif not isinstance(said, Conceal):
            reply = reply_to(said, lines)


def reply_to(command: Command, lines: Iterable[tuple[Any, Any]]) -> Any:
    """The scripted reply to a command, once it is the one that was expected."""
    line = next(iter(lines), None)
    assert line is not None, f"the script ended before {command}"
    expected, reply = line
    assert fits(command, expected), f"said {tell(command)}, the script says {expected}"
    if isinstance(command, Send) and isinstance(reply, Answered | Unanswered):
        return Exchange(id=command.request.id, request=command.request, outcome=reply)
    return reply


def fits(command: Command, expected: Any) -> bool:
    """Whether a command is the expected one."""
    if isinstance(expected, str):
        return tell(command) == expected
    return bool(expected(command)) if callable(expected) else command == expected


def tell(command: Command) -> str:
    """A command in a word: a request by method and URL, a script by its text."""
    if isinstance(command, Send):
        return tell_request(command.request)
    if isinstance(command, RunScript):
        return command.run.source
    return repr(command)


def tell_request(request: Request) -> str:
    """A request by method and URL."""
    return f"{request.method} {request.url}"


def answer(status: int = 200, body: bytes | str = b"", headers: Mapping[str, str] | None = None) -> Outcome:
    """An answer that arrived."""
    data = body.encode() if isinstance(body, str) else body
    fields = tuple(Header(name, value) for name, value in (headers or {}).items())
    return Answered(response=Response(status=status, headers=fields, body=data))


def silence(reason: str = "connect ECONNREFUSED 127.0.0.1:9", code: str = "ECONNREFUSED") -> Outcome:
    """Nobody answered."""
    return Unanswered(reason=reason, code=code, phase="connect")


def script_result(*passed: str, failed: tuple[str, ...] = (), **changes: Any) -> ScriptResult:
    """What a script said: the names of assertions that passed and failed, and any other field of ScriptResult."""
    verdicts = tuple(Assertion(name=name, passed=True) for name in passed)
    return ScriptResult(assertions=verdicts + tuple(Assertion(name=name, passed=False) for name in failed), **changes)
