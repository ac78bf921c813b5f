"""Do two writings of a name mean one person? Asked only of people who share a phone or an e-mail address."""

from crm.lib import names, nicknames


def agree(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    """Each is first name, last name, chosen name. One last name may be missing; the first names must fit."""
    family, other_family = names.fold(one[1]), names.fold(other[1])
    if family and other_family and family != other_family:
        return False
    return any(
        _first_names_fit(mine, theirs)
        for mine in filter(None, (one[0], one[2]))
        for theirs in filter(None, (other[0], other[2]))
    )


def _first_names_fit(one: str, other: str) -> bool:
    """ "Maria Elena" is "Maria", and "Bill" is "William"; "Maria Elena" is not "Maria Jose"."""
    mine, theirs = names.tokens(one), names.tokens(other)
    if not mine or not theirs:
        return False
    shorter = min(len(mine), len(theirs))
    return nicknames.agree(mine[0], theirs[0]) and mine[1:shorter] == theirs[1:shorter]
