"""What the JSON report says of the tests themselves."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.model.event import Weighed

MOST = 20_000
"""Entries of a list."""


def entries(weighed: Weighed) -> dict[str, Any]:
    """The score, and all that it is made of."""
    return {
        "score": weighed.score,
        "harmful": {
            "total": weighed.harmful,
            "noticed": weighed.noticed,
            "closed": weighed.closed,
            "by_harm": {harm: {"noticed": seen, "total": all_} for harm, (seen, all_) in weighed.by_harm.items()},
            "left_out": weighed.left_out,
        },
        "fields": [msgspec.to_builtins(one) for one in weighed.fields[:MOST]],
        "tests": [msgspec.to_builtins(one) for one in weighed.tests[:MOST]],
        "mends": [msgspec.to_builtins(one) for one in weighed.mends[:MOST]],
    }
