"""JSONPath in Jayway's dialect, which WireMock's mappings and templates are written in; bounded in time and depth."""
