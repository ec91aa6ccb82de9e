"""A small, real shop API for two tenants: what the README shows and what assay's own tests run against."""
