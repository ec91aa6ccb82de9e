"""Dates and times as Java writes, reads, shifts and truncates them."""
