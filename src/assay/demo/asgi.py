"""The shop for any ASGI server: `uvicorn assay.demo.asgi:app`."""

from assay.demo.app import create_app

app = create_app()
