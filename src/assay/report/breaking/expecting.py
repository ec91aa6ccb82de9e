"""What a test of a fault asserts so that it fails as long as a finding stands, and passes when it is mended."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence

import msgspec

from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.report.probing.expecting import as_observed
from assay.report.probing.literals import quoted

UNHAPPY = (502, 503, 504)
STATES = frozenset({409, 423, 424, 429})
_PLANTED = re.compile(r"makes no sense; (.+?), planted at ")
_MOST = re.compile(r"at most (\d+) calls")
_DONE = re.compile(r"Expected (\S+ \S+) to be done once; when (the client|the API)")
_STATUS = re.compile(r"^(\d{3}): ")
_WITHIN = re.compile(r"to answer within ([\d.]+) s")
_TOLD = re.compile(r"the answer(?: \d{3})? (?:repeats its words|tells[^:]*): (.+?)\.?(?: \(With .*)?$")


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """Lines before the fault and after it. `response` answers the request; `again()` sends it once more."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def expected(finding: Finding, shown: Sequence[Exchange], stub: str, answers: Sequence[int]) -> Expected | None:
    """The lines; None where no test can tell. `answers` are the statuses that the contract declares."""
    observed = shown[0].response
    status = observed.status if observed is not None else 0
    if finding.rule in _ANSWERED:
        return _status(status, answers)
    if finding.rule in _PRETENDED:
        return Expected(after=(f"assert response.status_code != {status}, response.text",)) if status else None
    if finding.rule in _ALONE:
        return _ALONE[finding.rule]
    if finding.rule in _OF_TWO and len(shown) < 2:
        return None
    told = _TOLD_BY.get(finding.rule)
    return told(finding, shown[0], stub) if told is not None else None


def _status(observed: int, answers: Sequence[int]) -> Expected:
    """A success, a state, or what tells that a dependency failed, as far as the contract declares them."""
    good = [one for one in answers if 200 <= one < 300 or one in STATES or one > 500]
    unhappy = [one for one in good if one > 500] or list(UNHAPPY)
    allowed = sorted({*(one for one in good if one < 500), *unhappy} - {observed})
    listed = ", ".join(map(str, allowed))
    return Expected(after=(f"assert response.status_code in ({listed},), response.text" if len(allowed) == 1
                           else f"assert response.status_code in ({listed}), response.text",))  # fmt: skip


def _shape(finding: Finding, exchange: Exchange, _: str) -> Expected | None:
    response = exchange.response
    media = (response.header("content-type") or "").partition(";")[0].strip() if response is not None else ""
    if media and "json" not in media:
        line = f'assert not response.headers.get("Content-Type", "").startswith({quoted(media)})'
        return Expected(after=(line,))
    return _mismatch(finding, exchange)


def _mismatch(finding: Finding, exchange: Exchange) -> Expected | None:
    """That what was seen of a field is there no more."""
    said = msgspec.structs.replace(finding, rule="schema-mismatch", message=_STATUS.sub("", finding.message))
    lines = as_observed(said, exchange)
    return Expected(after=lines) if lines else None


def _leak(finding: Finding, _: Exchange, stub: str) -> Expected | None:
    if "tells its address" in finding.message:
        return Expected(after=(f'assert f"127.0.0.1:{{{stub}.port}}" not in response.text, response.text',))
    found = _TOLD.search(finding.message)
    if found is None:
        return None
    words = max(re.findall(r"[A-Za-z][A-Za-z0-9_.:-]*(?: [A-Za-z][A-Za-z0-9_.:-]*)*", found[1]), key=len, default="")
    text = words.rstrip(" .:")
    return Expected(after=(f"assert {quoted(text)} not in response.text, response.text",)) if len(text) > 3 else None


def _corrupt(finding: Finding, exchange: Exchange, _: str) -> Expected | None:
    found = _PLANTED.search(finding.message)
    if found is None:
        return _mismatch(finding, exchange)
    try:
        value = json.loads(found[1])
    except ValueError:  # it was cut
        return None
    shown = quoted(value) if isinstance(value, str) else repr(value)
    return Expected(after=(f"assert not response.is_success or {shown} not in leaves(response.json())",))


def _storm(finding: Finding, _: Exchange, stub: str) -> Expected | None:
    found = _MOST.search(finding.message)
    if found is None:
        return None
    called = f"{stub}.called({_words(finding.where.partition(' ')[2])})"
    return Expected(before=(f"before = len({called})",), after=(f"assert len({called}) - before <= {found[1]}",))


def _doubled(finding: Finding, _: Exchange, stub: str) -> Expected | None:
    found = _DONE.search(finding.message)
    if found is None:
        return None
    times = f"done({stub}, {_words(found[1])})"
    again = ("again()",) if found[2] == "the client" else ()
    return Expected(before=(f"before = {times}",), after=(*again, f"assert {times} - before <= 1"))


def _blocks(finding: Finding, _: Exchange, __: str) -> Expected | None:
    found = _WITHIN.search(finding.message)
    if found is None:
        return None
    return Expected(
        after=(
            "assert response.is_success, response.text",
            f"assert response.elapsed.total_seconds() <= {found[1]}",
        )
    )


def _words(call: str) -> str:
    method, _, path = call.partition(" ")
    return f"{quoted(method)}, {quoted(path)}"


_ANSWERED = frozenset({"fault-unanswered", "fault-undeclared", "fault-crashes", "fault-blames-client"})
_PRETENDED = frozenset({"success-without-dependency", "dependency-answer-unchecked"})
_OF_TWO = frozenset({"half-done", "dependency-blocks-others"})
_ALONE = {
    "fault-outlasts-budget": Expected(after=("assert response.elapsed.total_seconds() <= BUDGET",)),
    "no-recovery": Expected(after=("assert well_again(again)",)),
}
_TOLD_BY: dict[str, Callable[[Finding, Exchange, str], Expected | None]] = {
    "fault-error-shape": _shape,
    "fault-leaked": _leak,
    "corrupt-data-passed-on": _corrupt,
    "retry-storm": _storm,
    "side-effect-doubled": _doubled,
    "half-done": lambda *_: Expected(),
    "dependency-blocks-others": _blocks,
}
