"""OpenAPI 2.0 to 3.2, read as a contract, and a contract written as a collection."""

from assay.formats.openapi.read import read_openapi

__all__ = ["read_openapi"]
