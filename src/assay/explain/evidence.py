"""What a rule may draw on: the exchanges of one transfer, what was asked for, and the moment of looking."""

from __future__ import annotations

import msgspec

from assay.model.contract import Contract
from assay.model.exchange import Exchange, Unanswered
from assay.model.http import Request, Response
from assay.model.transfer import Carried, Transfer


class Evidence(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """All that is known of one transfer. `dict` lets what was read from it (a parsed body) be kept beside it."""

    exchanges: tuple[Exchange, ...] = ()
    """Every request on the wire, in order: challenges, redirects, retries. The last one stands."""
    transfer: Transfer | None = None
    """What the user asked for, where the exchanges come from a curl command."""
    code: int = 0
    """curl's exit number, 0 where all went well or where it was not curl that sent."""
    error: str = ""
    """libcurl's sentence for it."""
    facts: dict[str, str | int | float] = {}
    """The variables of --write-out, where it was curl's transport that sent."""
    now: float = 0.0
    """Seconds since the epoch: the moment of looking, which tells how long ago a token ran out."""
    contract: Contract | None = None
    """What the API promises, where a contract is at hand."""

    @classmethod
    def of(cls, carried: Carried, *, now: float, contract: Contract | None = None) -> Evidence:
        """The evidence of a transfer as the transport hands it back."""
        return cls(
            exchanges=carried.exchanges,
            transfer=carried.transfer,
            code=carried.code,
            error=carried.error,
            facts=carried.facts,
            now=now,
            contract=contract,
        )

    @property
    def last(self) -> Exchange | None:
        """The exchange that stands."""
        return self.exchanges[-1] if self.exchanges else None

    @property
    def request(self) -> Request | None:
        """The request of the exchange that stands."""
        return self.exchanges[-1].request if self.exchanges else None

    @property
    def response(self) -> Response | None:
        """The answer that stands, where there is one."""
        return self.exchanges[-1].response if self.exchanges else None

    @property
    def unanswered(self) -> Unanswered | None:
        """Why there is no answer, where there is none."""
        outcome = self.exchanges[-1].outcome if self.exchanges else None
        return outcome if isinstance(outcome, Unanswered) else None
