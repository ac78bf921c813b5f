"""The base of every view set."""

import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet

from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.api import services
from crm.api.paging import Cursor
from crm.api.throttles import PerActor

Row = TypeVar("Row", bound=Model)
BIGGEST_BODY = 1_000_000


class TooLarge(APIException):
    status_code = 413
    default_detail = "The body is larger than 1 MB."


class KeyTaken(APIException):
    status_code = 409
    default_detail = "This Idempotency-Key came before with another body. Nothing was changed: send a new key with what is new."


class ActorViewSet(GenericViewSet):
    """`reads`/`writes`: permissions. `orderings`: name -> fields. `filters`: the query parameters that are known; any other
    one is refused, so that a misspelled filter never shows more than was meant."""

    reads: Permission | None = None
    writes: Permission | None = None
    orderings: dict[str, tuple[str, ...]] = {"-id": ("-pk",)}
    filters: frozenset[str] = frozenset()
    pagination_class = Cursor
    throttle_classes = [PerActor]
    lookup_value_converter = "uuid"

    @property
    def actor(self) -> Actor:
        return self.request.user

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if _length(request) > BIGGEST_BODY:
            raise TooLarge
        super().initial(request, *args, **kwargs)
        known = self.filters | {"cursor", "page_size", "ordering"}
        if unknown := sorted(set(request.query_params) - known):
            raise ValidationError(dict.fromkeys(unknown, "There is no such parameter."))
        if request.method == "POST":
            _refuse_another_body(request)

    def once(self, deed: Callable[[], Row], *, among: QuerySet[Row]) -> Row:
        """What `deed` gives; to a repeated request what it gave then, as it is now. For rows without a client key."""
        key = idempotency_uuid(self.request)
        if key is None:
            return deed()
        if made_id := services.made_with(by=self.actor, key=key):
            return get_object_or_404(among, pk=made_id)
        row = deed()
        services.note_made(by=self.actor, key=key, made_id=row.pk)
        return row

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "actor": getattr(self.request, "user", None)}


def idempotency_uuid(request: Request) -> uuid.UUID | None:
    """The client key that an Idempotency-Key stands for: of this actor and address only."""
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return None
    if len(key) > 200:
        raise ValidationError({"Idempotency-Key": "At most 200 characters."})
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{request.user.id}:{request.path}:{key}")


def _refuse_another_body(request: Request) -> None:
    """For every POST, whatever it does: a key belongs to the body it came with first."""
    key = idempotency_uuid(request)
    if key is not None and not services.is_the_same(by=request.user, key=key, body=request.data):
        raise KeyTaken


def _length(request: Request) -> int:
    """What the client says; a server reads no further than that."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isdecimal() else 0
