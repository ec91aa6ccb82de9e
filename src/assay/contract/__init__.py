"""What an API promises, held against what it does: operations matched, messages judged, schemas inferred."""
