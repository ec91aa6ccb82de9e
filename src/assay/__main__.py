"""`python -m assay` is the command `assay`."""

from assay.interfaces.cli.main import entry

entry()
