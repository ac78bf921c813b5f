"""Who is registered: kinds that come in, kinds that only go out, followers of the rows of a kind."""

from crm.imports.kinds.follower import Follower
from crm.imports.kinds.kind import Kind

_kinds: dict[str, Kind] = {}
_only_out: dict[str, Kind] = {}
_followers: dict[str, list[Follower]] = {}


def register(kind: Kind) -> None:
    _kinds[kind.key] = kind


def register_export(kind: Kind) -> None:
    """A kind that goes out and is not brought in as a spreadsheet."""
    _only_out[kind.key] = kind


def kind_of(key: str) -> Kind:
    """Raises LookupError."""
    return _kinds.get(key) or _only_out[key]


def kinds() -> list[Kind]:
    """The first is what a file is taken for when nothing tells."""
    return sorted(_kinds.values(), key=lambda kind: kind.order)


def follow(key: str, follower: Follower) -> None:
    """From AppConfig.ready() of the higher room."""
    _followers.setdefault(key, []).append(follower)


def followers(key: str) -> list[Follower]:
    return _followers.get(key, [])
