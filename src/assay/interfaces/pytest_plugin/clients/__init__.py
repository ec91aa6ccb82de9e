"""The client libraries, one file each: where an exchange passes, how it is read, and how a recording answers in it."""
