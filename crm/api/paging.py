"""Cursor paging: a page costs the same wherever it lies."""

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination


class Cursor(CursorPagination):
    """`page_size` up to 200. `ordering` only as the view's `orderings` lists it (name -> fields)."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = "-pk"

    def get_ordering(self, request, queryset, view):
        orderings = view.orderings
        wanted = request.query_params.get("ordering") or next(iter(orderings))
        if wanted not in orderings:
            raise ValidationError({"ordering": f"One of: {', '.join(orderings)}."})
        return orderings[wanted]
