"""A stand-in that is made of an OpenAPI document, and the check that a stand-in keeps to one."""
