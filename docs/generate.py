"""Writes the parts of docs/reference that come from the code: `python docs/generate.py`, or `--check` to only look.

In a page, what stands between `<!-- generated: NAME -->` and `<!-- end of NAME -->` is made here, from the options of a
command, from the events' docstrings, from the schema of the JSON report, from the list of meant differences.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import sys
import textwrap
import tomllib
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path

import click

from assay.app.breaking.troubles import ELSEWHERE, OF_TLS
from assay.faults.registry import FAULTS
from assay.interfaces.cli.break_ import command as break_
from assay.interfaces.cli.probe import command as probe
from assay.interfaces.cli.promote import command as promote
from assay.interfaces.cli.proxy import command as proxy
from assay.interfaces.cli.run import RunCommand
from assay.interfaces.cli.run import command as run
from assay.interfaces.cli.stub import command as stub
from assay.interfaces.cli.trust import weak
from assay.interfaces.cli.trust_drift import drift
from assay.model import event, exchange, http, script
from assay.model.rule import Rule
from assay.proxy.toxics.registry import TOXICS
from assay.proxy.web.asking import BEYOND
from assay.report.assay_json import SCHEMA
from assay.resilience.rules import RULES
from assay.trust.drift_rules import RULES as OF_DRIFT
from assay.trust.rules import RULES as OF_TESTS

PAGES = Path(__file__).parent / "reference"
MEANT = Path(__file__).parents[1] / "tests" / "peers" / "meant.toml"
REGION = re.compile(r"(<!-- generated: (?P<name>[\w-]+) -->\n)(?:.*?\n)??(<!-- end of (?P=name) -->)", re.DOTALL)


def cell(text: str) -> str:
    """Text in a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    """A table's lines."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


# -- options --------------------------------------------------------------------------------------------------------


def options(command: click.Command) -> dict[str, click.Option]:
    """The options of a command by the names of their values."""
    found = {param.name: param for param in command.params if isinstance(param, click.Option)}
    return {name: param for name, param in found.items() if name}


def option_row(option: click.Option) -> tuple[str, str]:
    """How an option is written, and what it does."""
    context = click.Context(run)
    record = option.get_help_record(context)
    value = "" if option.is_flag else f" `{option.make_metavar(context)}`"
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    return cell(names + value), cell(record[1] if record else "")


def run_options() -> Iterator[str]:
    """Every option of `assay run`, in the groups of its help."""
    rest = options(run)
    groups = {title: [rest.pop(name) for name in names] for title, names in RunCommand.groups.items()}
    groups["Output"] = list(rest.values())
    for title, members in groups.items():
        yield from (f"### {title}", "")
        rows = [option_row(option) for option in members]
        if title == "Reports and exports":
            rows.append(
                ("`--reporter-NAME-OPTION` `VALUE`", "An option for one reporter, e.g. --reporter-junit-export.")
            )
        yield from table(("option", "what it does"), iter(rows))
        yield ""


def promote_options() -> Iterator[str]:
    """Every option of `assay promote`, in the order of its help."""
    yield from table(("option", "what it does"), (option_row(option) for option in options(promote).values()))


def proxy_options() -> Iterator[str]:
    """Every option of `assay proxy`, in the order of its help."""
    yield from table(("option", "what it does"), (option_row(option) for option in options(proxy).values()))


def proxy_faults() -> Iterator[str]:
    """Every fault that a proxy can have."""

    def rows() -> Iterator[tuple[str, str, str, str]]:
        for name, fault in FAULTS.items():
            if name not in BEYOND:
                known = ", ".join(f"`{one.name}={one.default}`" for one in fault.settings)
                yield f"`{name}`", fault.phase, cell(fault.summary), known

    yield from table(("fault", "of the", "what it does", "settings"), rows())


def proxy_toxics() -> Iterator[str]:
    """Every toxic with its attributes."""

    def rows() -> Iterator[tuple[str, str, str]]:
        for name, toxic in TOXICS.items():
            known = ", ".join(f"`{one}`" for one in toxic.settings.__struct_fields__)
            yield f"`{name}`", cell(toxic.summary), known

    yield from table(("toxic", "what it does", "attributes"), rows())


def stub_options() -> Iterator[str]:
    """Every option of `assay stub`, in the order of its help."""
    yield from table(("option", "what it does"), (option_row(option) for option in options(stub).values()))


def break_options() -> Iterator[str]:
    """Every option of `assay break`, in the order of its help."""
    yield from table(("option", "what it does"), (option_row(option) for option in options(break_).values()))


def trust_weak_options() -> Iterator[str]:
    """Every option of `assay trust weak`, in the order of its help."""
    yield from table(("option", "what it does"), (option_row(option) for option in options(weak).values()))


def trust_weak_rules() -> Iterator[str]:
    """Every rule of `assay trust weak`."""
    yield from rule_table(OF_TESTS)


def trust_drift_options() -> Iterator[str]:
    """Every option of `assay trust drift`, in the order of its help."""
    yield from table(("option", "what it does"), (option_row(option) for option in options(drift).values()))


def trust_drift_rules() -> Iterator[str]:
    """Every rule of `assay trust drift`."""
    yield from rule_table(OF_DRIFT)


def rule_table(rules: Mapping[str, Rule]) -> Iterator[str]:
    """A row a rule."""

    def rows() -> Iterator[tuple[str, str, str, str]]:
        for rule in rules.values():
            yield f"`{rule.name}`", f"{rule.severity}, {rule.basis}", cell(rule.law), cell(rule.assumes)

    yield from table(("rule", "severity, basis", "what must hold", "what it assumes"), rows())


def break_rules() -> Iterator[str]:
    """Every rule of `assay break`."""

    def rows() -> Iterator[tuple[str, str, str, str]]:
        for rule in RULES:
            yield f"`{rule.name}`", f"{rule.severity}, {rule.basis}", cell(rule.law), cell(rule.assumes)

    yield from table(("rule", "severity, basis", "what must hold", "what it assumes"), rows())


def break_faults() -> Iterator[str]:
    """Every fault that is laid on a call."""
    laid = (fault for fault in FAULTS.values() if fault.name not in OF_TLS | ELSEWHERE)
    yield from table(
        ("fault", "of the", "what it does"), ((f"`{one.name}`", one.phase, cell(one.summary)) for one in laid)
    )


def probe_options() -> Iterator[str]:
    """Every option of `assay probe`, in the order of its help."""
    yield from table(("option", "what it does"), (option_row(option) for option in options(probe).values()))


# -- values with docstrings -----------------------------------------------------------------------------------------


def class_bodies(module: str) -> dict[str, ast.ClassDef]:
    """The classes of a module, as written."""
    tree = ast.parse(inspect.getsource(import_module(module)))
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}


def fields(node: ast.ClassDef) -> Iterator[tuple[str, str, str]]:
    """Name, type and docstring of each field."""
    for this, after in zip(node.body, [*node.body[1:], None], strict=True):
        if not isinstance(this, ast.AnnAssign) or not isinstance(this.target, ast.Name):
            continue
        told = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
        yield f"`{this.target.id}`", cell(in_json(ast.unparse(this.annotation))), cell(str(told))


JSON_WORDS = (
    (r"tuple\[(.+), \.\.\.\]|list\[(.+)\]|frozenset\[(.+)\]", r"list of \1\2\3"),
    (r"Literal\[(.+)\]", r"\1"),
    (r"dict\[str, \w+\]", "object"),
    (r"\bstr\b", "string"),
    (r"\b(int|float)\b", "number"),
    (r"\bbool\b", "boolean"),
    (r"\bbytes\b", "base64"),
    (r"\bNone\b", "null"),
    (r"\bAny\b", "anything"),
    (r"\bBody\b", "list of BytesPart or FilePart"),
    (r"\bHeaders\b", "list of [name, value]"),
    (r"\bOutcome\b", "Answered or Unanswered"),
    (r"\bKind\b", "string"),
    (r"\bSource\b", "'collection', 'script', 'auth'"),
    (r"\bAnyEvent\b", "an event"),
    (r" \| ", " or "),
)
"""Python's types as a reader of JSON knows them."""


