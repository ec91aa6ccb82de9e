"""What a probing run has learnt so far: what succeeds for whom, which things were made, who was let in where."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Callable

from assay.model.case import Case
from assay.model.command import Overhear, Overheard, Program, Send, Together
from assay.model.event import Cursor, Exchanged, ItemRef
from assay.model.exchange import Exchange, Unanswered
from assay.model.finding import Basis, Finding, Severity, standing_on
from assay.model.http import Request
from assay.model.identity import Identity
from assay.model.rule import Rule
from assay.probes.access import Access
from assay.probes.call import Call
from assay.probes.echoing import Echo
from assay.probes.objects import Made
from assay.probes.target import Target
from assay.probes.teaching import Taught
from assay.probes.writing import written

Watch = Callable[[Call, Exchange, ItemRef], None]
"""Is told of every exchange with its call, and during what it was made: checks and coverage listen here."""
_NOTHING = ItemRef(id="", name="")
TIMED_OUT = frozenset({"ETIMEDOUT", "ESOCKETTIMEDOUT"})
_DIGITS = 4
"""Enough for 1.6 million texts."""
MOST_SILENT = 3
"""Requests of an operation that are waited for in vain."""


class Session:
    """The memory of a run. Programs write into it, one at a time; nothing here sends."""

    def __init__(
        self, target: Target, *, ids: Callable[[], str], run: str, watch: tuple[Watch, ...] = (),
        curl: Callable[[Exchange], str] = lambda _: "",
    ) -> None:  # fmt: skip
        """`ids` names requests; `run` is different in every run, in lower case letters and digits; `curl` writes the
        command that sends an exchange again."""
        self.target = target
        self.access = Access()
        self.goods: dict[tuple[str, str], Call] = {}
        """By operation and identity: a call that succeeded."""
        self.taught: dict[str, tuple[Taught, ...]] = {}
        """By operation: requests that may be good."""
        self.pool: dict[tuple[str, str], list[Made]] = {}
        """By resource item and owner: things that may be used, and are not to be changed for good."""
        self.made: list[Made] = []
        """Everything that this run made, in order."""
        self.gone: set[tuple[str, str]] = set()
        """Item and id of things that are known to be removed."""
        self.worn: dict[str, set[str]] = {}
        """By resource item: ids of things that may be used up by what named them."""
        self.hopeless: set[tuple[str, str]] = set()
        """Resource item and identity for whom nothing could be made or found."""
        self.unable: Counter[tuple[str, str]] = Counter()
        """Operation and identity: how often making something failed in every way."""
        self.making: list[str] = []
        """Resources that are being made just now, outermost first: what they need is not made of themselves."""
        self.status: dict[tuple[str, str], int] = {}
        """By operation and identity: the status of the last ordinary request; 0 where nothing answered."""
        self.owners: dict[tuple[str, str], Identity] = {}
        """By operation and identity: whose things an action or a removal was possible on."""
        self.stands: dict[tuple[str, str], Made] = {}
        """By operation and identity: a thing in the state that the operation wants."""
        self.before: dict[str, tuple[str, ...]] = {}
        """By operation: what must have been done to a new thing before it is possible."""
        self.spare: dict[tuple[str, str, tuple[str, ...]], Made] = {}
        """By item, owner and what was done to it: a thing that was made for something that was refused in the end."""
        self.looks: dict[tuple[str, str, str], tuple[int, Exchange]] = {}
        """By operation, identity and query: an answer that lists things, and how many had been made by then."""
        self.shown: set[tuple[str, str]] = set()
        """Item and id of things that were waited for in the list of their owner."""
        self.in_vain: Counter[str] = Counter()
        """By operation: callers for whom every way to make it possible was tried in vain."""
        self.echoes: dict[str, Echo] = {}
        """By operation: which value of its body has to repeat what the thing says."""
        self.variants: dict[str, int] = {}
        """By operation: which way of making a body succeeded."""
        self.beside: dict[str, tuple[Case, ...]] = {}
        """By the id of a case: those that are tried together with it before any is tried by itself."""
        self.settled: set[str] = set()
        """Ids of cases whose mistake a refusal of several named."""
        self.terse = 0
        """Refusals of several mistakes that named less than two of them."""
        self.silent: Counter[str] = Counter()
        """By operation: requests that nobody answered in time."""
        self.safe = False
        """Whether only reads may be sent: then nothing is made, and things are those that lists show."""
        self.lists: dict[str, Call] = {}
        """By operation that lists things: a call whose list has several that differ, where some could be made."""
        self.failed: dict[str, str] = {}
        """By the id of a case, or the name of an operation that was tried: that it failed by a mistake of our own."""
        self.item: ItemRef = _NOTHING
        self.sent: Counter[str] = Counter()
        """Requests by operation."""
        self.trim: Callable[[Call], Call] | None = None
        """What is left out of every call, while a finding is made smaller."""
        self.watch = watch
        self.curl = curl
        self.notes: dict[str, str] = {}
        """By operation: why it could not be called as it is meant."""
        self._ids = ids
        self._run = run
        self._count = 0

    def token(self) -> str:
        """A text of lower case letters and digits that this run, and no other one, uses once.

        All are of one length, so that none stands in another one.
        """
        self._count += 1
        return f"qz{self._run}{_base36(self._count).rjust(_DIGITS, '0')}"

    def request(self, call: Call) -> Request:
        """The request of a call."""
        return written(call, self.target.base_url, self._ids(), self.target.delivery)

    def send(self, call: Call) -> Program[Exchange]:
        """Send one call, and take note of what became of it."""
        call = self.trim(call) if self.trim is not None else call
        exchange: Exchange = yield Send(request=self.request(call))
        yield from self._note(call, exchange)
        return exchange

    def together(self, calls: tuple[Call, ...], after: tuple[float, ...] = ()) -> Program[tuple[Exchange, ...]]:
        """Send all at one moment, or each after so many seconds."""
        calls = tuple(map(self.trim, calls)) if self.trim is not None else calls
        exchanges: tuple[Exchange, ...] = yield Together(requests=tuple(map(self.request, calls)), after=after)
        for call, exchange in zip(calls, exchanges, strict=True):
            yield from self._note(call, exchange)
        return exchanges

    def overhear(self, call: Callable[[str], Call]) -> Program[tuple[Exchange, tuple[str, ...]]]:
        """Send the call that is made of the URL of a listener of ours; the targets that were called there."""
        sent: list[Call] = []

        def request(url: str) -> Request:
            sent.append(call(url))
            return self.request(sent[-1])

        heard: Overheard = yield Overhear(request=request)
        yield from self._note(sent[-1], heard.exchange)
        return heard.exchange, heard.targets

    def is_silent(self, operation: str) -> bool:
        """Whether an operation has been waited for in vain so often that it is left alone."""
        return self.silent[operation] >= MOST_SILENT

    def note_failure(self, key: str, what: str, problem: Exception) -> None:
        """Remember that `what` failed by a mistake of our own; where, not what it said, which may hold secrets."""
        place = next(iter(traceback.extract_tb(problem.__traceback__)[-1:]), None)
        where = f", {place.filename.replace(chr(92), '/').rpartition('/')[2]}:{place.lineno}" if place else ""
        self.failed[key] = f"{what} failed ({type(problem).__name__}{where})"

    def able(self, operation: str) -> tuple[Identity, ...]:
        """The identities for which an operation is known to succeed, in the target's order."""
        return tuple(one for one in self.target.callers if (operation, one.name) in self.goods)

    def finding(
        self, rule: Rule, case: Case, message: str, evidence: tuple[Exchange, ...], *, where: str | None = None,
        basis: Basis | None = None, severity: Severity | None = None, cause: str = "",
    ) -> Finding:  # fmt: skip
        """A finding of a case. `message` is one sentence: what was expected, what was observed."""
        return Finding(
            rule=rule.name,
            title=rule.title,
            severity=severity or rule.severity,
            confidence="suspected",
            basis=standing_on(basis or rule.basis, inferred=self.target.contract.inferred),
            operation=case.operation,
            where=case.where if where is None else where,
            identity=case.stranger or case.identity,
            message=message,
            cause=cause,
            curl=self.curl(evidence[-1]) if evidence else "",
            exchanges=tuple(one.id for one in evidence),
        )

    def _note(self, call: Call, exchange: Exchange) -> Program[None]:
        self.sent[call.operation.name] += 1
        if isinstance(exchange.outcome, Unanswered) and exchange.outcome.code in TIMED_OUT:
            self.silent[call.operation.name] += 1
        if call.honest:
            self.status[call.operation.name, call.identity.name] = exchange.response.status if exchange.response else 0
            self.access.note(call, exchange)
        yield Exchanged(cursor=Cursor(), item=self.item, source="probe", exchange=exchange)
        for listener in self.watch:
            listener(call, exchange, self.item)


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = digits[rest] + text
    return text or "0"
