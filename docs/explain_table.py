"""Writes docs/reference/explanations.md: `python docs/explain_table.py`, or `--check` to only look.

Every rule of `assay.explain` stands there with its trigger, its source, and an example that is produced by running it:
curl's command line is carried out against a server on loopback, and what is explained is written down.
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the scenes are those of the tests

from tests.explain.scenes import SCENES  # noqa: E402
from tests.explain.scenes.scene import Scene  # noqa: E402
from tests.explain.stage import play  # noqa: E402

from assay.explain.registry import RULES  # noqa: E402
from assay.explain.rule import Rule  # noqa: E402
from assay.model.explanation import Explanation  # noqa: E402

PAGE = ROOT / "docs" / "reference" / "explanations.md"
INTRODUCTION = """\
# Explanations

<!-- Written by docs/explain_table.py; changes belong there, or into the rules. -->

Below an answer, `assay curl` says what it most likely means and what to try. Each sentence comes from one rule, and
each rule draws only on this exchange: what was sent, what came back, how long it took, and the contract where
`assay.toml` names one. Where nothing is wrong, nothing is said. What is not certain is marked as *likely*.

A request that is itself malformed is told first; then why the answer is what it is; then what is wrong with the answer;
then what is merely worth knowing. At most six sentences are told, and no secret is shown.

The examples below were produced by running the rules on real exchanges with a server on loopback, at
2026-11-24 10:03 UTC. `JWT` stands for a token.
"""
GROUPS = {
    "request": "The request itself",
    "contract": "The contract",
    "transport": "No answer",
    "authentication": "Credentials",
    "redirects": "Redirects",
    "problems": "What the error's body says",
    "status": "Statuses",
    "body": "The answer's body",
    "cookies": "Cookies",
    "headers": "The answer's headers",
    "timing": "Time",
}
NEW_EACH_TIME = (
    (r"eyJ[\w-]+\.[\w-]*(\.[\w-]*)?", "JWT"),
    (r"/\S*assay-scenes-\w+/?", ""),
    (r"((?:[Pp]ort |:))[3-6]\d{4}\b", r"\g<1>8000"),
    (r"\b(x)\1{60,}", "xxx…"),
)


def main(arguments: list[str]) -> int:
    """Write the page; with --check only look. Returns 1 where it was not current."""
    text = page()
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    current = untimed(text) == untimed(old)
    if not current:
        sys.stdout.write(f"{PAGE.name} is not current\n")
        sys.stdout.writelines(difflib.unified_diff(untimed(old).splitlines(True), untimed(text).splitlines(True), n=0))
        if "--check" not in arguments:
            PAGE.write_text(text, encoding="utf-8")
    return 1 if "--check" in arguments and not current else 0


def page() -> str:
    """The whole page."""
    return "\n".join((INTRODUCTION, *(line for group, title in GROUPS.items() for line in section(group, title))))


def section(group: str, title: str) -> Iterator[str]:
    """The table of one group."""
    about = (import_module(f"assay.explain.{group}").__doc__ or "").strip()
    yield from (f"## {title}", "", about, "", "| rule | when it speaks | a real example |", "|---|---|---|")
    for rule in RULES:
        if rule.module.split(".")[2] == group:
            yield row(rule)
    yield ""


def row(rule: Rule) -> str:
    """One rule with its first scene."""
    scene = next(each for each in SCENES if each.rule == rule.name and each.speaks)
    told = next(each for each in play(scene) if each.rule == rule.name)
    trigger = " ".join((import_module(rule.module).__doc__ or "").split())
    return f"| `{rule.name}`<br>{cell(told.source)} | {cell(trigger)} | {command(scene)}<br>{example(told)} |"


def command(scene: Scene) -> str:
    """The command line as a reader would type it."""
    text = scene.command.format(
        url=f"http{'s' if scene.tls else ''}://127.0.0.1:8000", host="127.0.0.1:8000", port=8000, folder=""
    )
    text = re.sub(r"(?<=[ =])/(?=[\w.]+\.(?:pem|key|txt|sock))", "", f"curl {text}")
    return f"`{settled(text).replace('|', chr(92) + '|')}`"


def example(told: Explanation) -> str:
    """What is told, as it is told."""
    likely = " *(likely)*" if told.sure == "likely" else ""
    seen = "; ".join(f"`{settled(each)}`" for each in told.evidence).replace("|", "\\|")
    parts = (f"**{cell(settled(told.means))}**{likely}", cell(settled(told.remedy)), f"Seen: {seen}" if seen else "")
    return "<br>".join(part for part in parts if part)


def cell(text: str) -> str:
    """Words in a cell of a table."""
    parts = re.split(r"(`[^`]*`)", text)  # every second one is code, in which nothing is escaped
    return "".join(part if at % 2 else escaped(part) for at, part in enumerate(parts)).replace("|", "\\|")


def escaped(text: str) -> str:
    """Words that Markdown takes as they stand."""
    return re.sub(r"([\\<>*_])", r"\\\1", text.replace("&", "&amp;"))


def settled(text: str) -> str:
    """The text without what is new each time."""
    for pattern, told in NEW_EACH_TIME:
        text = re.sub(pattern, told, text)
    return text


def untimed(text: str) -> str:
    """The text without lengths of time in figures."""
    return re.sub(r"\b\d+(\.\d+)?( of \d+\.\d+)? (ms|s|milliseconds)\b", "<time>", text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
