"""What the functions, methods and properties of the sandbox mean in Python, one library a file."""
