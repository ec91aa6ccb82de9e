"""Shows the answers of a curl command: for a reader on a terminal, as curl does into a pipe or a file."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping

from assay.app.exploring.options import ExploreOptions
from assay.interfaces.cli.streams import Output
from assay.model.explanation import Explanation
from assay.model.transfer import INTERRUPTED, Carried, Job, OptionValue

EVERY = 0.1
"""Seconds between two drawings of the progress."""
AFTER = 0.5
"""Seconds of a transfer before its progress is worth a look."""
ERASE = "\r\x1b[2K"


class AnswerScreen:
    """The terminal of one command (the port `Screen`)."""

    def __init__(
        self,
        options: ExploreOptions,
        settings: Mapping[str, OptionValue],
        out: Output,
        err: Output,
        *,
        reading: bool | None = None,
    ) -> None:
        """`reading`: whether a person reads standard output; as the stream says where it is None."""
        self.options = options
        self.out = out
        self.err = err
        self.silent = settings.get("silent") is True
        self.tells_errors = not self.silent or settings.get("show-error") is True
        self.reading = (out.stream.isatty() if reading is None else reading) and not options.quiet
        self.watching = err.stream.isatty() and not self.silent and not options.quiet
        self.tells_heads = bool(settings.get("verbose")) and err.stream.isatty()
        """Whether -v has shown the head on the same terminal."""
        self.meter = self.watching and settings.get("progress-meter") is not False
        self.began = self.drawn = time.monotonic()
        self.dirty = False
        self.count = 0
        self.streams_live = False
        self.explains = options.explain and (self.reading or self.watching)
        """Whether somebody reads explanations."""

    def watched(self, jobs: Iterable[Job]) -> Iterator[Job]:
        """The jobs as they are; of one with -N, the body is shown while it comes."""
        for job in jobs:
            self.streams_live = self.reading and job.output.get("buffer") is False
            yield job

    def show(self, carried: Carried, explanations: tuple[Explanation, ...], job: Job) -> None:
        """A transfer is over."""
        self._clear()
        if carried.error == INTERRUPTED and (carried.last is None or carried.last.response is None):
            pass  # who ended it knows
        elif self.reading and not self.streams_live:
            self._draw(carried, explanations, job)
        elif carried.code and carried.error != INTERRUPTED and self.tells_errors:
            self._complain(carried, explanations)
        elif self.watching and explanations:
            self._explain(explanations)
        self.count += 1
        self.began = time.monotonic()

    def progress(self, expected: int, got: int, sent: int) -> None:
        """One live line on standard error, while something long is under way."""
        now = time.monotonic()
        if not self.meter or self.streams_live or now - self.began < AFTER or now - self.drawn < EVERY:
            return
        from assay.report.measure import size

        self.drawn = now
        seconds = now - self.began
        moved = max(got, sent)
        of = f" of {size(expected)} ({got * 100 // expected} %)" if expected else ""
        self.err.write(f"{ERASE}{size(moved)}{of}, {size(int(moved / seconds))}/s, {seconds:.0f} s")
        self.err.flush()
        self.dirty = True

    def live(self, data: bytes) -> None:
        """What goes nowhere else: shown when it is whole; raw as it comes with --quiet; harmless with -N."""
        if self.streams_live:
            from assay.report.clean import block

            self._clear()
            self.out.write(block(data.decode("utf-8", "replace")))
            self.out.flush()

    def _clear(self) -> None:
        if self.dirty:
            self.err.write(ERASE)
            self.err.flush()
            self.dirty = False

    def _draw(self, carried: Carried, explanations: tuple[Explanation, ...], job: Job) -> None:
        from assay.interfaces.cli.pager import show
        from assay.interfaces.cli.terminal import reading_width, style
        from assay.report.answer import View, answer_lines

        saved = str(carried.facts.get("filename_effective") or "")
        if self.silent and (saved or not carried.exchanges):
            return
        view = View(
            request=self.options.verbose or self.count > 0,
            head=not self.silent and not self.tells_heads,
            saved="nowhere (--out-null)" if job.output.get("out-null") else saved,
            timings=not self.silent,
            width=reading_width(self.out.stream),
        )
        told = () if self.silent else explanations
        between = [""] if self.count and not self.silent else []
        lines = [*between, *answer_lines(carried.exchanges, told, style(self.options.color, self.out.stream), view)]
        show(lines, self.out, paged=self.options.pager and carried.error != INTERRUPTED)

    def _complain(self, carried: Carried, explanations: tuple[Explanation, ...]) -> None:
        """What went wrong, and what to try, on one to three lines."""
        reason = carried.error or "the transfer failed"
        last = carried.last
        outcome = last.outcome if last else None
        if outcome is not None and hasattr(outcome, "reason"):
            reason = outcome.reason or reason
        from assay.report.clean import line

        self.err.write(f"error: {line(reason)} (curl: {carried.code})\n")
        if explanations:
            first = explanations[0]
            self.err.write(f"{line(first.remedy or first.means)}\n")
        self.err.flush()

    def _explain(self, explanations: tuple[Explanation, ...]) -> None:
        from assay.interfaces.cli.terminal import reading_width, style
        from assay.report.answer import explained_lines

        self.err.write(
            "".join(
                f"{one}\n"
                for one in explained_lines(
                    explanations, style(self.options.color, self.err.stream), reading_width(self.err.stream)
                )
            )
        )
        self.err.flush()
