"""The proof against the peer: Newman itself and `assay run` over the same collections, compared."""