def in_json(annotation: str) -> str:
    """A type in JSON's words."""
    for pattern, word in JSON_WORDS:
        annotation = re.sub(pattern, word, annotation)
    return annotation


def described(node: ast.ClassDef, title: str) -> Iterator[str]:
    """A section about one value."""
    yield from (f"### {title}", "", textwrap.dedent(ast.get_docstring(node) or "").strip(), "")
    rows = list(fields(node))
    width = 3 if any(row[2] for row in rows) else 2
    if rows:
        yield from (*table(("field", "type", "what it says")[:width], (row[:width] for row in rows)), "")


def tag(node: ast.ClassDef) -> str:
    """The name of an event in the log."""
    return next((str(k.value.value) for k in node.keywords if k.arg == "tag" and isinstance(k.value, ast.Constant)), "")


def events() -> Iterator[str]:
    """Every event, in the order of the model."""
    for node in class_bodies(event.__name__).values():
        if tag(node):
            yield from described(node, f"`{tag(node)}`")


def values() -> Iterator[str]:
    """What events are made of."""
    for module in (event, exchange, http, script):
        for name, node in class_bodies(module.__name__).items():
            if name in VALUES:
                yield from described(node, name)
                if tag(node):
                    yield from (f'In the log its field `type` says `"{tag(node)}"`.', "")


