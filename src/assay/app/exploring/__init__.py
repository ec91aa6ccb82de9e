"""What `assay curl` and `assay again` do around the sending: project, identity, explanation, history, reports."""
