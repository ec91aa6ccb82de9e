"""What can be done to the bytes of one direction of a connection, one toxic a file, as pure programs."""
