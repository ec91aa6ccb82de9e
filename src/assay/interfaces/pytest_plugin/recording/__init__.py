"""What third parties answered, kept in files that people read, and given again."""
