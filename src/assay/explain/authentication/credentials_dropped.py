"""401 or 403 after a redirect to another origin that took the credentials off the request."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.address import Address, address
from assay.explain.evidence import Evidence
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.4"
FIELDS = ("authorization", "cookie")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The first redirect that lost them."""
    last = evidence.exchanges[-1]
    for before in evidence.exchanges[:-1]:
        old, new = address(before.request.url), address(last.request.url)
        lost = [name for name in FIELDS if sent.header(before, name) and not sent.header(last, name)]
        if lost and old.origin != new.origin and before.response and 300 <= before.response.status < 400:
            yield _told(lost[0].title(), old, new, before.response.status)
            return


def _told(name: str, old: Address, new: Address, status: int) -> Explanation:
    return Explanation(
        rule="credentials-dropped",
        means=f"A redirect led from {old.site} to {new.site}, and {name} is not sent to {_what(old, new)}.",
        remedy=f"Ask {new.scheme}://{new.site} directly; or, if you trust it, add --location-trusted.",
        evidence=(
            f"{status} from {old.scheme}://{old.site}: sent with {name}",
            f"then {new.scheme}://{new.site}: sent without",
        ),
        source=SOURCE,
    )


def _what(old: Address, new: Address) -> str:
    if old.host != new.host:
        return "another host"
    return "another port" if old.port != new.port else "another scheme"
