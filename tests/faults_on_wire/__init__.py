"""Every fault, observed on a raw socket and through real clients."""
