"""The reports of a probing run."""
