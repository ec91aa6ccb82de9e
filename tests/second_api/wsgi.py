"""Fieldnotes for any WSGI server, and for `assay probe --app tests.second_api.wsgi:app`."""

from tests.second_api.app import create_app

app = create_app()
