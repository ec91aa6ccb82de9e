"""Assertions of chai and of Postman's own plugin for it, each as Python asserts."""
