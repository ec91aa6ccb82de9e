"""Exchanges sent by hand, turned into a collection: variables, assertions and chains drafted from what was seen."""

from assay.draft.drafting import draft, reads_to_repeat
from assay.draft.values import Call, Draft, Existing, Fate, Gain, Missing, Surroundings, Wish

__all__ = ["Call", "Draft", "Existing", "Fate", "Gain", "Missing", "Surroundings", "Wish", "draft", "reads_to_repeat"]
