"""HTTP archives (HAR 1.1 and 1.2), as browsers, Playwright, Charles and Fiddler write them."""
