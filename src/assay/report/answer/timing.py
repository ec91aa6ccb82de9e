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
LEAST_WIDTH = 8
LEAST = 0.001
"""Milliseconds below which a phase did not happen."""


def timing_line(exchange: Exchange, style: Style, width: int = 120) -> str:
    """`█████ 84ms = name 1ms · connect 12ms · first byte 70ms · download 1ms`; a kept connection is told.

    The bar is as long as `width` columns leave room for.
    """
    timings = exchange.timings
    spent = [(label, getattr(timings, field), paint) for field, label, paint in PHASES]
    spent = [(label, time, paint) for label, time, paint in spent if time >= LEAST]
    if not spent:
        return ""
    dot = style.paint(f" {style.symbols.dot} ", "dim")
    words = dot.join(style.paint(f"{label} {duration(time)}", paint) for label, time, paint in spent)
    kept = " (kept connection)" if exchange.reused else ""
    total = duration(timings.total)
    plain = f" {total}{kept} = {' · '.join(f'{label} {duration(time)}' for label, time, _ in spent)}"
    cells = shares([time for _, time, _ in spent], max(LEAST_WIDTH, min(WIDTH, width - len(plain))))
    bar = "".join(
        style.paint(mark(style, number) * count, paint)
        for number, (count, (_, _, paint)) in enumerate(zip(cells, spent, strict=True))
    )
    return f"{bar} {style.paint(style.fit(total), 'bold')}{style.paint(kept, 'dim')} = {style.fit(words)}"


def mark(style: Style, number: int) -> str:
    """What a phase's part of the bar is made of: without colour, neighbours must differ by shape."""
    if style.color:
        return style.symbols.full
    return ("█▒" if style.symbols.full == "█" else "#=")[number % 2]


def shares(times: list[float], width: int = WIDTH) -> list[int]:
    """Cells of the bar for each time: at least one each, `width` in all."""
    total = sum(times)
    cells = [max(1, int(time / total * width)) for time in times]
    cells[times.index(max(times))] += width - sum(cells)
    return [max(1, count) for count in cells]
