"""Whether a thing is private to its owner, as the API itself shows: the stranger's reads and lists are asked first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import msgspec

from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.probes.call import Call
from assay.probes.objects import Made, id_in
from assay.probes.permissions.pairs import Pair
from assay.probes.providing import Draft, content_of, ready, succeeded
from assay.probes.session import Session

_LIMITS = frozenset({"limit", "per_page", "perpage", "page_size", "pagesize", "size", "count", "first", "max"})
_PRIVATE = re.compile(
    r"\b(private|own|owned|owner(?:'s)?|belongs? to|of the caller|caller's|only the (?:user|creator|author)|"
    r"another (?:user|tenant|customer)|other (?:users?|tenants?)|tenants?)\b",
    re.IGNORECASE,
)


_OWNER_ALONE = re.compile(
    r"\b(only (?:for |by )?(?:its|the|their) (?:owner|author|creator|user who)|(?:owner|author|creator) only|"
    r"(?:of )?the caller(?:'s)? own|of the caller|another user's)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"^\W*only (?:for |by )?(?:its|the|their) (?:owner|author|creator)\s*(?:[;.:]|$)", re.IGNORECASE)
_SHARED = re.compile(
    r"\b(team|tenant|everybody|everyone|colleagues?|members?|editors?|managers?|admins?)\b", re.IGNORECASE
)


def holds(exchange: Exchange, canaries: tuple[str, ...]) -> bool:
    """Whether the answer carries a text that only its owner ever sent."""
    body = exchange.response.body if exchange.response else b""
    return any(canary.encode() in body for canary in canaries)


def tells(exchange: Exchange, thing: Made) -> bool:
    """Whether the answer is about this very thing: a marker of its owner, or its id, stands in it."""
    if not succeeded(exchange) or exchange.response is None:
        return False
    return holds(exchange, thing.canaries) or (len(thing.id) > 7 and thing.id.encode() in exchange.response.body)


def read_by(session: Session, pair: Pair, thing: Made) -> Program[tuple[Exchange, Exchange] | None]:
    """The owner's read, which tells of the thing, and the stranger's; None where the owner cannot read it."""
    if thing.resource.read is None:
        return None
    call = Call(operation=thing.resource.read, identity=pair.owner, path=thing.path, honest=True)
    control = yield from session.send(call)
    if not tells(control, thing) and not _is_of(control, thing):
        return None
    attempt = yield from session.send(pair.tried(call))
    return control, attempt


def _is_of(exchange: Exchange, thing: Made) -> bool:
    """Whether an answer names the thing by its id: its texts may have been changed by its owner since it was made."""
    return succeeded(exchange) and str(id_in(content_of(exchange), thing.resource)) == thing.id


def listed_for(session: Session, pair: Pair, thing: Made) -> Program[bool | None]:
    """Whether the stranger's own list holds the thing: then it is shared with them. None where there is no list that
    shows it even to its owner, or the stranger has none."""
    shown = yield from listed_by_owner(session, pair, thing)
    if shown is None:
        return None
    attempt = yield from session.send(pair.tried(shown[0]))
    return tells(attempt, thing) if succeeded(attempt) else None


def listed_by_owner(session: Session, pair: Pair, thing: Made) -> Program[tuple[Call, Exchange] | None]:
    """A list of the owner that tells of the thing; None where none does."""
    operation = thing.resource.list
    if operation is None:
        return None
    draft: Draft | None = yield from ready(session, operation, pair.owner, thing=_parents(operation, thing))
    for call in newest_first(draft.call) if draft is not None else ():
        control = yield from session.send(call)
        if tells(control, thing):
            return call, control
    return None


def newest_first(call: Call) -> Iterator[Call]:
    """The list as it comes, and as long as it may be: a new thing may stand on its last page."""
    yield call
    for one in call.operation.parameters:
        schema = one.schema if isinstance(one.schema, dict) else {}
        if one.place == "query" and isinstance(most := schema.get("maximum"), int) and one.name.lower() in _LIMITS:
            yield msgspec.structs.replace(call, query={**call.query, one.name: min(most, 1000)})


def _parents(operation: Operation, thing: Made) -> Made | None:
    return thing if "{" in operation.path else None


def said_to_be_private(operation: Operation, pair: Pair, roles: Collection[str] = ()) -> str:
    """The sentence of the contract that keeps the operation from this stranger; empty where none does.

    To keep a colleague out it has to name the owner alone, or beside `roles` that the colleague has not: teams share,
    and say so in many words.
    """
    for text in (operation.summary, operation.description):
        for sentence in re.split(r"(?<=[.!?])\s+|\n\n", text):
            if _keeps_out(sentence, pair, roles):
                return " ".join(sentence.split())[:300]
    return ""


def _keeps_out(sentence: str, pair: Pair, roles: Collection[str]) -> bool:
    if pair.relation == "foreigner":
        return _PRIVATE.search(sentence) is not None
    if _CLAUSE.search(sentence) is not None:
        return True
    if _OWNER_ALONE.search(sentence) is None:
        return False
    named = "|".join(re.escape(one) for one in sorted(roles, key=len, reverse=True))
    others = rf"\b(?:{named})s?\b(?: of (?:the|its|their) \w+)?" if named else r"(?!)"
    return _SHARED.search(re.sub(others, "", sentence, flags=re.IGNORECASE)) is None
