"""The filter by time of birth that several lists have in common: `created_from` and `created_to`, both included."""

from datetime import UTC, datetime

from assay.demo.calls import Call
from assay.demo.records import Record
from assay.demo.sources import instant

_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)


def born_within(call: Call, record: Record) -> bool:
    """Whether the record is of the time that the call asks for."""
    earliest = instant(call.query["created_from"]) if "created_from" in call.query else _FIRST
    latest = instant(call.query["created_to"]) if "created_to" in call.query else _LAST
    return earliest <= record.created_at <= latest
