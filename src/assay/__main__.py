"""`python -m assay` is the command `assay`."""

from assay.interfaces.cli.entry import entry

entry()
