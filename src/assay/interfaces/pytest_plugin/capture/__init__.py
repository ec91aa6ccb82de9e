"""What passes between a test and the world: noted as it happens, made into exchanges only where somebody looks."""
