"""An answer changed in one thing at a time, ordered by the harm to clients."""

from assay.mutation.mutants import Mutant, mutants

__all__ = ["Mutant", "mutants"]
