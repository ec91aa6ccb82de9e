"""The sans-I/O driver: resolves variables, builds and signs requests, walks a suite; commands out, events beside."""
