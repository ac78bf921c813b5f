"""Numbers and addresses that a file says must not be reached any more."""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from contacts.importers import statements as sql
from contacts.importers.chunks import (
    SUPPRESSIONS,
    Chunk,
)
from contacts.services.suppressions import suppressed_keys


def suppress(
    cursor: Any,
    parameters: dict[str, Any],
    chunk: Chunk,
    known: Sequence[tuple[int, uuid.UUID]],
    unwritten: Sequence[int],
) -> dict[uuid.UUID, list[tuple[str, str]]]:
    """Of everybody who is written, new or known, by the number in the chunk."""
    if SUPPRESSIONS not in chunk.filled:
        return {}
    numbers = {"known": [n for n, _ in known], "ids": [pk for _, pk in known], "unwritten": unwritten}
    cursor.execute(sql.SUPPRESS, {**parameters, **numbers})
    found: dict[uuid.UUID, list[tuple[str, str]]] = defaultdict(list)
    for contact_id, digest, reason in cursor.fetchall():
        found[contact_id].append((digest, reason))
    return found


def mark_suppressed(cursor: Any, parameters: dict[str, Any], chunk: Chunk, *, some_are: bool) -> None:
    """Everybody's method with a number or address that must not be reached any more."""
    keys = {m.key for p in chunk.people for m in p.methods if m.suppress}
    keys |= {m.key for p in chunk.people for m in p.methods if m.status != "ok"} if some_are else set()
    if keys:
        keys = suppressed_keys(parameters["org"], keys)
        cursor.execute(sql.MARK_SUPPRESSED, {**parameters, "keys": sorted(keys)})


def keep_suppressed(cursor: Any, parameters: dict[str, Any], suppressed: dict[uuid.UUID, list]) -> None:
    """What new people closed, so that an undo opens it again."""
    if suppressed:
        befores = [json.dumps({"added": hexes(pairs), "version": 1}) for pairs in suppressed.values()]
        cursor.execute(sql.SUPPRESSED_BEFORE, {**parameters, "ids": list(suppressed), "befores": befores})


def hexes(pairs: Iterable[tuple[str, str]]) -> dict[str, list]:
    pairs = [list(pair) for pair in pairs]
    return {"suppressions": pairs} if pairs else {}
