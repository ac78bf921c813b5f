"""Which organization a transaction works for. Row security reads the setting made here; nothing else sets it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction


class TenantMixed(RuntimeError):
    """One transaction works for one organization."""


@contextmanager
def tenant(organization_id: uuid.UUID, *, using: str = "default") -> Iterator[None]:
    """A transaction for one organization: requests, jobs, commands, the shell."""
    with transaction.atomic(using=using):
        before = current(using)
        if before and before != str(organization_id):
            raise TenantMixed(f"this transaction works for {before}")
        _set(str(organization_id), using)
        yield
        # The setting ends with the transaction. Inside an outer one (a test case) it would outlive this block.
        # After an error atomic() rolls back to its savepoint, and PostgreSQL puts the setting back by itself.
        if not transaction.get_connection(using).needs_rollback:
            _set(before, using)


@contextmanager
def beside(organization_id: uuid.UUID) -> Iterator[None]:
    """A transaction of its own on the second connection: what must stay although the request is rolled back."""
    with tenant(organization_id, using="side"):
        yield


def current(using: str = "default") -> str:
    with connections[using].cursor() as cursor:
        cursor.execute("select coalesce(current_setting('earshot.organization', true), '')")
        return cursor.fetchone()[0]


def _set(value: str, using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute("select set_config('earshot.organization', %s, true)", [value])
