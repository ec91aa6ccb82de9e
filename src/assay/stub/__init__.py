"""A stand-in for a dependency: routes, states and answers, judged and remembered."""
