"""Has a script judge many answers in one run of the sandbox, and one by one where that would not be the same."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from assay.model.http import Response
from assay.promote.scripts.proof import Judge, Verdict

LARGEST = 6 * 1024 * 1024
"""Characters of all answers of one run."""
SLICE = 64
"""Answers of one run."""
ANSWERS = "assayAnswers"

_WAITING = re.compile(
    r"\b(?:async|await|Promise|then|setTimeout|setInterval|setImmediate|sendRequest|done|require|eval|Function|execution"
    r"|visualizer|vault|cookies|this|arguments|globalThis)\b"
)
"""What goes on after the script, or reaches around it."""
_LEGACY = re.compile(
    r"\b(?:tests|responseBody|responseCode|responseHeaders|responseTime|responseCookies|postman|xml2Json|environment\s*[.\[]"
    r"(?!\s*(?:get|set|has|unset))|globals\s*[.\[](?!\s*(?:get|set|has|unset))|iteration|request|data)\b"
)
_HEADERS = re.compile(r"\bheaders\b(?!\s*\.\s*(?:get|has)\s*\()")
"""What may change the headers of an answer, so that no other one may have the same."""
_SETS = re.compile(r"\.\s*(?:set|unset|clear)\s*\(")
_GETS = re.compile(r"\.\s*(?:get|has|toObject|replaceIn)\s*\(")

_WRAPPER = """
Error.stackTraceLimit = 0;
const assayJudge = function (pm) {
%s
};
const assayResponse = pm.response.constructor;
const assayGiven = JSON.parse(pm.environment.get("assayAnswers"));
const assayHeads = assayGiven.heads.map(function (one) {
    return new assayResponse({ code: one.code, status: one.reason, header: one.header, responseTime: one.time });
});
const assayTold = assayGiven.answers.map(function (one) {
    const told = { tests: [], error: "" };
    const stream = Buffer.from(one.body, "base64");
    const response = Object.assign(Object.create(assayResponse.prototype), assayHeads[one.head], {
        stream: stream, responseSize: stream.byteLength
    });
    Object.defineProperty(response, "to", { get: function () { return pm.expect(this).to; } });
    const test = function (name, judge) {
        let passed = true;
        try {
            judge();
        } catch (error) {
            passed = false;
        }
        told.tests.push([String(name), passed]);
        return own;
    };
    test.skip = function () { return own; };
    const own = Object.create(pm, {
        response: { value: response, enumerable: true }, test: { value: test, enumerable: true }
    });
    try {
        assayJudge(own);
    } catch (error) {
        told.error = String(error && error.message || error) || "it failed";
    }
    return told;
});
pm.test(JSON.stringify(assayTold), function () {});
"""


class BatchedJudge:
    """A judge that asks another one as seldom as it can. The first answer is always judged both ways."""

    def __init__(self, judge: Judge, milliseconds: float = 50.0) -> None:
        self._judge = judge
        self._milliseconds = milliseconds

    def __call__(self, script: str, responses: Sequence[Response], variables: Mapping[str, Any]) -> Sequence[Verdict]:
        """One verdict for each answer, in order."""
        if len(responses) < 3 or not can_be_batched(script):
            return self._judge(script, responses, variables)
        first = self._judge(script, responses[:1], variables)[0]
        found: list[Verdict] = []
        for start in range(0, len(responses), SLICE):
            part = self._together(script, responses[start : start + SLICE], variables)
            if part is None or (start == 0 and not _alike(part[0], first)):
                return self._judge(script, responses, variables)
            found += part
        return [first, *found[1:]]

    def _together(
        self, script: str, responses: Sequence[Response], variables: Mapping[str, Any]
    ) -> list[Verdict] | None:
        """The verdicts, or None where the run came to no good end."""
        answers = json.dumps(_answers(responses, self._milliseconds, shared=not _HEADERS.search(script)))
        if len(answers) > LARGEST:
            return None
        told = self._judge(_WRAPPER % script, responses[:1], {**variables, ANSWERS: answers})[0]
        return None if told.error else _read(told.tests, len(responses))


def _alike(one: Verdict, other: Verdict) -> bool:
    return one.tests == other.tests and bool(one.error) is bool(other.error)


def can_be_batched(script: str) -> bool:
    """Whether nothing of the script outlives its run, and no run can tell that others went before."""
    if _WAITING.search(script) or _LEGACY.search(script) or "assay" in script:
        return False
    return not (_SETS.search(script) and _GETS.search(script.replace("headers.get(", "").replace("headers.has(", "")))


def _answers(responses: Sequence[Response], milliseconds: float, *, shared: bool) -> dict[str, Any]:
    """The bodies, and once each what is before them: to build that takes longer than many a script."""
    places: dict[object, int] = {}
    heads: list[dict[str, Any]] = []
    answers: list[dict[str, Any]] = []
    for index, one in enumerate(responses):
        key = (one.status, one.reason, one.headers) if shared else index
        if key not in places:
            places[key] = len(heads)
            heads.append(_head(one, milliseconds))
        answers.append({"head": places[key], "body": base64.b64encode(one.body).decode("ascii")})
    return {"heads": heads, "answers": answers}


def _head(response: Response, milliseconds: float) -> dict[str, Any]:
    return {
        "code": response.status,
        "reason": response.reason,
        "header": [{"key": header.name, "value": header.value} for header in response.headers],
        "time": milliseconds,
    }


def _read(tests: Sequence[tuple[str, bool]], count: int) -> list[Verdict] | None:
    """The verdicts that stand in the name of the one test; None where it is not so."""
    try:
        rows = json.loads(tests[0][0])
        found = [
            Verdict(tests=tuple((name, passed) for name, passed in row["tests"]), error=row["error"]) for row in rows
        ]
    except (ValueError, TypeError, KeyError, IndexError):
        return None
    return found if len(found) == count else None
