"""Whole runs of the installed command: arguments in; output, exit code and files out."""
