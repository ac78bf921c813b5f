"""The base of every view set."""

import uuid
from typing import Any

from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet

from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.api import services
from crm.api.paging import Cursor
from crm.api.throttles import PerActor

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

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "actor": getattr(self.request, "user", None)}


def idempotency_uuid(request: Request) -> uuid.UUID | None:
    """The client key that an Idempotency-Key stands for: of this actor and address only. Raises KeyTaken where it came
    with another body before."""
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return None
    if len(key) > 200:
        raise ValidationError({"Idempotency-Key": "At most 200 characters."})
    stands_for = uuid.uuid5(uuid.NAMESPACE_URL, f"{request.user.id}:{request.path}:{key}")
    if not services.is_the_same(by=request.user, key=stands_for, body=request.data):
        raise KeyTaken
    return stands_for


def _length(request: Request) -> int:
    """What the client says; a server reads no further than that."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isdecimal() else 0
