"""Log-ins that take several requests and that our libcurl does not know: NTLM, and --anyauth where it is offered."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

import msgspec
import pycurl

from assay.model.transfer import Data, OptionValue, Transfer
from assay.runtime.curl.redirecting import FOLLOWING, follows, leaves, most_redirects, redirected
from assay.transport.curl.asked import LONGEST, Asked
from assay.transport.curl.libcurl import FAILED_INIT, VERSION
from assay.transport.curl.order import led
from assay.transport.curl.refused import Refused

KNOWS_NTLM = bool(pycurl.version_info()[4] & pycurl.VERSION_NTLM)
SIMPLE = ("basic", "digest", "negotiate")
BETTER = ("digest", "negotiate")
"""What curl takes before NTLM, and libcurl can do."""
Stage = Literal["offers", "first", "third", "basic", "plain", "kept", "away", "over"]
"""What the request under way is for.

offers: to learn what the server takes; first and third: NTLM's messages; basic: with Basic, as nothing better was
offered; plain: without any log-in, which was not asked for; kept: on a connection that is logged in, to which a
redirect led; away: at another origin, to which a redirect led.
"""
OURS = ("first", "third", "kept")
"""Stages whose redirects libcurl must not follow: it would carry the message along."""
CHALLENGES = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
"""Of a header that holds several (RFC 9110 section 11.6.1)."""


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
        self.beginning: Stage = stage
        self.stage: Stage = stage
        self.credentials = str(transfer.options[party.user])
        self.chance = chance
        self.clock = clock
        self.status = 0
        self.offers: list[str] = []
        self.location = ""
        self.closes = False
        self.turns = 0
        """Requests beyond the first; curl counts each as a redirect."""
        self.message = ""

    @property
    def transfer(self) -> Transfer:
        """The request that is due."""
        own = {self.party.user, *self.party.own("ntlm", "anyauth", *SIMPLE)}
        own |= set(FOLLOWING) if self._follows() else set()
        options = {name: value for name, value in self.whole.options.items() if name not in own}
        if self.turns:
            options["max-redirs"] = str(int(max(0, min(self._left(), LONGEST))))
        if self.stage in ("offers", "basic"):
            options |= self._log_in() | {self.party.user: self.credentials}
        if self.stage not in ("first", "third"):
            return msgspec.structs.replace(self.whole, options=options)
        if self.stage == "first":
            from assay.runtime.curl.ntlm import first_message  # and with it much that few commands need

            self.message = first_message()
        headers = led((f"{self.party.header}: {self.message}",), self.whole)
        due = msgspec.structs.replace(self.whole, headers=headers, options={"http1.1": True} | options)
        return due if self.stage == "third" or due.content is None else _without_body(due)

    def _log_in(self) -> dict[str, OptionValue]:
        """What libcurl is to try by itself."""
        if self.stage == "basic":
            return dict.fromkeys(self.party.own("basic"), True)
        if self.party is PROXY:  # of several log-ins at a proxy libcurl is told one, or all that it knows
            return {"proxy-anyauth": True, "proxy-basic": False}
        return dict.fromkeys(BETTER, True)

    def output(self, output: Mapping[str, OptionValue]) -> dict[str, OptionValue]:
        """The options for its answer: -f would part with the connection that the next message needs."""
        return dict(output) if self.stage in ("third", "plain", "kept", "away") else {**output, "fail": False}

    def take(self, line: bytes) -> None:
        """A line of an answer's head."""
        if line.startswith(b"HTTP/"):
            words = line.split(None, 2)
            self.status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
            self.offers, self.location, self.closes = [], "", line.startswith(b"HTTP/1.0")
        name, colon, value = line.partition(b":")
        wanted, text = name.strip().lower(), value.strip().decode("latin-1")
        if colon and wanted == self.party.asks:
            self.offers += (found.strip() for found in CHALLENGES.findall(text))
        elif wanted == b"location":
            self.location = value.strip().decode("utf-8", "surrogateescape")
        elif wanted in (b"connection", b"proxy-connection"):
            self.closes = text.lower() == "close"

    def next(self) -> Stage:
        """What this answer leads to; a body that comes with anything but "over" is read over."""
        if self._redirected() is not None:
            return self._beyond()
        if self.status != self.party.status:
            asked_only = self.stage == "first" and self.whole.content is not None
            return "plain" if asked_only and 200 <= self.status < 300 else "over"
        schemes = {offer.partition(" ")[0].lower() for offer in self.offers}
        if self.stage == "kept":
            return self.beginning if "ntlm" in schemes else "over"
        if self.stage == "offers" and not schemes & set(BETTER):
            return "first" if "ntlm" in schemes else "basic" if "basic" in schemes else "over"
        return "third" if self.stage == "first" and self._challenge() else "over"

    def turn(self) -> bool:
        """The answer is over. Whether another request is due."""
        following = self.next()
        onward = self._redirected()
        if onward is not None:
            self.whole = onward
        elif following == "third":
            from assay.runtime.curl.ntlm import login_of, third_message

            login = login_of(self.credentials)
            message = third_message(self._challenge(), login, chance=self.chance(), now=self.clock())
            following = "third" if message else "over"
            self.message = message or ""
        self.stage, self.status, self.offers, self.location = following, 0, [], ""
        self.turns += following != "over"
        return following != "over"

    def _follows(self) -> bool:
        """Whether a redirect is ours to follow; the one too many is libcurl's to refuse."""
        return self.stage in OURS and follows(self.whole) and self._left() > 0

    def _left(self) -> float:
        return most_redirects(self.whole) - self.turns

    def _redirected(self) -> Transfer | None:
        return redirected(self.whole, self.status, self.location) if self._follows() else None

    def _beyond(self) -> Stage:
        """How to go on behind a redirect."""
        onward = self._redirected()
        trusted = Asked(self.whole.options).flag("location-trusted")
        if onward is not None and leaves(self.whole.url, onward.url):
            return self.beginning if trusted or self.party is PROXY else "away"
        return self.beginning if self.closes or self.stage == "first" else "kept"

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
