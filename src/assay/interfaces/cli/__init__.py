"""The command line: a function of arguments, environment and streams."""
