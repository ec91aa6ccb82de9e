"""Exchanges sent by hand, turned into a collection: variables, assertions and chains drafted from what was seen."""
