"""Permission checks of views and services."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied

from crm.access.actors import Actor
from crm.access.errors import NotAllowed
from crm.access.roles import Permission


def require(actor: Actor, permission: Permission) -> None:
    """For services. Raises NotAllowed."""
    if not actor.can(permission):
        raise NotAllowed


def allowed(permission: Permission | None = None) -> Callable:
    """For views: strangers go to the sign-in page, members without the permission get 403.

    Without a permission: any member. The decorated view carries `.permission` for the tests that walk every address.
    """

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if request.actor is None:
                if request.user.is_authenticated:
                    raise PermissionDenied
                return redirect_to_login(request.get_full_path())
            if permission is not None and not request.actor.can(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permission = permission
        return guarded

    return decorate
