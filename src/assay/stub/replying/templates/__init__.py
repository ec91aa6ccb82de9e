"""Templates in the manner of Handlebars, with WireMock's model of a request and its helpers."""
