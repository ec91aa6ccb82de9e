"""A contract as a collection: a folder for each tag, a step for each operation, a variable for what is not known."""

from __future__ import annotations

from assay.formats.document import Document
from assay.formats.openapi.collection.auth import NOBODY, Signatures
from assay.formats.openapi.collection.chain import Chain
from assay.formats.openapi.collection.names import variable_name, variables_of
from assay.formats.openapi.collection.order import by_folder
from assay.formats.openapi.collection.step import BASE, Steps
from assay.formats.openapi.collection.values import text_of, value_of
from assay.formats.postman.ids import stable_id
from assay.model.contract import Contract, Operation
from assay.model.suite import Folder, Suite
from assay.model.variable import Environment, Variable

LOCAL = "http://127.0.0.1:8000"
"""Where an API is taken to be whose contract does not say."""


def to_document(contract: Contract, *, base_url: str = "", seed: int = 0) -> Document:
    """The collection, and an environment that holds what is secret (empty) and who asks.

    `base_url` is where the API is; without it, the contract's first server. The steps of a folder are in an order in
    which they can run: what is made before what is read, what is deleted at the end. The same contract and seed give
    the same collection, ids included.
    """
    signatures = Signatures(contract)
    usual = signatures.usual(contract.operations)
    ids = _ids(contract, seed)
    values = {one.key: one.value for one in ids}
    chain = Chain(contract, signatures.token_variable())
    steps = Steps(contract, signatures, usual, chain, values, seed)
    folders = [
        Folder(id=stable_id("folder", contract.title, name), name=name, items=tuple(map(steps.of, operations)))
        for name, operations in by_folder(contract.operations).items()
    ]
    title = contract.title or "API"
    suite = Suite(
        id=stable_id("contract", title, contract.source),
        name=title,
        items=tuple(folders),
        auth=None if usual == NOBODY else usual,
        variables=(Variable(key=BASE, value=_base(contract, base_url)), *ids),
        version="2.1",
        warnings=contract.warnings,
    )
    secrets = (Variable(key=name, value="", type="secret", secret=True) for name in chain.secrets)
    environment = Environment(
        id=stable_id("environment", title), name=title, variables=(*signatures.variables, *secrets)
    )
    return Document(suite=suite, environments=(environment,) if environment.variables else ())


def _base(contract: Contract, base_url: str) -> str:
    if base_url:
        return base_url.rstrip("/")
    server = contract.servers[0] if contract.servers else "/"
    if server.startswith("//"):
        return f"https:{server}"
    return f"{LOCAL}/{server.strip('/')}".rstrip("/") if server.startswith("/") or "://" not in server else server


def _ids(contract: Contract, seed: int) -> list[Variable]:
    """A variable for each parameter of a path, with an example for its value."""
    found: dict[str, Variable] = {}
    for operation in contract.operations:
        for name in variables_of(operation.path):
            key = variable_name(operation.path, name)
            if key not in found:
                found[key] = Variable(key=key, value=_example(operation, name, contract, seed))
    return list(found.values())


def _example(operation: Operation, name: str, contract: Contract, seed: int) -> str:
    declared = (one for one in operation.parameters if one.place == "path" and one.name == name)
    parameter = next(declared, None)
    return name if parameter is None else text_of(value_of(parameter, contract, seed))
