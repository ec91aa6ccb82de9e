"""What can go wrong with a dependency, one fault a file: a healthy answer in, acts on the connection out."""
