"""Collections of Postman's format v1 (flat lists of requests and folders, joined by ids) as documents of v2.1."""

from assay.formats.postman.v1.tree import V1Request, converted, is_v1

__all__ = ["V1Request", "converted", "is_v1"]
