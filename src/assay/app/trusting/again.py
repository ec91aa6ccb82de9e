"""Gives what was played from a log the values that it had when it was recorded, where playing has made up others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from assay.app.trusting.heard import Heard
from assay.model.event import Exchanged, RunEnded
from assay.model.script import Assertion, ScriptError, ScriptResult

_SCOPES = ("environment", "globals", "collectionVariables")


class Recall:
    """The requests as they were sent, and the variables as they were at the end of the recorded run."""

    def __init__(self, exchanges: Mapping[str, Exchanged], ended: RunEnded | None, finals: Mapping[str, Any]) -> None:
        self._exchanges = exchanges
        self._played = finals
        self._recorded = dict(_recorded(ended)) if ended else {}

    def mended(
        self,
        heard: Iterable[Heard],
        told: Mapping[tuple[str, str], Mapping[str, bool]],
        raised: Mapping[tuple[str, str], ScriptError],
    ) -> Iterator[Heard]:
        """Each with the request of the log, with recorded values for variables that did not change any more, and with
        what its tests said then (`told`, by request and script)."""
        for one in heard:
            event = self._exchanges.get(one.exchange)
            context = dict(one.run.context)
            if event is not None and event.request:
                context["request"] = event.request
            for scope in _SCOPES:
                context[scope] = {**context[scope], "values": [self._row(row) for row in context[scope]["values"]]}
            key = str(one.run.legacy["_itemId"]), str(one.run.cursor["scriptId"])
            result = ScriptResult(
                assertions=tuple(Assertion(name=name, passed=passed) for name, passed in told.get(key, {}).items()),
                errors=(raised[key],) if key in raised else (),
            )
            run = msgspec.structs.replace(one.run, context=context)
            yield msgspec.structs.replace(one, run=run, result=result)

    def _row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        key = str(row.get("key"))
        is_final = key in self._recorded and key in self._played and self._played[key] == row.get("value")
        return {**row, "value": self._recorded[key]} if is_final else dict(row)


def _recorded(ended: RunEnded) -> Iterator[tuple[str, Any]]:
    rows = [*ended.globals.get("values", ()), *ended.variables, *ended.environment.get("values", ())]
    for row in rows:
        yield str(row.get("key")), row.get("value")
