"""A suite held against the OpenAPI document: what differs, and what of the document some check has looked at."""
