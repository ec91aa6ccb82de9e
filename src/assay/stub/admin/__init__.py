"""The admin interface, as WireMock's client libraries speak to it: everything below `/__admin`."""
