"""Postman's dynamic variables: `$guid`, `$timestamp`, `$randomX`."""

from assay.engine.dynamic.catalogue import NAMES, generate

__all__ = ["NAMES", "generate"]
