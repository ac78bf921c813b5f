"""A value read from a cell, whether it is a guess, and the code of the reason."""

from typing import Generic, NamedTuple, TypeVar

Value = TypeVar("Value")


class Guess(NamedTuple, Generic[Value]):
    """`guess` is true when a person should look; `reason` is then a code, blank when all is plain.

    A value that could not be read is empty, with `guess` true and the reason why.
    """

    value: Value
    guess: bool = False
    reason: str = ""
