"""Stands before a real dependency and breaks it: TCP as Toxiproxy does, and HTTP by rule, share or schedule."""
