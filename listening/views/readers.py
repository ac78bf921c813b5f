"""For pages of those who read notes or code them."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied

from crm.access.checks import allowed
from crm.access.roles import Permission


def readers(view: Callable) -> Callable:
    """Like allowed(P.VIEW_NOTES), and for the coalition's researchers, who code and read nobody's notes."""

    @allowed()
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not (request.actor.can(Permission.VIEW_NOTES) or request.actor.can(Permission.CODE_NOTES)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
