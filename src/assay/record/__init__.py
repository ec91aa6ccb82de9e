"""The event log on disk: what is written into it, in which order it is read, and what must never stand in it."""
