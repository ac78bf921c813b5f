"""A reference that cannot leave its organization."""

from django.db import models


class WithinOrganization(models.ForeignKey):
    """A foreign key whose constraint carries the organization; the `Wall` operation of a migration makes it.

    A plain foreign key is checked past row security, so it would accept, and thereby reveal, another organization's id.
    """

    def __init__(self, to, on_delete=models.PROTECT, **options):
        options["db_constraint"] = False
        options.setdefault("related_name", "+")
        options.setdefault("db_index", False)
        super().__init__(to, on_delete, **options)
