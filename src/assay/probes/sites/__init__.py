"""What an API does for other sites: whom it sends visitors to, who may read with their credentials, what strays see."""
