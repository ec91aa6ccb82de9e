"""Python as the parts that translations are built of, and its source as a person would lay it out."""
