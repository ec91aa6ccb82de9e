"""A collection made from a contract."""

from assay.formats.openapi.collection.document import to_document

__all__ = ["to_document"]
