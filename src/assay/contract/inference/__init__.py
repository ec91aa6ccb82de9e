"""JSON Schemas inferred from answers that were seen, and which of their values change from one answer to the next."""

from assay.contract.inference.schema import infer
from assay.contract.inference.volatility import looks_volatile, volatile

__all__ = ["infer", "looks_volatile", "volatile"]
