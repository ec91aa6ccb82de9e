"""Log-ins that take several requests and that our libcurl does not know: NTLM, and --anyauth where it is offered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

import msgspec
import pycurl

from assay.model.transfer import Data, OptionValue, Transfer
from assay.transport.curl.asked import Asked
from assay.transport.curl.libcurl import FAILED_INIT, VERSION
from assay.transport.curl.refused import Refused

KNOWS_NTLM = bool(pycurl.version_info()[4] & pycurl.VERSION_NTLM)
SIMPLE = ("basic", "digest", "negotiate")
BETTER = ("digest", "negotiate")
"""What curl takes before NTLM, and libcurl can do."""
Stage = Literal["offers", "first", "third", "basic", "plain", "over"]
"""What the request under way is for.

offers: to learn what the server takes; first and third: NTLM's messages; basic: with Basic, as nothing better was
offered; plain: without any log-in, which was not asked for.
"""


class Party(NamedTuple):
    """Whom we log in at: options, and the status and headers of its challenge."""

    prefix: str
    user: str
    status: int
    asks: bytes
    header: str

    def own(self, *names: str) -> tuple[str, ...]:
        """These log-ins as options for this party."""
        return tuple(f"{self.prefix}{name}" for name in names)


SERVER = Party("", "user", 401, b"www-authenticate", "Authorization")
PROXY = Party("proxy-", "proxy-user", 407, b"proxy-authenticate", "Proxy-Authorization")


class Conversation:
    """Says how the next request of a transfer is to be sent, and by an answer's head whether another follows."""

    def __init__(
        self, transfer: Transfer, party: Party, stage: Stage, *, chance: Callable[[], bytes], clock: Callable[[], float]
    ) -> None:
        self.whole = transfer
        self.party = party
        self.stage: Stage = stage
        self.credentials = str(transfer.options[party.user])
        self.chance = chance
        self.clock = clock
        self.status = 0
        self.offers: list[str] = []
        self.message = ""

    @property
    def transfer(self) -> Transfer:
        """The request that is due."""
        own = {self.party.user, *self.party.own("ntlm", "anyauth", *SIMPLE)}
        options = {name: value for name, value in self.whole.options.items() if name not in own}
        if self.stage in ("offers", "basic"):
            # Of several log-ins at a proxy libcurl is told one, or all that it knows.
            all_known = ("anyauth",) if self.party is PROXY else BETTER
            wanted = all_known if self.stage == "offers" else ("basic",)
            options |= dict.fromkeys(self.party.own(*wanted), True) | {self.party.user: self.credentials}
        if self.stage not in ("first", "third"):
            return msgspec.structs.replace(self.whole, options=options)
        if self.stage == "first":
            from assay.runtime.curl.ntlm import first_message  # and with it much that few commands need

            self.message = first_message()
        headers = (*self.whole.headers, f"{self.party.header}: {self.message}")
        due = msgspec.structs.replace(self.whole, headers=headers, options={"http1.1": True} | options)
        return due if self.stage == "third" or due.content is None else _without_body(due)

    def output(self, output: Mapping[str, OptionValue]) -> dict[str, OptionValue]:
        """The options for its answer: -f would part with the connection that the next message needs."""
        return dict(output) if self.stage in ("third", "plain") else {**output, "fail": False}

    def take(self, line: bytes) -> None:
        """A line of an answer's head."""
        if line.startswith(b"HTTP/"):
            words = line.split(None, 2)
            self.status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
            self.offers = []
        name, colon, value = line.partition(b":")
        if colon and name.strip().lower() == self.party.asks:
            self.offers.append(value.strip().decode("latin-1"))

    def next(self) -> Stage:
        """What this answer leads to; a body that comes with anything but "over" is read over."""
        if self.status != self.party.status:
            asked_only = self.stage == "first" and self.whole.content is not None
            return "plain" if asked_only and 200 <= self.status < 300 else "over"
        schemes = {offer.partition(" ")[0].lower() for offer in self.offers}
        if self.stage == "offers" and not schemes & set(BETTER) and not (self.party is PROXY and "basic" in schemes):
            return "first" if "ntlm" in schemes else "basic" if "basic" in schemes else "over"
        return "third" if self.stage == "first" and self._challenge() else "over"

    def turn(self) -> bool:
        """The answer is over. Whether another request is due."""
        following = self.next()
        if following == "third":
            from assay.runtime.curl.ntlm import login_of, third_message

            login = login_of(self.credentials)
            message = third_message(self._challenge(), login, chance=self.chance(), now=self.clock())
            following = "third" if message else "over"
            self.message = message or ""
        self.stage, self.status, self.offers = following, 0, []
        return following != "over"

    def _challenge(self) -> str:
        return next((offer[5:].strip() for offer in self.offers if offer[:5].lower() == "ntlm "), "")


def conversation(
    transfer: Transfer, *, chance: Callable[[], bytes], clock: Callable[[], float], knows_ntlm: bool = KNOWS_NTLM
) -> Conversation | None:
    """None where libcurl can do by itself all that was asked for. `chance` gives 8 random bytes."""
    asked = Asked(transfer.options)
    for party in () if knows_ntlm else (SERVER, PROXY):
        if not isinstance(transfer.options.get(party.user), str):
            continue
        several = any(asked.flag(name) for name in party.own(*SIMPLE))
        if asked.flag(f"{party.prefix}anyauth") or (asked.flag(f"{party.prefix}ntlm") and several):
            return Conversation(transfer, party, "offers", chance=chance, clock=clock)
        if asked.flag(f"{party.prefix}ntlm"):
            return Conversation(transfer, party, "first", chance=chance, clock=clock)
    return None


def unreachable(transfer: Transfer, *, knows_ntlm: bool = KNOWS_NTLM) -> None:
    """Raises Refused for NTLM at a proxy that is tunnelled through: CONNECT is libcurl's alone to send."""
    asked = Asked(transfer.options)
    tunnelled = asked.flag("proxytunnel") or transfer.url.lower().startswith("https:")
    if not knows_ntlm and tunnelled and asked.flag("proxy-ntlm"):
        sentence = f"--proxy-ntlm through a tunnel needs NTLM, which this libcurl ({VERSION}) was built without"
        raise Refused(FAILED_INIT, sentence)


def _without_body(transfer: Transfer) -> Transfer:
    """The first message asks only: what is to be sent follows with the third."""
    if isinstance(transfer.content, Data):
        return msgspec.structs.replace(transfer, content=Data(content=b""))
    named = any(line.lower().startswith("content-type:") for line in transfer.headers)
    headers = transfer.headers if named else (*transfer.headers, "Content-Type:")
    method = transfer.method or ("POST" if hasattr(transfer.content, "parts") else "PUT")
    return msgspec.structs.replace(transfer, content=Data(content=b""), headers=headers, method=method)
