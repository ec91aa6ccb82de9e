"""The contract that a probing run goes by; what is none is told from one that is broken."""

from __future__ import annotations

import re
from pathlib import Path

from assay.app.contracts import load_contract
from assay.app.probing.options import ProbeOptions
from assay.app.project import Project
from assay.model.contract import Contract
from assay.model.errors import InputError, UsageError

GRAPHQL = (".graphql", ".graphqls", ".gql")
_SCHEMA = re.compile(
    rb"^\s*(?:schema\s*\{|(?:extend\s+)?type\s+(?:Query|Mutation)\b|\{\s*\"(?:data\"\s*:\s*\{\s*\")?__schema\")",
    re.MULTILINE,
)
_LOOK = 256 * 1024


def contract_of(options: ProbeOptions, project: Project) -> Contract:
    """The contract that was named, else the project's. Raises UsageError or InputError."""
    named = options.contract or project.project.contract
    if named is None:
        raise UsageError(
            "no contract was given",
            remedy="Name one, such as openapi.yaml, or set `contract` under [project] in assay.toml.",
        )
    if named.startswith(("http://", "https://")):
        raise UsageError("the contract is read from a file", where=named, remedy="Fetch it, and name the file.")
    path = Path(named if options.contract else project.locate(named))
    if _is_graphql(path):
        raise InputError("this is a GraphQL schema; GraphQL is for later", where=str(path),
                         remedy="Give an OpenAPI document.")  # fmt: skip
    contract = load_contract(path, project.directory / ".assay" / "cache")
    if not contract.operations:
        raise InputError("the contract has no operations, so there is nothing to probe", where=str(path))
    return contract


def _is_graphql(path: Path) -> bool:
    if path.suffix.lower() in GRAPHQL:
        return True
    try:
        with path.open("rb") as file:
            return _SCHEMA.search(file.read(_LOOK)) is not None
    except OSError:
        return False  # told where it is read
