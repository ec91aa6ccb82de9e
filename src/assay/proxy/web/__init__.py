"""Stands before an HTTP dependency: each call goes on to it as it is, but for the faults that a rule asks for."""
