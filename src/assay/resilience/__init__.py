"""What an API does when a dependency fails: which call, which fault, and whether the answer was a good one."""
