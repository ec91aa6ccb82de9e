"""Passive judges: what an exchange says about the API, whoever caused it."""
