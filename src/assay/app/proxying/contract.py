"""What the dependency's contract says of an answer, so that a fault of meaning knows enumerations and types."""

from __future__ import annotations

from pathlib import Path

from assay.app.contracts import load_contract
from assay.contract.matching import Match, Routes
from assay.contract.media_ranges import declared
from assay.contract.responses import declared_answer
from assay.model.contract import Schema
from assay.model.stub.answer import Answer
from assay.model.stub.received import Received
from assay.proxy.web.faulty import Meaning


def meaning(path: str) -> Meaning:
    """By the contract of a file. Raises InputError where it cannot be read."""
    contract = load_contract(Path(path))
    routes = Routes(contract, ("/",))

    def said(request: Received, answer: Answer) -> tuple[Schema, dict[str, Schema]]:
        found = routes.find(request.method, request.raw_path)
        promised = declared_answer(found.operation, answer.status) if isinstance(found, Match) else None
        media = declared(promised.media, answer.header("Content-Type") or "") if promised is not None else None
        return (media.schema if media is not None else True), contract.definitions

    return said
