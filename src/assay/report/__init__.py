"""What is made of a run's events: each report is a fold of records into pieces of text."""
