"""DRF reads the actor that the middleware resolved, ahead of any view."""

from django.middleware.csrf import CsrfViewMiddleware
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied

from crm.access.actors import Actor


class ActorAuthentication(BaseAuthentication):
    """`request.user` is the actor. A bearer header that resolved to nothing is 401, whatever cookie came with it."""

    def authenticate(self, request) -> tuple[Actor, Actor] | None:
        actor = request._request.actor
        if request.headers.get("Authorization"):
            if actor is None:
                raise AuthenticationFailed("This token is unknown, expired or revoked.")
            return actor, actor
        if actor is None:
            return None
        refusal = _CsrfCheck(lambda _request: None).refusal(request._request)
        if refusal:
            raise PermissionDenied(f"CSRF: {refusal}")
        return actor, actor

    def authenticate_header(self, request) -> str:
        return "Bearer"


class _CsrfCheck(CsrfViewMiddleware):
    """Says the reason instead of answering."""

    def refusal(self, request) -> str | None:
        self.process_request(request)
        return self.process_view(request, None, (), {})

    def _reject(self, request, reason):
        return reason
