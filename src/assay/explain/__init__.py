"""What an answer most likely means: one rule a file, each with its trigger, its words and its source."""
