"""What a collection looks like before anything is run: suspicious scripts, requests never sent, values used twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.model.finding import Finding
from assay.model.suite import Folder, Script, Step, Suite
from assay.trust.rules import finding
from assay.trust.suspects import Suspect, suspects

MOST = 5_000
"""Findings of one collection."""
_MAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_SKIPS = re.compile(r"^\s*pm\s*\.\s*execution\s*\.\s*skipRequest\s*\(\s*\)\s*;?\s*$", re.MULTILINE)
_LOGS_IN = re.compile(r"log.?in|sign.?in|auth|token|session", re.IGNORECASE)
"""Who logs in may do so twice."""
_WAITS = re.compile(r"(?:postman-echo\.com|httpbin\.org)/delay/", re.IGNORECASE)


def suspicious(suite: Suite) -> Iterator[Finding]:
    """All of it, in the order of the collection."""
    holders = list(_holders(suite))
    count = 0
    for owner, scripts in holders:
        for script in scripts:
            for one in _of_script(owner, script):
                count += 1
                if count > MOST:
                    return
                yield one
    yield from _steps(suite)


def _holders(suite: Suite) -> Iterator[tuple[str, tuple[Script, ...]]]:
    yield suite.name, suite.scripts
    for owner, node in _walk(suite):
        yield owner, node.scripts


def _walk(suite: Suite) -> Iterator[tuple[str, Folder | Step]]:
    waiting: list[tuple[tuple[str, ...], Folder | Step]] = [((), one) for one in reversed(suite.items)]
    while waiting:
        path, node = waiting.pop()
        here = (*path, node.name)
        yield " / ".join(here), node
        if isinstance(node, Folder):
            waiting.extend((here, one) for one in reversed(node.items))


def _of_script(owner: str, script: Script) -> Iterator[Finding]:
    if script.blank:
        return
    if not script.enabled:
        yield finding("disabled-test", f"A {script.listen} script of “{owner}” is switched off.", where=owner)
        return
    if script.listen == "prerequest" and _is_skipped(script.source):
        yield finding("skipped-request", f"“{owner}” calls pm.execution.skipRequest() each time.", where=owner)
    for one in suspects(script.source, script.listen):
        yield _told(owner, one)


def _is_skipped(source: str) -> bool:
    """Whether the call stands by itself at the beginning of a line, outside any block."""
    found = _SKIPS.search(source)
    return found is not None and source[: found.start()].count("{") == source[: found.start()].count("}")


_SAYS = {
    "disabled-test": "is skipped",
    "asserts-nothing": "asserts nothing",
    "cannot-fail": "has an assertion that cannot fail",
    "swallowed": "catches the failure of its own assertion",
    "broad-status": "takes success and failure alike",
    "sleep": "waits for a fixed time",
}


def _told(owner: str, one: Suspect) -> Finding:
    test = f"{owner} / {one.test}" if one.test else owner
    message = f"“{one.test or owner}” {_SAYS[one.rule]}, in line {one.line}: {one.text}"
    return finding(
        one.rule, message, where=f"{test}" if one.test else f"{owner}, script", test=test if one.test else ""
    )


def _steps(suite: Suite) -> Iterator[Finding]:
    seen: dict[str, list[str]] = {}
    for owner, node in _walk(suite):
        if not isinstance(node, Step):
            continue
        if _WAITS.search(_address(node)):
            yield finding("sleep", f"“{owner}” is a request that only waits.", where=owner)
        for mail in _mails(node):
            seen.setdefault(mail, []).append(owner)
    for owners in seen.values():
        if len(owners) > 1 and not any(_LOGS_IN.search(one) for one in owners):
            named = ", ".join(f"“{one}”" for one in owners[:5])
            yield finding("shared-literal", f"The same e-mail address is sent by {named}.", where=owners[0])


def _address(step: Step) -> str:
    url = step.request.url
    return "/".join((".".join(url.host), *(url.path or ())))


def _mails(step: Step) -> list[str]:
    """The addresses that are written into the body of a request that creates."""
    body = step.request.body
    if step.request.method != "POST" or body is None or not body.enabled:
        return []
    return list(dict.fromkeys(one.lower() for one in _MAIL.findall(body.raw[:100_000])))
