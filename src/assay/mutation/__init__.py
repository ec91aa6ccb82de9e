"""An answer changed in one thing at a time, ordered by the harm to clients."""
