"""Scripts of Insomnia as Postman's: `insomnia` is `pm`, but for a few members."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assay.formats.bruno.javascript import chains, has_word, is_whole, tokens
from assay.formats.code.javascript_text import quoted
from assay.formats.insomnia.node import UnitTest

Note = Callable[[str], None]
_SAME = frozenset(
    {
        *(
            "test",
            "expect",
            "environment",
            "globals",
            "collectionVariables",
            "variables",
            "request",
            "response",
            "info",
        ),
        *("sendRequest", "execution", "cookies", "iterationData", "require", "visualizer"),
    }
)
_BASE = "baseEnvironment"
_ALIAS = "const insomnia = pm;"
_WITH_MORE = """const insomnia = (() => {
    const own = {
        baseEnvironment: pm.collectionVariables,
        test: (name, check) => pm.test(name, check.constructor.name === "AsyncFunction"
            ? (done) => { check().then(() => done(), done); } : check),
    };
    return new Proxy(pm, { get: (target, name) => (name in own ? own[name] : target[name]) });
})();"""
"""Tests of Postman do not wait for a promise; they wait until `done` is called."""
_TEST = """pm.test(%s, (done) => {
    (async () => {
%s
%s
    })().then(() => done(), done);
});"""
_SENT = """    const insomnia = { send: async () => ({
        status: pm.response.code,
        statusMessage: pm.response.reason(),
        data: pm.response.text(),
        headers: pm.response.headers.toObject(false, true),
        responseTime: pm.response.responseTime,
    }) };
    const expect = pm.expect;
    const chai = require("chai");"""


def translated(source: str, note: Note) -> str:
    """The script with what it asks for before it; empty where there is none."""
    if not source.strip():
        return ""
    found = chains(source)
    members = {chain.split(".")[1] for chain in found if chain.startswith("insomnia.")}
    for member in sorted(members - _SAME - {_BASE}):
        note(f"a script uses insomnia.{member}, which Postman has not")
    source = source.replace("\r\n", "\n").strip("\n")
    if "insomnia" not in {chain.split(".")[0] for chain in found}:
        return source
    more = _BASE in members or "insomnia" in found or ("test" in members and has_word(source, "async"))
    return f"{_WITH_MORE if more else _ALIAS}\n{source}"


def unit_tests(tests: list[UnitTest], note: Note) -> Iterator[str]:
    """Tests of a suite that send one request and look at its answer, as tests of that request."""
    for test in tests:
        why = _untold(test.code)
        if why:
            note(f"the unit test {test.name[:80]!r} is left out: {why}")
        elif test.code.strip():
            code = "\n".join(
                f"    {line}" if line else "" for line in test.code.replace("\r\n", "\n").strip().split("\n")
            )
            yield _TEST % (quoted(test.name), _SENT, code)


def _untold(code: str) -> str:
    if not is_whole(code):
        return "its code cannot be read"
    found = [token for token in tokens(code) if token.kind not in ("space", "comment")]
    sends = [index for index, token in enumerate(found) if token.text == "send" and token.kind == "name"]
    if any([token.text for token in found[index + 1 : index + 3]] != ["(", ")"] for index in sends):
        return "it sends other requests"
    if len(sends) > 1:
        return "it sends its request more than once"
    return "it requires modules" if has_word(code, "require") else ""
