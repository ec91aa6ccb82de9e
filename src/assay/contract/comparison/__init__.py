"""What differs between two answers, or two JSON values: by place, with what may differ left out."""

from assay.contract.comparison.answers import Comparison, compare
from assay.contract.comparison.difference import Difference, Differences, Rules
from assay.contract.comparison.structure import differences

__all__ = ["Comparison", "Difference", "Differences", "Rules", "compare", "differences"]
