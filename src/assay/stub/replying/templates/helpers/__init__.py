"""What templates may call by name, by what it is about; Handlebars and WireMock call these helpers."""
