"""Postman scripts in Postman's own sandbox: source and scope in, assertions and changed variables out."""

from assay.script.limits import Limits
from assay.script.sandbox import Sandbox

__all__ = ["Limits", "Sandbox"]
