"""Do two writings of a name mean one person? Asked only of people who share a phone or an e-mail address."""

from crm.lib import names, nicknames

GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv", "hijo"})


def agree(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    """Each is first name, last name, chosen name. One last name may be missing; the first names must fit."""
    if _cut_otherwise(one, other):
        return True
    if not _families_fit(one[1], other[1]):
        return False
    return any(
        _first_names_fit(mine, theirs)
        for mine in filter(None, (one[0], one[2]))
        for theirs in filter(None, (other[0], other[2]))
    )


def _cut_otherwise(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    """ "Guadalupe Peña | Núñez" is "Lupe | Peña Núñez": the same words, parted at another place."""
    mine, theirs = names.tokens(f"{one[0]} {one[1]}"), names.tokens(f"{other[0]} {other[1]}")
    return len(mine) > 2 and mine[1:] == theirs[1:] and nicknames.agree(mine[0], theirs[0])


def initials_fit(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    """ "C. McBride" may be "Caleb McBride", "Denise P." may be "Denise Pettway": worth a question, no more."""
    mine, theirs = (names.tokens(f"{name[0] or name[2]} {name[1]}") for name in (one, other))
    return (
        len(mine) > 1
        and len(theirs) > 1
        and all(
            a == b or (a[0] == b[0] and 1 in (len(a), len(b)))
            for a, b in ((mine[0], theirs[0]), (mine[-1], theirs[-1]))
        )
    )


def _families_fit(one: str, other: str) -> bool:
    """The second of two Spanish surnames may be missing; "Whitaker Jr" is not "Whitaker Sr", nor certainly "Whitaker"."""
    if names.fold(one) == names.fold(other):
        return True
    shorter, longer = sorted((names.tokens(one), names.tokens(other)), key=len)
    return longer[: len(shorter)] == shorter and GENERATIONS.isdisjoint(longer[len(shorter) :])


def _first_names_fit(one: str, other: str) -> bool:
    """ "Maria Elena" is "Maria", and "Bill" is "William"; "Maria Elena" is not "Maria Jose"."""
    mine, theirs = names.tokens(one), names.tokens(other)
    if not mine or not theirs:
        return False
    shorter = min(len(mine), len(theirs))
    return nicknames.agree(mine[0], theirs[0]) and mine[1:shorter] == theirs[1:shorter]
