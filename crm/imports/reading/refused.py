"""The one way this package says no: a code with its figures, and a sentence for the person on screen."""

from .sentences import say


class Refused(Exception):
    def __init__(self, code: str, **params):
        super().__init__(code)
        self.code = code
        self.params = params

    @property
    def sentence(self) -> str:
        """In the language active now, so a job may store code and params and a page may speak later."""
        return say(self.code, self.params)

    def __str__(self) -> str:
        return self.sentence
