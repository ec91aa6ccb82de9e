"""Fieldnotes: a second API, unlike the demo shop in framework and conventions, right by its own contract."""
