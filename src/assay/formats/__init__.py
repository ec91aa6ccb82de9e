"""Bytes to values and back: one file or folder for each format, and no I/O in any of them."""
