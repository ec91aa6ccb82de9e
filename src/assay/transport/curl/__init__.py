"""What a curl command asks for, carried out by libcurl as the curl tool would."""
