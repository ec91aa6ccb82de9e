"""The matrix as a heat map: green where a fault was stood, red where it was not, with what happened in each cell."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape as escaped

from assay.model.event import Endured
from assay.report.breaking.matrix import Row, columns, rows, verdict_of
from assay.report.clean import cut, line

STYLE = """
.heat{border-collapse:separate;border-spacing:0}
.heat th.fault{writing-mode:vertical-rl;transform:rotate(180deg);font-weight:400;white-space:nowrap;padding:.4rem .2rem}
.heat td{text-align:center;min-width:1.6rem;padding:.1rem}.heat td>*{display:block;color:inherit;text-decoration:none}
.heat th.row{white-space:nowrap;font-weight:400;position:sticky;left:0;background:Canvas}
.held{background:#2b8a3e55}.broken{background:#c92a2acc;color:#fff}.suspected{background:#f0a02088}
.unmet{color:var(--dim)}
.heat td>:focus{outline:2px solid Highlight;outline-offset:1px}
.heat td>:is(:focus,:hover)::after{content:attr(aria-label);position:fixed;left:1.5rem;right:1.5rem;bottom:1rem;
z-index:1;padding:.6rem;text-align:left;background:Canvas;color:CanvasText;
border:1px solid var(--line);border-radius:6px}
@media (prefers-color-scheme:dark){.held{background:#37b24d55}.suspected{background:#f59f0077}}
"""
_MARKS = {"held": "✓", "broken": "✗", "suspected": "?", "unmet": "·"}
_MOST_ROWS = 500


def heat_map(trials: list[Endured], anchors: dict[tuple[str, str, str], str]) -> Iterator[str]:
    """The table in pieces, if anything was tried. `anchors` leads from operation, call and rule to a finding."""
    found = rows(trials)[:_MOST_ROWS]
    faults = columns(found)
    if not found:
        return
    heads = "".join(f'<th class="fault" scope="col">{_text(fault)}</th>' for fault in faults)
    yield '<h2>What each operation stands</h2>\n<p class="dim">✓ stood, ✗ not stood, ? doubtful, · not met</p>\n'
    yield f'<div class="wide"><table class="heat"><tr><th></th>{heads}</tr>\n'
    for row in found:
        cells = "".join(_cell(row, fault, anchors) for fault in faults)
        name = f"{row.operation} → {row.dependency} {row.call}"
        yield f'<tr><th class="row" scope="row">{_text(name)}</th>{cells}</tr>\n'
    yield "</table></div>\n"


def _cell(row: Row, fault: str, anchors: dict[tuple[str, str, str], str]) -> str:
    tried = row.cells.get(fault)
    if not tried:
        return "<td></td>"
    worst = verdict_of(tried)
    answer = str(worst.status) if worst.status else "no answer"
    told = f"{worst.fault}: {answer} in {worst.seconds:.2f} s. {worst.message}" if worst.verdict != "unmet" else (
        f"{worst.fault}: not met. {worst.message}"
    )  # fmt: skip
    several = f" ({len(tried)} places)" if len(tried) > 1 else ""
    label = _text(f"{told}{several}", 700)
    where = next((key for rule in worst.rules if (key := anchors.get((row.operation, row.call, rule)))), "")
    link, stop = (f' href="#m-{where}"', "") if where else ("", "" if worst.verdict == "held" else ' tabindex="0"')
    tag = "a" if where else "span"
    mark = (
        f'<{tag}{link}{stop} role="{"link" if where else "note"}" aria-label="{label}">{_MARKS[worst.verdict]}</{tag}>'
    )
    return f'<td class="{worst.verdict}">{mark}</td>'


def _text(value: str, most: int = 200) -> str:
    return escaped(cut(line(value), most))
