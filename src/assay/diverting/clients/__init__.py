"""The client libraries, one file each: where a request passes, and how it is sent elsewhere or fails there."""
