"""Exports of Insomnia, in format 4 (JSON or YAML) and format 5 (YAML). They are read, and not written.

Nothing is imported here: to recognise a text must not take as long as to read it.
"""
