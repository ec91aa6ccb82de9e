"""Takes events in, stamps and masks them, and passes them on in order: the only way into the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from assay.model.command import Conceal
from assay.model.event import AnyEvent, Event, ItemEnded, IterationEnded, IterationStarted, Record
from assay.runtime.order import Key, Sequencer


class Masker(Protocol):
    """Knows the secrets of a run and keeps them out of every record."""

    def add(self, values: Iterable[str]) -> None:
        """Values to conceal from now on."""
        ...

    def add_named(self, named: Iterable[tuple[str, str]]) -> None:
        """Variables, to be concealed where their name says that they are secret."""
        ...

    def mask_all(self, records: list[Record]) -> list[Record]:
        """The records of one item with every secret replaced, those included that only the last of them tells."""
        ...


class Recorder:
    """The sinks of a run behind one masker. `sinks` hear masked records, in the order of the run.

    `lanes` lists the lanes that will speak, in order, where they run side by side; None where there is only one.
    """

    def __init__(
        self,
        *,
        now: Callable[[], float],
        masker: Masker,
        sinks: Iterable[Callable[[Record], None]],
        lanes: Iterable[Key] | None = None,
    ) -> None:
        self.now = now
        self.masker = masker
        self.sinks = tuple(sinks)
        self.sequencer = Sequencer(lanes, self.emit) if lanes is not None else None

    def conceal(self, said: Conceal) -> None:
        """Learn secrets."""
        if said.values:
            self.masker.add(said.values)
        if said.named:
            self.masker.add_named(said.named)

    def tell(self, event: AnyEvent) -> None:
        """An event of the run as a whole: its start, its end."""
        self.emit(self.masker.mask_all([Record(at=self.now(), event=event)]))

    def channel(self, key: Key) -> Channel:
        """The way in for one lane."""
        return Channel(self, key)

    def pass_on(self, key: Key, records: list[Record]) -> None:
        """Records of one item, complete: masked together, then on to the sinks when their turn has come."""
        masked = self.masker.mask_all(records)
        if self.sequencer is None:
            self.emit(masked)
        else:
            self.sequencer.say(key, masked)

    def emit(self, records: list[Record]) -> None:
        """To every sink."""
        for record in records:
            for sink in self.sinks:
                sink(record)

    def close(self) -> None:
        """No lane will speak again."""
        if self.sequencer is not None:
            self.sequencer.finish()


class Channel:
    """One lane's events, held until its item is complete, since a secret learnt late must not stand in an early one."""

    def __init__(self, recorder: Recorder, key: Key) -> None:
        self.recorder = recorder
        self.key = key
        self.held: list[Record] = []

    def hear(self, event: Event) -> None:
        """One event."""
        self.held.append(Record(at=self.recorder.now(), event=event))  # type: ignore[arg-type]
        if isinstance(event, ItemEnded | IterationStarted | IterationEnded):
            self.flush()

    def flush(self) -> None:
        """Pass on what is held."""
        if self.held:
            self.recorder.pass_on(self.key, self.held)
            self.held = []

    def close(self) -> None:
        """The lane is over, perhaps in the middle of an item."""
        self.flush()
        if self.recorder.sequencer is not None:
            self.recorder.sequencer.close(self.key)
