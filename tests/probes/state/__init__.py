"""Probes of what stays, goes and changes between requests."""
