"""Takes events in, stamps and masks them, and passes them on: the only way into the log."""

from __future__ import annotations

from collections.abc import Callable

from assay.model.command import Conceal
from assay.model.event import AnyEvent, Event, ItemEnded, IterationEnded, IterationStarted, Record
from assay.record.masking import Masker
from assay.record.names import is_secret

Sink = Callable[[Record], None]


class Recorder:
    """The sinks of a run behind one masker: what any of them hears holds no secret that is known by then."""

    def __init__(self, *, now: Callable[[], float], masker: Masker, sinks: tuple[Sink, ...]) -> None:
        self.now = now
        self.masker = masker
        self.sinks = sinks

    def conceal(self, said: Conceal) -> None:
        """Learn secrets: values, and variables whose name says that they are secret."""
        self.masker.add(said.values)
        self.masker.add(value for name, value in said.named if is_secret(name))

    def tell(self, event: AnyEvent) -> None:
        """An event of the run as a whole: its start, its end."""
        self.pass_on([Record(at=self.now(), event=event)])

    def channel(self) -> Channel:
        """The way in for one lane."""
        return Channel(self)

    def pass_on(self, records: list[Record]) -> None:
        """Records of one item, complete: masked together, then to every sink."""
        for record in self.masker.mask_all(records):
            for sink in self.sinks:
                sink(record)


class Channel:
    """One lane's events, held until its item is complete, since a secret learnt late must not stand in an early one."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.held: list[Record] = []

    def hear(self, event: Event) -> None:
        """One event."""
        self.held.append(Record(at=self.recorder.now(), event=event))  # type: ignore[arg-type]
        if isinstance(event, ItemEnded | IterationStarted | IterationEnded):
            self.flush()

    def flush(self) -> None:
        """Pass on what is held: the item is complete, or the lane was cut off in the middle of it."""
        if self.held:
            self.recorder.pass_on(self.held)
            self.held = []
