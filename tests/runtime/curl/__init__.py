"""What curl's tool does around libcurl, on real files and loopback servers."""
