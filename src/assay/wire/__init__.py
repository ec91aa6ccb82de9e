"""Sockets of ours that serve: HTTP/1.1 and HTTP/2, with TLS or without, every act of a fault carried out."""
