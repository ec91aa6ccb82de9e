"""The first collection of a project: requests that can be sent at once and change nothing."""

from __future__ import annotations

import json

import msgspec

from assay.app.starting.source import Source
from assay.formats.document import Document
from assay.formats.postman import parse_url
from assay.model.suite import Folder, RequestTemplate, Script, Step, Suite
from assay.model.variable import Environment, Variable

SAFE = ("GET", "HEAD")


def first_document(source: Source) -> Document:
    """What the source's collection is, or a smoke test made from its contract or its URL."""
    if source.suite is not None:
        return Document(suite=source.suite)
    if source.contract is not None:
        return _from_contract(source)
    return Document(suite=_suite(source.name, (_is_up(source),)))


def _from_contract(source: Source) -> Document:
    """The reads that need neither credentials nor an id: they run green on an API that keeps its contract."""
    from assay.formats.openapi import to_document

    assert source.contract is not None
    open_reads = {
        operation.name
        for operation in source.contract.operations
        if operation.method in SAFE
        and not operation.deprecated
        and not any(parameter.required for parameter in operation.parameters)
        and (not operation.security or () in operation.security)
    }
    contract = msgspec.structs.replace(
        source.contract, operations=tuple(one for one in source.contract.operations if one.name in open_reads)
    )
    if not contract.operations:
        return Document(suite=_suite(source.name, (_is_up(source),)))
    return to_document(contract)


def _is_up(source: Source) -> Step:
    """GET of the base URL, with what it answered as the expectation."""
    lines = ["// Drafted from one answer: what the API said when this project was begun."]
    if source.status:
        lines += [f'pm.test("answers {source.status}", () => pm.response.to.have.status({source.status}));']
    else:
        lines += ['pm.test("no server error", () => pm.expect(pm.response.code).to.be.below(500));']
    if source.content_type:
        kind = json.dumps(source.content_type)
        lines += [
            f'pm.test("is " + {kind}, () => pm.expect(pm.response.headers.get("Content-Type")).to.include({kind}));'
        ]
    return Step(
        id="is-it-up",
        name="Is it up",
        request=RequestTemplate(url=parse_url("{{base_url}}/" + source.path)),
        scripts=(Script(id="is-it-up-test", listen="test", source="\n".join(lines)),),
    )


def _suite(name: str, items: tuple[Folder | Step, ...]) -> Suite:
    return Suite(id="", name=name, items=items, info={})


def first_environment(source: Source, document: Document, url: str) -> Environment:
    """`base_url`, and whatever else the collection asks for, empty."""
    wanted = [Variable(key="base_url", value=url)]
    for environment in document.environments:
        wanted += [one for one in environment.variables if one.key != "base_url"]
    return Environment(name=f"{source.name} (local)", variables=tuple(wanted))
