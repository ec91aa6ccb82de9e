"""The values that every room speaks in: frozen, typed, and free of I/O."""
