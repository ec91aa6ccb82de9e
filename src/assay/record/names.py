"""Which names hold secrets, for the log: the same as everywhere (`model.names`)."""

from assay.model.names import is_secret, may_name

__all__ = ["is_secret", "may_name"]
