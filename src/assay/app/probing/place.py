"""Whether the API is at the URL where it was looked for: a wrong one must not end as an API without a mistake."""

from __future__ import annotations

from urllib.parse import urlsplit

from assay.model.errors import IncompleteError
from assay.probes.session import Session
from assay.probes.target import Target

UNKNOWN = frozenset({404, 405, 501})
"""Statuses of a server that has nothing at a path; 405 and 501 for the methods that it takes nowhere."""


def check_place(session: Session) -> None:
    """Raises IncompleteError after a set-up in which nothing was allowed, and no answer said that a path is known."""
    statuses = set(session.status.values())
    if session.goods or 404 not in statuses or not statuses <= UNKNOWN:
        return
    raise IncompleteError(
        f"every answer was {' or '.join(map(str, sorted(statuses)))}, so the API of the contract is not there",
        where=session.target.base_url,
        remedy=prefix(session.target)
        or "Look at the path of --url: the paths of the contract are put behind it as they are.",
    )


def prefix(target: Target) -> str:
    """Which path the servers of the contract begin with, in a sentence; empty where the URL has it, or none is."""
    url = urlsplit(target.base_url)
    paths = dict.fromkeys(urlsplit(one).path.rstrip("/") for one in target.contract.servers)
    named = [one for one in paths if one]
    if not named or url.path.rstrip("/") in paths:
        return ""
    named_all = ", ".join(named)
    return f"The contract's servers begin with the path {named_all}: try --url {url.scheme}://{url.netloc}{named[0]}"
