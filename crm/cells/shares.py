"""Percentages of people that may be shown: hidden parts stay hidden, and nearly all and nearly none look alike."""

from dataclasses import dataclass

TOP, BOTTOM, MANY = 95, 5, 100


@dataclass(frozen=True)
class Share:
    """`percent` None: hidden. `bound` is "≥" or "≤" where the true share is at or beyond what is printed, else ""."""

    percent: int | None
    bound: str = ""

    def __str__(self) -> str:
        return "·" if self.percent is None else f"{self.bound}{self.percent}%"


def share(part: int | None, whole: int | None) -> Share:
    """Of shown counts only: a hidden whole hides its parts. Under a hundred people 95 % and more, or 5 % and less, print
    as ≥95% and ≤5%; among more people so do only all and none, which tell something about everybody."""
    if part is None or not whole:
        return Share(None)
    exact = 100 * part / whole
    if exact >= TOP and (whole < MANY or part == whole):
        return Share(TOP, "≥")
    if exact <= BOTTOM and (whole < MANY or part == 0):
        return Share(BOTTOM, "≤")
    return Share(round(exact))
