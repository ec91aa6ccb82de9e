"""The proof against curl: Debian's own and `assay curl` given the same command lines, compared byte for byte."""
