"""What holds for all mappings of a stub, and may be changed while it runs."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.model.stub.reply import Delay


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Changed by replacing it."""

    templating: bool = False
    """Every answer is a template, not only those that say so."""
    delay: Delay | None = None
    """Before each answer, beside its own delay."""
    raw: dict[str, Any] = {}
    """As the admin interface was told them."""
