"""Which state each scenario is in; all begin as Started."""

from __future__ import annotations

from collections.abc import Iterable

from assay.model.stub.mapping import STARTED, Mapping


class Scenarios:
    """States by the names of scenarios."""

    def __init__(self) -> None:
        self._states: dict[str, str] = {}

    def state(self, name: str) -> str:
        """The state that a scenario is in."""
        return self._states.get(name, STARTED)

    def allows(self, mapping: Mapping) -> bool:
        """Whether a mapping's scenario is in the state that it wants."""
        return not mapping.state or self.state(mapping.scenario) == mapping.state

    def moved_by(self, mapping: Mapping) -> None:
        """The state after a mapping has answered."""
        if mapping.next_state:
            self._states[mapping.scenario] = mapping.next_state

    def put(self, name: str, state: str) -> None:
        """Set a state."""
        self._states[name] = state

    def reset(self, name: str = "") -> None:
        """Have one, or all of them, begin again."""
        if name:
            self._states.pop(name, None)
        else:
            self._states.clear()


def possible_states(name: str, mappings: Iterable[Mapping]) -> list[str]:
    """The states that the mappings of a scenario name, in the order of the alphabet."""
    found = {state for mapping in mappings if mapping.scenario == name for state in (mapping.state, mapping.next_state)}
    return sorted(found - {""})
