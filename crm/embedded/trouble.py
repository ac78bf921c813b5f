"""What a person is told when Earshot cannot start."""


class CannotStart(Exception):
    """One sentence for the person at the terminal; the command line prints it without a traceback."""
