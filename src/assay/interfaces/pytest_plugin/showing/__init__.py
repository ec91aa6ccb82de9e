"""What a person is shown of a test that fails: pure, from exchanges and values to lines."""
