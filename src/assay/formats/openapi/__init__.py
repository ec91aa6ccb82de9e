"""OpenAPI 2.0 to 3.2, read as a contract, and a contract written as a collection."""

from __future__ import annotations

from assay.formats.document import Document
from assay.formats.openapi.read import read_openapi
from assay.model.contract import Contract

__all__ = ["read_openapi", "to_document"]


def to_document(contract: Contract, *, base_url: str = "", seed: int = 0) -> Document:
    """The contract as a collection; `collection.to_document` tells how."""
    from assay.formats.openapi.collection import to_document as write  # who only reads a contract need not wait for it

    return write(contract, base_url=base_url, seed=seed)
