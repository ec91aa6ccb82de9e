"""Who may do what: strangers at others' things, lower roles at higher operations, credentials worth nothing."""
