"""Collections of Bruno: .bru files, its YAML files, and its exported JSON. They are read, and not written.

Nothing is imported here: to recognise a text must not take as long as to read it.
"""
