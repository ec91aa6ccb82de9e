"""Headers that are made here and not by libcurl, put where curl writes them: before User-Agent and Accept."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model.transfer import Transfer
from assay.transport.curl.asked import Asked
from assay.transport.curl.libcurl import USER_AGENT
from assay.transport.curl.proxies import TYPES


def led(first: tuple[str, ...], transfer: Transfer) -> tuple[str, ...]:
    """`first`, what follows it in curl's order, and the transfer's own headers.

    libcurl writes given headers behind its own, in their order, and leaves out its own where one of that name is
    given. So its own are given, too. What depends on the answers so far, cookies foremost, stays where libcurl puts it.
    """
    if not first:
        return transfer.headers
    named = {line.partition(":")[0].partition(";")[0].strip().lower() for line in transfer.headers}
    own = (line for line in _own(Asked(transfer.options), transfer.url) if line.partition(":")[0].lower() not in named)
    return (*first, *own, *transfer.headers)


def _own(asked: Asked, url: str) -> Iterator[str]:
    agent = asked.text("user-agent")
    if agent != "":
        yield f"User-Agent: {USER_AGENT if agent is None else agent}"
    yield "Accept: */*"
    referer = asked.text("referer")
    if referer and not referer.endswith(";auto"):
        yield f"Referer: {referer}"
    if _is_told_to_a_proxy(asked, url):
        yield "Proxy-Connection: Keep-Alive"


def _is_told_to_a_proxy(asked: Asked, url: str) -> bool:
    """Whether a proxy reads the request itself, and keeps the connection. One that the environment names counts not."""
    named = asked.last_of(*TYPES)
    address = (asked.text(named) or "").lower() if named == "proxy" else ""
    tunnelled = asked.flag("proxytunnel") or url.lower().startswith("https:")
    return bool(address) and not tunnelled and not address.startswith("socks") and asked.text("noproxy") is None
