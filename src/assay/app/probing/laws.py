"""[laws] of assay.toml: which rules are switched off, which gate, and what the project says of its own API."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from assay.app.place import safe_text
from assay.app.project import Project
from assay.app.toml_lines import line_of, lines_of
from assay.model.contract import Contract
from assay.model.errors import UsageError
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.resources import Resource, Resources

DECLARED = "declared"
OF_FIELDS = ("unique",)
OF_THINGS = ("private", "shared")
_OPERATION = re.compile(r"[A-Z]+ /\S*")
_FIELD = re.compile(r"([\w-]+)\.([\w-]+)")


class Law(msgspec.Struct, frozen=True, kw_only=True):
    """One line of [laws]."""

    subject: str
    """A rule, `orders.number`, `orders`, or `POST /v1/products`."""
    says: Any
    """False, true, "declared", "unique", "private", "shared", or the roles that alone may do it."""
    where: str
    """`assay.toml:12`."""


class Laws(msgspec.Struct, frozen=True, kw_only=True):
    """What a project says of the rules, and of its API."""

    of_rules: tuple[Law, ...] = ()
    of_api: tuple[Law, ...] = ()

    def about(self, rule: str) -> Law | None:
        """What is said of a rule."""
        return next((law for law in self.of_rules if law.subject == rule), None)

    def is_asked(self, rule: Rule | None) -> bool:
        """Whether a rule is asked at all: not where it is switched off; one by choice only where it is named."""
        law = self.about(rule.name) if rule else None
        if law is not None:
            return law.says is not False
        return rule is None or not rule.by_choice

    def told(self, finding: Finding) -> Finding:
        """The finding with the basis that the project gives its law."""
        law = self.about(finding.rule)
        if law is None or law.says != DECLARED or finding.basis != "inferred":
            return finding
        return msgspec.structs.replace(finding, basis="declared")


def read_laws(project: Project, rules: Collection[str], roles: Iterable[str]) -> Laws:
    """The laws of a project. Raises UsageError for a rule, word or role that there is not, with the nearest."""
    if not project.laws:
        return Laws()
    places = _places(project)
    all_laws = [Law(subject=name, says=says, where=places(name)) for name, says in _flat(project.laws)]
    for law in all_laws:
        _check(law, rules, frozenset(filter(None, roles)))
    return Laws(
        of_rules=tuple(law for law in all_laws if law.subject in rules),
        of_api=tuple(law for law in all_laws if law.subject not in rules),
    )


def _flat(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """`orders.number` without quotes is a table in TOML, and means the same."""
    for name, says in table.items():
        if isinstance(says, dict):
            yield from ((f"{name}.{field}", one) for field, one in says.items())
        else:
            yield name, says


def _places(project: Project) -> Any:
    path = project.path
    lines = lines_of(safe_text(path)) if path else {}
    prefix = ("tool", "assay") if path and path.name == "pyproject.toml" else ()

    def of(name: str) -> str:
        number = line_of(lines, (*prefix, "laws", name))
        return f"{path.name if path else 'assay.toml'}{f':{number}' if number else ''}"

    return of


def _check(law: Law, rules: Collection[str], roles: frozenset[str]) -> None:
    if law.subject in rules:
        if not (isinstance(law.says, bool) or law.says == DECLARED):
            raise _wrong(law, 'a rule is false, true or "declared"')
    elif _OPERATION.fullmatch(law.subject):
        _check_operation(law, roles)
    elif _FIELD.fullmatch(law.subject):
        _check_word(law, OF_FIELDS)
    elif law.says in OF_THINGS:
        return
    else:
        near = difflib.get_close_matches(law.subject, rules, 1, 0.5)
        remedy = f"Did you mean {near[0]}?" if near else "See --laws for the rules."
        raise UsageError(f"there is no rule {law.subject!r}", where=f"{law.where}, [laws]", remedy=remedy)


def _check_operation(law: Law, roles: frozenset[str]) -> None:
    named = named_roles(law.says)
    if not named:
        raise _wrong(law, 'an operation is kept for a role: "admin", or ["admin", "manager"]; or "private", "shared"')
    for name in named:
        if roles and name not in roles and name not in OF_THINGS:
            near = difflib.get_close_matches(name, roles, 1)
            there = f"Did you mean {near[0]!r}?" if near else f"There is: {', '.join(sorted(roles))}."
            raise UsageError(f"no identity has the role {name!r}", where=f"{law.where}, [laws]", remedy=there)


def _check_word(law: Law, known: tuple[str, ...]) -> None:
    if law.says not in known:
        near = difflib.get_close_matches(str(law.says), known, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"a field is {' or '.join(known)}"
        raise _wrong(law, hint)


def _wrong(law: Law, hint: str) -> UsageError:
    said = str(law.says)[:60]
    return UsageError(f"{law.subject!r} cannot be {said!r}", where=f"{law.where}, [laws]", remedy=f"Here {hint}.")


def named_roles(says: Any) -> tuple[str, ...]:
    """The roles of a law about an operation; none where it names none."""
    found = says if isinstance(says, list) else [says]
    return tuple(found) if all(isinstance(one, str) and one for one in found) else ()


def declared_in(contract: Contract, laws: Laws) -> Contract:
    """The contract with what the project says of its API, in words that probes read as the contract's own.

    Raises UsageError for an operation, thing or field that the contract does not have, with the nearest.
    """
    for law in laws.of_api:
        contract = _with_law(contract, law)
    return contract


def shared(contract: Contract, laws: Laws) -> frozenset[str]:
    """The operations on what is said to be shared: nobody is a stranger to it."""
    names: set[str] = set()
    for law in laws.of_api:
        if law.says == "shared":
            names.update(_operations(contract, law))
    return frozenset(names)


def _with_law(contract: Contract, law: Law) -> Contract:
    field = _FIELD.fullmatch(law.subject)
    if field is not None:
        return _with_field(contract, law, field[1], field[2])
    names = _operations(contract, law)
    if law.says == "shared":
        return contract
    sentence = "Only for its owner." if law.says == "private" else f"Only for {' or '.join(named_roles(law.says))}."
    operations = tuple(
        msgspec.structs.replace(one, summary=f"{sentence} {one.summary}".strip()) if one.name in names else one
        for one in contract.operations
    )
    return msgspec.structs.replace(contract, operations=operations)


def _operations(contract: Contract, law: Law) -> frozenset[str]:
    """The names of the operations that a law is about."""
    known = [one.name for one in contract.operations]
    if _OPERATION.fullmatch(law.subject):
        if law.subject not in known:
            raise _missing(law, "operation", known)
        return frozenset({law.subject})
    found = _things(contract, law, law.subject)
    return frozenset(operation.name for one in found for operation in operations_of(one))


def operations_of(resource: Resource) -> tuple[Any, ...]:
    """All operations on one kind of thing."""
    own = (resource.create, resource.list, resource.read, resource.replace, resource.patch, resource.remove)
    return (*(one for one in own if one is not None), *resource.below)


def _things(contract: Contract, law: Law, name: str) -> list[Resource]:
    resources = Resources(contract)
    first = resources.named(name)
    if first is None:
        raise _missing(law, "kind of thing", sorted({one.name for one in resources.all}))
    return [one for one in resources.all if one.name == first.name]


def _missing(law: Law, kind: str, known: Collection[str]) -> UsageError:
    near = difflib.get_close_matches(law.subject, known, 1)
    remedy = f"Did you mean {near[0]!r}?" if near else ""
    return UsageError(f"the contract has no {kind} {law.subject!r}", where=f"{law.where}, [laws]", remedy=remedy)


def _with_field(contract: Contract, law: Law, thing: str, field: str) -> Contract:
    """The field said to be so in each schema of the thing that the contract names."""
    definitions = dict(contract.definitions)
    things = _things(contract, law, thing)
    for resource in things:
        for name in _definitions_of(resource):
            schema = definitions.get(name)
            if isinstance(schema, dict) and isinstance(schema.get("properties", {}).get(field), dict):
                definitions[name] = _said(schema, field)
    if definitions == contract.definitions:
        raise UsageError(
            f"no schema of {thing!r} in the contract has a field {field!r}", where=f"{law.where}, [laws]",
            remedy="Fields are found in the named schemas (components) of its requests and answers.",
        )  # fmt: skip
    makers = {one.create.name for one in things if one.create is not None}
    operations = tuple(
        msgspec.structs.replace(one, description=f"{field} is unique. {one.description}") if one.name in makers else one
        for one in contract.operations
    )
    return msgspec.structs.replace(contract, definitions=definitions, operations=operations)


def _said(schema: Mapping[str, Any], field: str) -> dict[str, Any]:
    found = schema["properties"][field]
    told = {**found, "description": f"Unique. {found.get('description', '')}".strip()}
    return {**schema, "properties": {**schema["properties"], field: told}}


def _definitions_of(resource: Resource) -> set[str]:
    """The named schemas that requests and answers of a thing point at, at their top or one step below."""
    names: set[str] = set()
    for operation in operations_of(resource):
        media = [*(operation.body.media if operation.body else ())]
        media += [one for answer in operation.answers if answer.status.startswith("2") for one in answer.media]
        for one in media:
            names.update(_references(one.schema, 3))
    return names


def _references(schema: Any, depth: int) -> set[str]:
    if not isinstance(schema, dict) or depth == 0:
        return set()
    found = {str(schema["$ref"]).rpartition("/")[2]} if "$ref" in schema else set()
    below = [schema.get("items"), *schema.get("properties", {}).values()]
    for key in ("allOf", "anyOf", "oneOf"):
        below += schema.get(key, [])
    return found.union(*(_references(one, depth - 1) for one in below))
