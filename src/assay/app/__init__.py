"""Settings, registries and use cases: the composition root, the one place that knows every room."""
