"""What a proxy did, counted from its events: for the summary at the end and for the report."""

from __future__ import annotations

from collections import Counter
from typing import Any


class Tally:
    """Feed it every event."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.injected: Counter[str] = Counter()
        """Calls or connections by the fault or toxic that acted on them."""
        self.problems: dict[str, None] = {}
        """Sentences for a person, each once."""

    def feed(self, event: dict[str, Any]) -> None:
        """Count one event."""
        match event["event"]:
            case "connection":
                self.counts["connections"] += 1
                self.injected.update(event["toxics"])
            case "call":
                self.counts["calls"] += 1
                if event.get("fault"):
                    self.injected[event["fault"]] += 1
            case "fault":
                self.injected[event["fault"]] += 1
            case "unreachable":
                self.counts["unreachable"] += 1
                if len(self.problems) < 20:
                    self.problems[f"{event['upstream']} could not be reached: {event['why']}"] = None
            case "refused":
                self.counts["refused"] += 1

    @property
    def summary(self) -> dict[str, int]:
        """Counts by kind, for the report."""
        names = ("calls", "connections", "unreachable", "refused")
        total = {"injected": sum(self.injected.values())}
        by_name = {f"injected:{name}": count for name, count in sorted(self.injected.items())}
        return {**{name: self.counts[name] for name in names}, **total, **by_name}

    def told(self) -> list[str]:
        """The summary in lines for a person."""
        unit = "calls" if self.counts["calls"] or not self.counts["connections"] else "connections"
        lines = [f"{self.counts[unit]} {unit}, faults injected into {sum(self.injected.values())}"]
        width = max(map(len, self.injected), default=0)
        lines += [f"  {name:{width}}  {count}" for name, count in self.injected.most_common()]
        lines += [f"  {self.counts[name]} {name}" for name in ("unreachable", "refused") if self.counts[name]]
        return [*lines, *self.problems]
