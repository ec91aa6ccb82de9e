"""Active judges: which requests to send, in which identity, and what the answers mean."""
