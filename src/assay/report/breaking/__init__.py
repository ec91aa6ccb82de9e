"""The reports of `assay break`, beside those that it shares with `assay probe`."""
