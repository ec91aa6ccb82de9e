"""Where people and programs come in: parse, call a use case, render, exit."""
