"""What was sent by hand: a log for each command, an index over the logs, and entries read back from them."""
