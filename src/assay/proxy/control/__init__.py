"""Toxiproxy's HTTP interface over our proxies: what its clients send, read and answered as its server does."""
