"""Has one run of the sandbox judge many answers: the script as a function, with variables of its own each time."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from assay.model.http import Response

GIVEN = "assayGivenAnswers"
SLICE = 60
"""Answers of one run."""
LARGEST = 6 * 1024 * 1024
"""Characters of all answers of one run."""


class Verdict(NamedTuple):
    """What a script says of one answer."""

    passed: frozenset[str]
    failed: frozenset[str]
    error: str = ""
    variables: str = ""
    """What variables it has left, as text: a JSON list of [name, value as JSON]."""


_LATE = re.compile(
    r"\b(?:async|await|Promise|setInterval|setImmediate|sendRequest|eval|Function|visualizer|vault"
    r"|execution\s*(?:\[|\.\s*(?!setNextRequest\b))|this|arguments|globalThis)\b"
    r"|\.\s*jar\s*\(|\.then\s*\(|pm\s*\.\s*require|\bassay[A-Z]\w*"
)
"""What goes on after the script, or reaches around it."""
_HELD = (
    "tests", "responseBody", "responseCode", "responseHeaders", "responseTime", "responseCookies", "postman",
    "xml2Json", "environment", "globals", "iteration", "request", "data",
)  # fmt: skip
_LEGACY = re.compile(rf"(?<![.\w$\"'])(?:{'|'.join(_HELD)})\b(?!\s*:|[\"'])")
"""Names of the older interface, where they are no members, keys or strings."""
_OWN = re.compile(rf"\b(?:const|let|var|function)\s+({'|'.join(_HELD)})\b")
_OTHER_MEMBER = re.compile(
    r"\b(?:environment|globals|collectionVariables|variables)\s*(?:\[|\.\s*(?!(?:get|set|has|unset|clear|toObject)\b))"
)
_HEADERS = re.compile(r"\bheaders\b(?!\s*\.\s*(?:get|has)\s*\()")
"""What may change the headers of an answer, so that no other one may have the same."""
_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'\w\\])//[^\n]*", re.DOTALL)

_SOURCE = """
Error.stackTraceLimit = 0;
const assayJudge = function (pm, console, setTimeout) {
%s
};
const assayResponse = pm.response.constructor;
const assayGiven = JSON.parse(pm.environment.get("assayGivenAnswers"));
const assayBefore = {
    environment: pm.environment.toObject(), globals: pm.globals.toObject(),
    collectionVariables: pm.collectionVariables.toObject(), data: pm.iterationData.toObject(),
    local: %s
};
delete assayBefore.environment["assayGivenAnswers"];
const assayHas = function (held, key) { return Object.prototype.hasOwnProperty.call(held, key); };
const assayScope = function (name, changes, below) {
    let held = Object.assign({}, assayBefore[name]);
    const find = function (key) { return [held].concat(below.map(function (one) { return one(); }))
        .find(function (one) { return assayHas(one, key); }); };
    return {
        raw: function () { return held; },
        get: function (key) { const one = find(key); return one && one[key]; },
        has: function (key) { return find(key) !== undefined; },
        set: function (key, value) { held[key] = value; changes.push([name, key, value]); },
        unset: function (key) { delete held[key]; changes.push([name, key]); },
        clear: function () { held = {}; changes.push([name]); },
        toObject: function () {
            const lower = below.map(function (one) { return one(); }).reverse();
            return Object.assign.apply(null, [{}].concat(lower, [held]));
        }
    };
};
const assayHeads = assayGiven.heads.map(function (one) {
    return new assayResponse({ code: one.code, status: one.reason, header: one.header, responseTime: one.time });
});
const assaySilent = {};
["log", "info", "warn", "error", "debug", "clear"].forEach(function (name) { assaySilent[name] = function () {}; });
const assayTold = assayGiven.answers.map(function (one) {
    const told = { tests: [], error: "", set: [], late: false };
    const stream = Buffer.from(one.body, "base64");
    const response = Object.assign(Object.create(assayResponse.prototype), assayHeads[one.head], {
        stream: stream, responseSize: stream.byteLength
    });
    Object.defineProperty(response, "to", { get: function () { return pm.expect(this).to; } });
    const test = function (name, judge) {
        let passed = true;
        if (typeof judge !== "function" || judge.length > 0) { told.late = true; return own; }
        try {
            const given = judge();
            if (given && typeof given.then === "function") { told.late = true; }
        } catch (error) {
            passed = false;
        }
        told.tests.push([String(name), passed]);
        return own;
    };
    test.skip = function () { return own; };
    const environment = assayScope("environment", told.set, []);
    const globals = assayScope("globals", told.set, []);
    const collection = assayScope("collectionVariables", told.set, []);
    const variables = assayScope("local", told.set, [function () { return assayBefore.data; },
        environment.raw, collection.raw, globals.raw]);
    const own = Object.create(pm, {
        response: { value: response, enumerable: true }, test: { value: test, enumerable: true },
        environment: { value: environment }, globals: { value: globals },
        collectionVariables: { value: collection }, variables: { value: variables },
        execution: { value: { setNextRequest: function (name) { told.set.push(["", "assayNext", name]); } } }
    });
    try {
        const given = assayJudge(own, assaySilent, function (later) {
            if (!/^(?:function\\s*\\(\\)|\\(\\)\\s*=>)\\s*\\{\\s*\\}$/.test(String(later))) { told.late = true; }
        });
        if (given && typeof given.then === "function") { told.late = true; }
    } catch (error) {
        told.error = String(error && error.message || error).slice(0, 200) || "it failed";
    }
    try { told.set = JSON.stringify(told.set) || ""; } catch (error) { told.set = "?"; }
    return told;
});
pm.test(JSON.stringify(assayTold), function () {});
"""


def can_be_batched(script: str) -> bool:
    """Whether nothing of the script outlives its run, and no run can tell that others went before."""
    text = _COMMENT.sub(" ", script)
    own = set(_OWN.findall(text))
    legacy = {found[0] for found in _LEGACY.finditer(text)} - own
    return not (_LATE.search(text) or legacy or _OTHER_MEMBER.search(text))


def batch(script: str, responses: Sequence[Response], times: Sequence[float], local: dict[str, Any]) -> tuple[str, str]:
    """The script that judges all of them, and the answers as the text of the variable GIVEN."""
    answers = json.dumps(_answers(responses, times, shared=not _HEADERS.search(script)))
    return _SOURCE % (script, json.dumps(local)), answers


def _answers(responses: Sequence[Response], times: Sequence[float], *, shared: bool) -> dict[str, Any]:
    """The bodies, and once each what is before them: to build that takes longer than many a script."""
    places: dict[object, int] = {}
    heads: list[dict[str, Any]] = []
    answers: list[dict[str, Any]] = []
    for index, (one, time) in enumerate(zip(responses, times, strict=True)):
        key = (one.status, one.reason, one.headers, time) if shared else index
        if key not in places:
            places[key] = len(heads)
            heads.append(_head(one, time))
        answers.append({"head": places[key], "body": base64.b64encode(one.body).decode("ascii")})
    return {"heads": heads, "answers": answers}


def _head(response: Response, milliseconds: float) -> dict[str, Any]:
    return {
        "code": response.status,
        "reason": response.reason,
        "header": [{"key": header.name, "value": header.value} for header in response.headers],
        "time": milliseconds,
    }


def verdicts(told: str, count: int) -> list[Verdict] | None:
    """What the harness told, one for each answer; None where it is not so, or a script goes on after its end."""
    try:
        rows = json.loads(told)
        found = [_verdict(row) for row in rows if not row["late"]]
    except (ValueError, TypeError, KeyError):
        return None
    return found if len(found) == count else None


def _verdict(row: dict[str, Any]) -> Verdict:
    failed = frozenset(str(name) for name, passed in row["tests"] if not passed)
    passed = frozenset(str(name) for name, passed in row["tests"] if passed)
    return Verdict(passed - failed, failed, str(row["error"]), _values(row["set"]))


def _values(told: str) -> str:
    """The last value of each variable, as text: `[[name, value as JSON], …]`."""
    last: dict[str, str] = {}
    for _, *said in json.loads(told or "[]"):
        if said:
            last[str(said[0])] = json.dumps(said[1:])
    return json.dumps(list(last.items()))
