"""The proxy: toxics as programs, TCP on real sockets, Toxiproxy's interface and its client libraries, HTTP faults."""
