"""What runs us beside the real peer."""
