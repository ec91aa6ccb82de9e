"""What curl's tool does around libcurl: where answers go, retries, -v, -w, several URLs."""
