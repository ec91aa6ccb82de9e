"""The two services behind the shop: one counts and reserves stock, the other one charges."""
