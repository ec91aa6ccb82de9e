"""`assay save`: calls of the history become requests of a collection, written beside what is there already."""

from assay.app.saving.options import SaveOptions
from assay.app.saving.save import Saved, save

__all__ = ["SaveOptions", "Saved", "save"]
