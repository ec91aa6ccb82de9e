"""The hostile world: what must hold whatever the server, the input or the machine does."""
