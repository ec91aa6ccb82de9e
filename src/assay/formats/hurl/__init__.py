"""Hurl files: requests with captures and asserts, as plain text. They are read, and not written.

Nothing is imported here: to recognise a text must not take as long as to read it.
"""
