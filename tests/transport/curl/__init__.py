"""What a curl command asks for, sent to servers that do as their scripts say."""
