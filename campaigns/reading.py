"""What several screens read of actions."""

from django.db.models import Count, Q, QuerySet


def with_counts(actions: QuerySet) -> QuerySet:
    """Adds `coming_count` (yes or confirmed) and `came_count` (came or walked in)."""
    coming = Q(signups__status__in=["yes", "confirmed"])
    came = Q(signups__status__in=["attended", "walk_in"])
    return actions.annotate(
        coming_count=Count("signups", filter=coming), came_count=Count("signups", filter=came)
    )
