"""`assay proxy`: what was asked for is read, started, told of while it runs, and summed up at the end."""
