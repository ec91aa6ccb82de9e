"""All helpers by name."""

from __future__ import annotations

from assay.stub.replying.templates.fill import Helper
from assay.stub.replying.templates.helpers import chances, dates, documents, flow, numbers, texts

HELPERS: dict[str, Helper] = {
    **flow.HELPERS,
    **texts.HELPERS,
    **numbers.HELPERS,
    **documents.HELPERS,
    **dates.HELPERS,
    **chances.HELPERS,
}
