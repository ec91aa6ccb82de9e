"""What a stub was asked, counted as it happens, for the summary at the end and for the report."""

from __future__ import annotations

from collections import Counter

from assay.model.names import is_secret
from assay.stub.journal import Served

MOST = 5_000
"""Routes and calls that are counted apart."""
_REST = "(others)"


class Tally:
    """Feed it everything that was served."""

    def __init__(self) -> None:
        self.calls = 0
        self.refused = 0
        """Calls that a contract knows and does not allow."""
        self.unmatched = 0
        self.by_route: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()
        self.reasons: dict[str, str] = {}
        """By missed call, one sentence where there is one."""

    def saw(self, served: Served) -> None:
        """Count one."""
        self.calls += 1
        call = f"{served.received.method} {served.received.raw_path}"[:300]
        if served.mapping is None:
            self.unmatched += 1
            self._count(self.missed, call)
            if served.report and "\n" not in served.report and call in self.missed:
                self.reasons.setdefault(call, served.report)
            return
        if served.report:
            self.refused += 1
        when = served.mapping.when
        self._count(self.by_route, served.mapping.name or f"{when.method} {when.address.text or '/**'}")

    def _count(self, counter: Counter[str], name: str) -> None:
        counter[name if name in counter or len(counter) < MOST else _REST] += 1


def shown(served: Served) -> str:
    """One call on one line: what came, what was answered, and by which route. Values of secret names do not show."""
    received = served.received
    path, mark, query = received.url.partition("?")
    pairs = (piece.partition("=") for piece in query.split("&"))
    told = "&".join(f"{name}={'***' if is_secret(name) else value}" for name, _, value in pairs) if mark else ""
    if served.mapping is None:
        what = "nothing fits"
    else:
        what = served.mapping.name or served.mapping.when.address.text or "any path"
    broken = f", {served.fault}" if served.fault else ""
    reason = f": {served.report}" if served.report and "\n" not in served.report else ""
    return f"{received.method} {path}{mark}{told} -> {served.status} ({what}{broken}){reason}"[:1_000]
