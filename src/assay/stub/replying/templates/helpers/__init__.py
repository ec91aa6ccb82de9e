"""The helpers that templates may call, by what they are about."""
