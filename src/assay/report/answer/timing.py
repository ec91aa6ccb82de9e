"""The time of each phase in one line, with a bar that shows where it went."""

from __future__ import annotations

from assay.model.exchange import Exchange
from assay.report.measure import duration
from assay.report.style import Paint, Style

PHASES: tuple[tuple[str, str, Paint], ...] = (
    ("name", "name", "blue"),
    ("connect", "connect", "cyan"),
    ("tls", "TLS", "magenta"),
    ("first_byte", "first byte", "yellow"),
    ("download", "download", "green"),
)
WIDTH = 24
LEAST = 0.001
"""Milliseconds below which a phase did not happen."""


def timing_line(exchange: Exchange, style: Style) -> str:
    """`█████ 84ms = name 1ms · connect 12ms · first byte 70ms · download 1ms`; a kept connection is told."""
    timings = exchange.timings
    spent = [(label, getattr(timings, field), paint) for field, label, paint in PHASES]
    spent = [(label, time, paint) for label, time, paint in spent if time >= LEAST]
    if not spent:
        return ""
    dot = style.paint(f" {style.symbols.dot} ", "dim")
    words = dot.join(style.paint(f"{label} {duration(time)}", paint) for label, time, paint in spent)
    kept = style.paint(" (kept connection)", "dim") if exchange.reused else ""
    bar = "".join(
        style.paint(mark(style, number) * cells, paint)
        for number, (cells, (_, _, paint)) in enumerate(zip(shares([time for _, time, _ in spent]), spent, strict=True))
    )
    return f"{bar} {style.paint(style.fit(duration(timings.total)), 'bold')}{kept} = {style.fit(words)}"


def mark(style: Style, number: int) -> str:
    """What a phase's part of the bar is made of: without colour, neighbours must differ by shape."""
    if style.color:
        return style.symbols.full
    return ("█▒" if style.symbols.full == "█" else "#=")[number % 2]


def shares(times: list[float]) -> list[int]:
    """Cells of the bar for each time: at least one each, WIDTH in all."""
    total = sum(times)
    cells = [max(1, int(time / total * WIDTH)) for time in times]
    cells[times.index(max(times))] += WIDTH - sum(cells)
    return [max(1, count) for count in cells]
