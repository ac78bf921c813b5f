"""What coding shows on the pages of projects and notes, its tabs, and what its deeds are called in the audit."""

from django.db.models import Count
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from crm.access.roles import Permission
from crm.ui import panels
from listening.coding import reading
from listening.models import Coding, CodingRound, ListeningProject, Note, RoundNote
from listening.navigation import Tab, add_tab


def of_project(request: HttpRequest, *, project: ListeningProject) -> str:
    """How much is coded, with which codebook, in which rounds."""
    actor = request.actor
    if not actor.can(Permission.VIEW_NOTES):
        return ""
    notes = Note.objects.visible_to(actor).filter(session__project=project, is_quote=True)
    done = RoundNote.objects.visible_to(actor).filter(note__in=notes, done_at__isnull=False)
    codings = Coding.objects.visible_to(actor).standing().filter(excerpt__note__in=notes)
    context = {
        "project": project,
        "notes": notes.count(),
        "done": done.aggregate(n=Count("note", distinct=True))["n"],
        "codings": codings.count(),
        "codebook": project.codebook or reading.shared_codebook(actor),
        "rounds": CodingRound.objects.visible_to(actor)
        .filter(project=project)
        .order_by("-opened_at", "-pk")[:5],
        "may_code": actor.can(Permission.CODE_NOTES),
    }
    return render_to_string("listening/coding/_project.html", context, request=request)


def of_note(request: HttpRequest, *, note: Note) -> str:
    """The codes on a note, for those who read codings, and the way to the desk for those who code."""
    actor = request.actor
    if not actor.can(Permission.VIEW_NOTES):
        return ""
    codes = (
        Coding.objects.visible_to(actor)
        .standing()
        .filter(excerpt__note=note)
        .values("code", "code__name_en", "code__name_es")
        .annotate(n=Count("excerpt", distinct=True))
        .order_by("-n", "code__name_en")
    )
    spanish = request.LANGUAGE_CODE.startswith("es")
    rows = [
        {
            "name": (row["code__name_es"] if spanish else "") or row["code__name_en"],
            "code": row["code"],
            "n": row["n"],
        }
        for row in codes
    ]
    context = {"note": note, "rows": rows, "may_code": actor.can(Permission.CODE_NOTES)}
    return render_to_string("listening/coding/_note.html", context, request=request)


panels.add("listening.project.detail", "listening.coding", of_project, order=40)
panels.add("listening.note.side", "listening.coding", of_note, order=40)
add_tab(Tab("coding", _("Coding"), "listening:coding_queue", Permission.CODE_NOTES, 50))
add_tab(Tab("codebooks", _("Codebooks"), "listening:codebooks", Permission.VIEW_NOTES, 60))
