"""Target servers on loopback, each under a script of its own."""
