"""Writing history: what was done in the transaction of the deed, what was refused in one of its own."""

import hashlib
import hmac
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.models import Count, Max

from crm.access.actors import Actor, System
from crm.access.tenancy import beside
from crm.audit.models import AuditEvent, AuditSeal, Revision

ROWS = """
select id, organization_id::text, extract(epoch from at)::text, verb, actor_kind, actor_id::text, reason, target_kind,
       target_id::text, fields::text, details::text, request_id, address
from audit_auditevent where id > %s and id <= %s order by id
"""


def record(
    verb: str,
    *,
    by: Actor,
    target: models.Model | None = None,
    changes: dict[str, tuple[Any, Any]] | None = None,
    details: dict[str, Any] | None = None,
) -> AuditEvent:
    """One event, in the caller's transaction. `changes` maps a field to (before, after): names go to the event, values
    to an erasable revision. `details` takes counts and ids, never what a person said or is called."""
    changes = changes or {}
    event = AuditEvent.objects.create(
        organization_id=by.organization_id,
        verb=verb,
        fields=sorted(changes),
        details=details or {},
        **_who(by),
        **_target(target),
    )
    if changes and target is not None:
        Revision.objects.create(
            organization_id=by.organization_id,
            event_id=event.pk,
            before={name: _plain(pair[0]) for name, pair in changes.items()},
            after={name: _plain(pair[1]) for name, pair in changes.items()},
            **_target(target),
        )
    return event


def record_each(
    verb: str, *, by: Actor, targets: Iterable[models.Model], details: dict[str, Any] | None = None
) -> None:
    """The same event for many targets at once, without values. The database gives the numbers, in one statement."""
    AuditEvent.objects.bulk_create(
        (
            AuditEvent(
                organization_id=by.organization_id,
                verb=verb,
                details=details or {},
                **_who(by),
                **_target(target),
            )
            for target in targets
        ),
        batch_size=1000,
    )


def record_refusal(*, by: Actor, path: str) -> None:
    """Somebody asked for what their role does not hold."""
    record_beside("access.refused", by=by, details={"path": path[:200]})


def record_beside(
    verb: str, *, by: Actor, target: models.Model | None = None, details: dict[str, Any] | None = None
) -> None:
    """On the second connection, so that it stays although the request is rolled back."""
    with beside(by.organization_id):
        AuditEvent.objects.using("side").create(
            organization_id=by.organization_id,
            verb=verb,
            details=details or {},
            **_who(by),
            **_target(target),
        )


def keyed_hash(value: str) -> str:
    """Tells whether two values are equal without telling the value (HMAC-SHA-256 under the site's secret)."""
    key = hashlib.sha256(f"audit:{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


def differences(before: models.Model, after: models.Model, names: list[str]) -> dict[str, tuple[Any, Any]]:
    """The fields among `names` whose values differ, as `changes` for record()."""
    return {
        name: (getattr(before, name), getattr(after, name))
        for name in names
        if getattr(before, name) != getattr(after, name)
    }


def history_of(
    organization_id: uuid.UUID, targets: Iterable[uuid.UUID]
) -> dict[uuid.UUID, tuple[int, datetime]]:
    """How often something was done to each of these, and when last."""
    found = AuditEvent.objects.filter(organization_id=organization_id, target_id__in=list(targets))
    rows = found.values_list("target_id").annotate(n=Count("pk"), last=Max("at"))
    return {target: (n, last) for target, n, last in rows}


def seal(organization_id: uuid.UUID) -> int | None:
    """Add a link to the hash chain over everything so far, inside a tenant block.

    Returns the number of events sealed, or None while somebody is writing: the next tick tries again.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtextextended(%s, 7))", [str(organization_id)])
        if not cursor.fetchone()[0]:
            return None
        last = AuditSeal.objects.order_by("-number").first()
        number, start, previous = (last.number, last.upto, bytes(last.hash)) if last else (0, 0, b"")
        upto = AuditEvent.objects.aggregate(highest=models.Max("id"))["highest"] or 0
        count, digest = _fold(cursor, start, upto, previous)
    if count:
        AuditSeal.objects.create(
            organization_id=organization_id, number=number + 1, upto=upto, events=count, hash=digest
        )
    return count


def broken_seal() -> int | None:
    """The number of the first seal whose events no longer give its hash, inside a tenant block."""
    start, previous = 0, b""
    with connection.cursor() as cursor:
        for link in AuditSeal.objects.order_by("number"):
            if _fold(cursor, start, link.upto, previous) != (link.events, bytes(link.hash)):
                return link.number
            start, previous = link.upto, bytes(link.hash)
    return None


def _fold(cursor: Any, start: int, upto: int, previous: bytes) -> tuple[int, bytes]:
    chain, count = hashlib.sha256(previous), 0
    cursor.execute(ROWS, [start, upto])
    for row in cursor.fetchall():
        chain.update(repr(row).encode())
        count += 1
    return count, chain.digest()


def _who(actor: Actor) -> dict[str, Any]:
    return {
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "reason": actor.reason[:200] if isinstance(actor, System) else "",
        "request_id": actor.request_id,
        "address": actor.address,
    }


def _target(target: models.Model | None) -> dict[str, Any]:
    return {"target_kind": target._meta.label_lower, "target_id": target.pk} if target is not None else {}


def _plain(value: Any) -> Any:
    """As JSON can hold it."""
    if isinstance(value, models.Model):
        return str(value.pk)
    try:
        return DjangoJSONEncoder().default(value)
    except TypeError:
        return value
