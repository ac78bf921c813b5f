"""What a view set asks of the actor."""

from rest_framework.permissions import SAFE_METHODS, BasePermission

from crm.access.actors import TokenBearer
from crm.access.roles import Permission


class ActorMay(BasePermission):
    """`reads` and `writes` of the view name permissions. A token of the API may write only if it says so."""

    message = "Your role does not allow this."

    def has_permission(self, request, view) -> bool:
        actor = request.user
        if actor is None:
            return False
        if isinstance(actor, TokenBearer):
            if actor.purpose != "api" or (request.method not in SAFE_METHODS and not actor.may_write):
                return False
            if not actor.can(Permission.USE_API):
                return False
        needed = view.reads if request.method in SAFE_METHODS else view.writes
        return needed is not None and actor.can(needed)
