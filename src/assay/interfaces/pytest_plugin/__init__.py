"""The pytest plugin: what a test sent and what came back, shown where it fails; silent until it is asked for."""
