"""What to promote, and why: what earns money, who may do what and what others build on first, the messy last."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

import msgspec

from assay.promote.flow import Flow
from assay.promote.naming import words
from assay.promote.node import Node

_EARNING = """
    order payment pay checkout cart basket invoice refund price purchase billing charge subscription plan coupon
    discount
    transaction transfer payout booking quote ship
"""
_REVENUE = frozenset(_EARNING.split())
_ADMITTING = "auth login logout signin signup token session password permission role oauth"
_AUTH = frozenset(_ADMITTING.split())
_SCHEMA = re.compile(r"jsonSchema|tv4|ajv", re.IGNORECASE)


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a request's scripts."""

    assertions: int = 0
    sandboxed: int = 0
    """Of these, those that stay with the sandbox."""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A request, whether it is to be promoted, and the reasons."""

    node: int
    name: str
    score: int
    promoted: bool
    reasons: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


def plan(
    flow: Flow,
    judged: Mapping[int, Judgement],
    *,
    green: Mapping[str, int],
    stable: int = 0,
    folders: Sequence[str] = (),
    only: Sequence[str] = (),
) -> list[Choice]:
    """Every request that is asked for, the best first. `green`: by step id, how often in a row it was green before."""
    found: dict[int, Choice] = {}
    builders = Counter(earlier for node in flow.nodes for earlier in flow.before(node.index))
    for node in flow.nodes:
        green_times = green.get(node.source.step.id, 0)
        known = judged.get(node.index, Judgement())
        found[node.index] = _choice(flow, node, known, builders[node.index], green_times, stable)
    blocked = _blocked(flow)
    chosen = []
    for node in flow.nodes:
        if node.source.implied or not wanted(node, folders, only):
            continue
        choice = found[node.index]
        if choice.promoted and node.index in blocked:
            choice = msgspec.structs.replace(choice, promoted=False, against=(*choice.against, blocked[node.index]))
        chosen.append(choice)
    return sorted(chosen, key=lambda choice: (not choice.promoted, -choice.score, choice.node))


def wanted(node: Node, folders: Sequence[str], only: Sequence[str]) -> bool:
    """Whether --folder and --only ask for it; they ask for all where they name nothing."""
    names = (node.source.name, node.source.step.name, f"{node.shape.method} {node.shape.path}", node.shape.path)
    in_folder = not folders or any(
        one in (*node.source.path, node.source.step.name, node.source.step.id) for one in folders
    )
    return in_folder and (
        not only or any(fnmatchcase(name.lower(), pattern.lower()) for name in names for pattern in only)
    )


def _choice(flow: Flow, node: Node, judged: Judgement, builders: int, green: int, stable: int) -> Choice:
    reasons = list(_reasons(flow, node, judged, builders, green))
    against = list(_against(node, judged))
    refusal = _refusal(node, green, stable)
    return Choice(
        node=node.index,
        name=node.source.name,
        score=sum(points for points, _ in reasons) - sum(points for points, _ in against),
        promoted=not refusal,
        reasons=tuple(text for _, text in reasons),
        against=(*((refusal,) if refusal else ()), *(text for _, text in against)),
    )


def _reasons(flow: Flow, node: Node, judged: Judgement, builders: int, green: int) -> list[tuple[int, str]]:
    told = [*words(node.source.step.name), *words(node.shape.path)]
    found: list[tuple[int, str]] = []
    earning = sorted({word for word in told if word.rstrip("s") in _REVENUE or word in _REVENUE})
    if earning:
        found.append((30, f"revenue: {', '.join(earning[:3])}"))
    if node.index in flow.logins or set(told) & _AUTH or (node.answer and node.answer.status in (401, 403)):
        found.append((25, "auth: who may do what"))
    if builders:
        found.append(
            (min(20, 4 + 2 * builders), f"{builders} other request{'s build' if builders > 1 else ' builds'} on it")
        )
    if any(_SCHEMA.search(script.source) for script in node.source.listening("test")):
        found.append((10, "asserts a schema"))
    if green:
        found.append((min(green, 10), f"green {green} time{'s' if green > 1 else ''} in a row"))
    if judged.assertions and not judged.sandboxed:
        found.append((5, "translated wholly"))
    return found


def _against(node: Node, judged: Judgement) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    if judged.sandboxed:
        found.append((10, f"{judged.sandboxed} of {judged.assertions} assertions stay in the sandbox"))
    if not judged.assertions:
        found.append((8, "no assertion of its own: its status is asserted"))
    if node.chance:
        found.append((6, "chance or the clock has a part in it"))
    if node.steers == "another":
        found.append((10, "it steers the order of requests, which tests do not have"))
    if node.polls:
        found.append((4, "it polls"))
    return found


def _refusal(node: Node, green: int, stable: int) -> str:
    if node.answer is None:
        return f"no answer to hold it against{f': {node.source.unanswered}' if node.source.unanswered else ''}"
    if node.shape.problem:
        return node.shape.problem
    if node.source.failed:
        return f"it is not green: {node.source.failed[0]}"
    return f"green {green} times, not {stable}" if green < stable else ""


def _blocked(flow: Flow) -> dict[int, str]:
    """Requests that build on one which cannot be sent by code."""
    found: dict[int, str] = {}
    for node in flow.nodes:
        for earlier in flow.before(node.index):
            one = flow.nodes[earlier]
            if one.answer is None or one.shape.problem or earlier in found:
                found[node.index] = f"it builds on {one.source.name}, which cannot be promoted"
    return found
