"""A redirect that is followed here, because libcurl would carry a log-in of ours along."""

from __future__ import annotations

import pycurl
from msgspec.structs import replace

from assay.model.transfer import Data, Form, Transfer
from assay.transport.curl.asked import Asked
from assay.transport.curl.ending import origin

FOLLOWING = ("location", "location-trusted", "follow")
MOST_REDIRECTS = 50
"""curl's own."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PRIVATE = ("authorization:", "cookie:")
"""Headers that do not leave the origin that they were given for."""


def follows(transfer: Transfer) -> bool:
    """Whether redirects are to be followed."""
    return any(Asked(transfer.options).flag(name) for name in FOLLOWING)


def most_redirects(transfer: Transfer) -> float:
    """How many redirects may be followed."""
    most = Asked(transfer.options).integer("max-redirs")
    return MOST_REDIRECTS if most is None else float("inf") if most < 0 else most


def leaves(here: str, there: str) -> bool:
    """Whether two URLs have different origins."""
    return origin(joined(here, "") or here) != origin(joined(there, "") or there)


def redirected(transfer: Transfer, status: int, location: str) -> Transfer | None:
    """The request that a redirect leads to, as libcurl makes it (RFC 9110 section 15.4); None where there is none."""
    url = joined(transfer.url, location) if status in REDIRECTS and location else None
    if url is None:
        return None
    asked = Asked(transfer.options)
    if _becomes_get(transfer, asked, status):
        method = None if asked.flag("follow") else transfer.method
        transfer = replace(transfer, content=None, method=method)
    if leaves(transfer.url, url) and not asked.flag("location-trusted"):
        kept = tuple(line for line in transfer.headers if not line.lower().startswith(PRIVATE))
        transfer = replace(transfer, headers=kept)
    return replace(transfer, url=url)


def joined(url: str, location: str) -> str | None:
    """What a Location means at this URL; None where it is no URL."""
    known = pycurl.CurlUrl()
    try:
        for part in (url, location) if location else (url,):
            known.setpart(pycurl.UPART_URL, part.encode("utf-8", "surrogateescape"), pycurl.U_GUESS_SCHEME)
        return known.getpart(pycurl.UPART_URL, pycurl.U_NO_DEFAULT_PORT) or None
    except (pycurl.error, ValueError):
        return None


def _becomes_get(transfer: Transfer, asked: Asked, status: int) -> bool:
    posted = isinstance(transfer.content, Data | Form)
    if posted and asked.flag(f"post{status}"):
        return False
    return status == 303 or (status in (301, 302) and posted)
