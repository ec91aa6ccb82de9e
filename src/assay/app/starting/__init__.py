"""A new project: assay.toml, an environment, what git must not see, and a first collection that runs."""
