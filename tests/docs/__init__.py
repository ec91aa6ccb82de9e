"""Every example in README.md and docs/ is run; what is generated is current; every option and setting is named.

The pages are Markdown that reads well anywhere. What the tests have to know besides stands in comments, which a reader
does not see, before the block that it is about:

    <!-- with: shop -->         the demo shop answers at 127.0.0.1:8000, and its files lie in the working directory
    <!-- with: flaky -->        at 127.0.0.1:8001 every second connection is closed without an answer
    <!-- with: own -->          127.0.0.1:8002 stands for a free port, for what the page starts itself
    <!-- file: NAME -->         the next block is the content of this file
    <!-- file: NAME ... -->     the lines between are, for a file that the reader needs not see
    <!-- env: NAME=VALUE -->    a variable of the process environment, from here on
    <!-- run: COMMAND -->       a command that the reader needs not see; it has to end with 0
    <!-- exit: N -->            what the last command of the next block ends with, where it is not 0
    <!-- not run: REASON -->    the next block is looked at, and not run

A page is one working directory, from its top to its end. `console` blocks hold commands after `$ ` with what they
print; `sh` blocks hold commands alone; `python` blocks are run; `toml`, `json` and `yaml` are parsed. In what is
printed, a line of `...` stands for any lines, and `...` in a line for the rest of a word or sentence. Times, random ids
and the width of a table are not compared; a command with nothing below it may print what it likes.
"""
