"""What listening gives out as files: codings and codebooks for other tools. Asked for, audited and deleted after a day like
every file (crm.imports.exporting)."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.imports import kinds
from crm.imports.kinds import Export, Kind, WholeFile
from crm.imports.layouts import Layout
from crm.imports.models import ExportFile
from listening.exchange.giving_out import CodebookFile, CodebookSheet, ExcerptSheet, ProjectFile

REFI, TAGUETTE = "refi", "taguette"


class Codings(Kind):
    key = "codings"
    label = _("Notes with their codings")
    noun = _("codings")
    export_title = _("Take notes and codings out")
    export_says = _(
        "Pseudonyms only, redacted words masked. Words that were taken back are not in the file. Only you can download it, "
        "for 24 hours."
    )

    def may_export(self, actor: Actor) -> bool:
        return actor.can(Permission.EXPORT) and actor.can(Permission.CODE_NOTES)

    def layouts(self) -> list[Layout]:
        return [
            Layout(REFI, _("REFI-QDA project"), _("Texts, codebook and codings, with ids that come back."), ("qdpx",)),
            Layout(TAGUETTE, _("Excerpts as Taguette gives them"), _("One line for each code on an excerpt."), ("xlsx", "csv")),
        ]  # fmt: skip

    def left_out(self, counts: Mapping[str, int]) -> list[str]:
        count = counts.get("withdrawn", 0)
        if not count:
            return []
        words = ngettext(
            "%(n)s text or excerpt: the person took the words back.",
            "%(n)s texts or excerpts: the people took their words back.",
            count,
        )
        return [words % {"n": count}]

    def export(self, file: ExportFile, by: Actor) -> Export | WholeFile:
        return ProjectFile(file, by) if file.layout == REFI else ExcerptSheet(file, by)


class Codebooks(Kind):
    key = "codebook"
    label = _("Codebook")
    noun = _("codes")
    export_title = _("Take a codebook out")
    export_says = _(
        "Codes with their definitions, no words of anybody. Only you can download it, for 24 hours."
    )

    def may_export(self, actor: Actor) -> bool:
        return actor.can(Permission.EXPORT) and actor.can(Permission.VIEW_NOTES)

    def layouts(self) -> list[Layout]:
        return [
            Layout(REFI, _("REFI-QDA codebook"), _("With ids that come back."), ("qdc",)),
            Layout(TAGUETTE, _("As Taguette gives it"), _("tag, parent, description, number of highlights"), ("csv", "xlsx")),
        ]  # fmt: skip

    def export(self, file: ExportFile, by: Actor) -> Export | WholeFile:
        return CodebookFile(file, by) if file.layout == REFI else CodebookSheet(file, by)


kinds.register_export(Codings())
kinds.register_export(Codebooks())
