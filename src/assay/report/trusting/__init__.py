"""What reports say of the tests themselves."""
