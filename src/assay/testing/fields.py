"""JSON values that may be of another kind than expected, for promoted tests."""

from assay.model.fields import field_of, fields_of, has_field, number_of

__all__ = ["field_of", "fields_of", "has_field", "number_of"]