VALUES = frozenset(
    {"Cursor", "ItemRef", "ScriptRef", "ScriptError", "Exchange", "Request", "Delivery", "ClientCertificate", "Proxy"}
    | {"Answered", "Unanswered", "Response", "Sizes", "Timings", "BytesPart", "FilePart", "Record"}
)

PROMOTION = {
    "Choice": "assay.promote.plan",
    "Account": "assay.promote.accounting",
    "Place": "assay.promote.accounting",
    "Change": "assay.promote.merge.three_way",
    "Setting": "assay.promote.writing.settings",
}
"""What the JSON of `assay promote` is made of, and where it is defined."""


def promotion() -> Iterator[str]:
    """Every value in the JSON of `assay promote`."""
    for name, module in PROMOTION.items():
        yield from described(class_bodies(module)[name], name)


# -- the JSON report ------------------------------------------------------------------------------------------------


def report_fields(pointer: str) -> Iterator[str]:
    """The properties of an object of the schema."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for key in pointer.split("/")[1:]:
        schema = schema[key]
    properties: dict[str, dict[str, object]] = schema["properties"]
    needed = set(schema["required"])

    def row(name: str, about: dict[str, object]) -> tuple[str, str, str, str]:
        choices = about.get("enum")
        kind = " or ".join(f"`{one}`" for one in choices) if isinstance(choices, list) else ""
        ref = str(about.get("$ref", about.get("type", ""))).rpartition("/")[2]
        return f"`{name}`", kind or ref, "always" if name in needed else "", cell(str(about.get("description", "")))

    rows = (row(name, about) for name, about in properties.items())
    yield from table(("field", "type", "there", "what it says"), rows)


def schema() -> Iterator[str]:
    """The JSON Schema itself."""
    yield from ("```json", SCHEMA.read_text(encoding="utf-8").rstrip("\n"), "```")


# -- differences from Newman ----------------------------------------------------------------------------------------


def differences(kind: str) -> Iterator[str]:
    """The differences of one kind, each with the cases that show it."""
    entries = tomllib.loads(MEANT.read_text(encoding="utf-8")).get(kind, [])
    rows = ((cell(one["reason"]), ", ".join(f"`{name}`" for name in shown_by(one))) for one in entries)
    yield from table(("difference", "shown by"), rows)


def shown_by(entry: dict[str, object]) -> list[str]:
    """The cases of an entry; a difference that is everywhere names the one that proves it."""
    cases = entry.get("cases")
    return [str(name) for name in cases] if isinstance(cases, list) else [str(entry["proven"])]


REGIONS: dict[str, Callable[[], Iterator[str]]] = {
    "run-options": run_options,
    "promote-options": promote_options,
    "probe-options": probe_options,
    "break-options": break_options,
    "trust-weak-options": trust_weak_options,
    "trust-weak-rules": trust_weak_rules,
    "trust-drift-options": trust_drift_options,
    "trust-drift-rules": trust_drift_rules,
    "break-rules": break_rules,
    "break-faults": break_faults,
    "proxy-options": proxy_options,
    "proxy-faults": proxy_faults,
    "proxy-toxics": proxy_toxics,
    "stub-options": stub_options,
    "promotion": promotion,
    "events": events,
    "values": values,
    "report-fields": lambda: report_fields(""),
    "finding-fields": lambda: report_fields("/$defs/finding"),
    "report-schema": schema,
    "meant-differences": lambda: differences("meant"),
    "same-words": lambda: differences("same"),
    "other-places": lambda: differences("place"),
}


def made(text: str) -> str:
    """The page with its generated regions as they have to be."""

    def fill(region: re.Match[str]) -> str:
        body = "\n".join(REGIONS[region["name"]]()).rstrip("\n")
        return f"{region[1]}{body}\n{region[3]}"

    return REGION.sub(fill, text)


def main(arguments: list[str]) -> int:
    """Write what is not current; with --check only name it. Returns 1 where something was not."""
    stale = [page for page in sorted(PAGES.glob("*.md")) if page.read_text("utf-8") != made(page.read_text("utf-8"))]
    for page in stale:
        sys.stdout.write(f"{page.name} is not current\n")
        if "--check" not in arguments:
            page.write_text(made(page.read_text("utf-8")), encoding="utf-8")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
