"""Calls as the history gives them, and drafts made of them, told in few words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from assay.draft import Call, Draft, Surroundings, Wish, draft
from assay.formats.postman.url import url_text
from assay.model.contract import Contract
from assay.model.exchange import Answered, Exchange, Unanswered
from assay.model.http import BytesPart, Header, Request, Response
from assay.model.suite import Folder, Step
from assay.model.transfer import Content, OptionValue, Transfer
from assay.record.names import is_secret

BASE = "http://shop.test"
CURL = {"Host": "shop.test", "User-Agent": "curl/8.14.1", "Accept": "*/*"}


def call(
    n: int,
    line: str,
    sent: Any = None,
    status: int = 200,
    answer: Any = None,
    *,
    headers: Mapping[str, str] | None = None,
    answered: Mapping[str, str] | None = None,
    options: Mapping[str, OptionValue] | None = None,
    content: Content | None = None,
    repeats: tuple[Any, ...] = (),
) -> Call:
    """`line` is `POST /v1/orders`; bodies are JSON unless they are bytes; a status of 0 is no answer."""
    method, _, target = line.partition(" ")
    url = target if "://" in target else BASE + target
    data, told = _body(sent)
    request = Request(
        id=f"q{n}",
        method=method,
        url=url,
        headers=tuple(Header(*pair) for pair in {**CURL, **told, **(headers or {})}.items()),
        body=(BytesPart(data=data),) if data else (),
    )
    exchanges = tuple(
        _exchange(f"x{n}.{i}", request, status, one, answered) for i, one in enumerate((answer, *repeats))
    )
    transfer = Transfer(url=url, method=method, content=content, options=dict(options or {}))
    return Call(n=n, transfer=transfer, exchanges=exchanges[:1], repeats=exchanges[1:])


def _body(value: Any) -> tuple[bytes, dict[str, str]]:
    if value is None or isinstance(value, bytes):
        return value or b"", {}
    return json.dumps(value).encode(), {"Content-Type": "application/json"}


def _exchange(name: str, request: Request, status: int, answer: Any, headers: Mapping[str, str] | None) -> Exchange:
    if status == 0:
        refused = Unanswered(reason="nobody listens", code="ECONNREFUSED", phase="connect")
        return Exchange(id=name, request=request, outcome=refused)
    data, told = _body(answer)
    sent = tuple(Header(*pair) for pair in {**told, **(headers or {})}.items())
    return Exchange(
        id=name, request=request, outcome=Answered(response=Response(status=status, headers=sent, body=data))
    )


def folder(*calls: Call, everything: bool = False, contract: Contract | None = None, **around: Any) -> Draft:
    """All of the calls, as a folder."""
    numbers = frozenset(one.n for one in calls)
    wish = Wish(name="Morning", mode="folder", numbers=numbers, everything=everything, contract=contract)
    return draft(calls, wish, Surroundings(**around), is_secret)


def one(*calls: Call, n: int | None = None, **around: Any) -> Draft:
    """The last of the calls (or number `n`), as a request."""
    wish = Wish(name="It", numbers=frozenset({calls[-1].n if n is None else n}))
    return draft(calls, wish, Surroundings(**around), is_secret)


def steps(made: Draft) -> list[Step]:
    """The steps of a draft, in order."""
    found: list[Step] = []
    waiting = list(made.suite.items)
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, Folder):
            waiting = [*item.items, *waiting]
        else:
            found.append(item)
    return found


def url(step: Step) -> str:
    """As written."""
    return url_text(step.request.url, path_variables=False)


def source(step: Step, listen: str = "test") -> str:
    """One of its scripts."""
    return next((script.source for script in step.scripts if script.listen == listen), "")


def headers(step: Step) -> dict[str | None, Any]:
    """Its headers by name."""
    return {entry.key: entry.value for entry in step.request.headers}


def raw(step: Step) -> str:
    """Its raw body."""
    return step.request.body.raw if step.request.body else ""


def fates(made: Draft) -> dict[int, str]:
    """Why each call was kept or dropped, by number."""
    return {fate.n: fate.why for fate in made.fates}


def variables(made: Draft) -> dict[str, Any]:
    """The collection's variables."""
    return {one.key: one.value for one in made.suite.variables}


def secrets(made: Draft) -> dict[str, Any]:
    """The environment's variables."""
    return {one.key: one.value for one in made.environment.variables}
