"""What the demo makes of its notes: two confirmed themes, a draft nobody has looked against yet, and a report-back that was
published with the words of somebody who took them back afterwards, so that its second edition is in force."""

import datetime

from contacts.models import ConsentEvent
from crm.access.actors import System
from listening.models import Code, Excerpt, ListeningProject, Note, NoteVersion, ReportBack, Theme
from listening.services.notes import noting
from listening.services.reports import drafting, publishing, quoting, recalling
from listening.services.themes import add_evidence, confirm_theme, make_theme, save_finding, say_none_found

CLAIMS = (
    (
        "lb",
        "Late buses",
        "Camiones que llegan tarde",
        "Late buses cost students class time, and they are punished for it.",
        "Los camiones que llegan tarde quitan tiempo de clase, y a los estudiantes se les castiga por eso.",
    ),
    (
        "ni",
        "No interpreters",
        "Sin intérprete",
        "Families who speak Spanish decide nothing, because nobody interprets when it matters.",
        "Las familias que hablan español no deciden nada, porque nadie interpreta cuando importa.",
    ),
    (
        "co",
        "Too few counselors",
        "Pocos consejeros",
        "Students keep their troubles to themselves, because one counselor is there for hundreds.",
        "Los estudiantes se guardan sus problemas, porque hay una consejera para cientos.",
    ),
)
AGAINST = "Ours has come on time since the fall. The new driver waits for the little ones."
LOOKED = "All notes of families at the two schools with a bilingual front desk. None had an interpreter without asking twice."
TITLE, TITLE_ES = "You were heard: buses and language first", "Les escuchamos: primero, camiones e idioma"
SECTIONS = {
    "who": (
        "Families, students and school staff in circles, kitchens and at the bus stop, in English and Spanish.",
        "Familias, estudiantes y personal de las escuelas en círculos, cocinas y paradas, en inglés y en español.",
    ),
    "heard": ("Two things came up in almost every circle.", "Dos cosas salieron en casi todos los círculos."),
    "unknown": (
        "We have not heard from bus drivers, nor from parents who speak Haitian Creole. We are looking for them now.",
        "No hemos escuchado a los choferes ni a madres y padres que hablan criollo haitiano. Los estamos buscando.",
    ),
    "will_do": (
        "We bring both findings to the school board and keep a list of every late bus.",
        "Llevamos los dos hallazgos a la junta escolar y anotamos cada camión que llega tarde.",
    ),
    "ask": (
        "Come to the board meeting, and bring one neighbor. Interpretation and childcare are there.",
        "Venga a la junta escolar y traiga a una persona vecina. Habrá intérprete y cuidado de niños.",
    ),
    "thanks": (
        "Thank you for your time and your trust. If we heard you wrong, tell us.",
        "Gracias por su tiempo y su confianza. Si escuchamos mal, díganoslo.",
    ),
}
EACH, QUOTED = 12, 3


def plant(*, by: System, project: ListeningProject, now: datetime.datetime) -> ReportBack | None:
    """Through the services, after the notes were coded. None where there is nothing to speak for a theme."""
    themes = [theme for theme in (_theme(by, project, now, *claim) for claim in CLAIMS) if theme]
    if len(themes) < 2:
        return None
    buses, language = themes[0], themes[1]
    against = _against(by, buses, now)
    add_evidence(
        by=by,
        theme=buses,
        excerpts=[against],
        side="disconfirming",
        remark="One route is on time: find out why",
    )
    confirm_theme(by=by, theme=buses, now=now - datetime.timedelta(days=9))
    say_none_found(by=by, theme=language, words=LOOKED, now=now - datetime.timedelta(days=9))
    confirm_theme(by=by, theme=language, now=now - datetime.timedelta(days=9))
    save_finding(
        by=by,
        theme=buses,
        text="Count lateness by bus, not by child.",
        text_es="Que los retrasos se cuenten por camión, no por niño.",
        status="member_check",
    )
    report = drafting.make_report(by=by, project=project, title=TITLE, title_es=TITLE_ES)
    drafting.write_report(
        by=by,
        report=report,
        title=TITLE,
        title_es=TITLE_ES,
        meets_at=(now + datetime.timedelta(days=12)).replace(hour=22, minute=0, second=0, microsecond=0),
        meets_where="Library, second floor",
        sections=SECTIONS,
    )
    leaves = _choose(by, report, [(buses, [against, *_for(buses)]), (language, _for(language))])
    publishing.publish_report(by=by, report=report, now=now - datetime.timedelta(days=6))
    drafting.record_correction(
        by=by,
        report=report,
        theme=buses,
        text="It is two buses, not one: the 14 and the 22.",
        said_by="A parent at the stop",
        said_on=(now - datetime.timedelta(days=3)).date(),
    )
    if leaves:
        recalling.withdraw_words(by=by, participant=leaves.note.participant, language="es")
    return report


def _theme(
    by: System, project: ListeningProject, now: datetime.datetime, letters: str, title: str, title_es: str,
    claim: str, claim_es: str,
) -> Theme | None:  # fmt: skip
    code = Code.objects.visible_to(by).filter(key=letters, status="active").order_by("pk").first()
    said = (
        Excerpt.objects.visible_to(by)
        .filter(
            codings__code=code,
            codings__undone_at=None,
            note__session__project=project,
            note__participant__isnull=False,
            note__is_quote=True,
        )
        .select_related("note__session", "note__participant")
        .distinct()
        .order_by("created_at", "pk")[:EACH]
    )
    said = list(said) if code else []
    if not said:
        return None
    for excerpt in said[: EACH // 2]:
        _allow(by, excerpt, now - datetime.timedelta(days=20))
    theme = make_theme(
        by=by,
        project=project,
        title=title,
        title_es=title_es,
        claim=claim,
        claim_es=claim_es,
        codes=[code],
        now=now - datetime.timedelta(days=14),
    )
    add_evidence(by=by, theme=theme, excerpts=said)
    return theme


def _against(by: System, theme: Theme, now: datetime.datetime) -> Excerpt:
    """One voice that says otherwise, in the same circles."""
    session = theme.evidence.order_by("pk").first().excerpt.note.session
    parents = session.participants.filter(
        organization_id=by.organization_id, constituencies__contains=["parent"]
    )
    voice = parents.order_by("pk").last()
    note = noting.add_note(by=by, session=session, body=AGAINST, participant=voice)
    Note.objects.visible_to(by).filter(pk=note.pk).update(created_at=session.starts_at)
    version = NoteVersion.objects.visible_to(by).get(note=note)
    excerpt = Excerpt.objects.create(
        organization_id=by.organization_id,
        version=version,
        note=note,
        session=session,
        start=0,
        end=len(AGAINST),
        text=AGAINST,
        participant=voice,
        constituencies=["parent"],
        created_at=now - datetime.timedelta(days=12),
    )
    _allow(by, excerpt, now - datetime.timedelta(days=20))
    return excerpt


def _for(theme: Theme) -> list[Excerpt]:
    """The longest first, each wording once."""
    rows = theme.evidence.supporting().select_related("excerpt__note__participant").order_by("pk")
    by_text = {row.excerpt.text: row.excerpt for row in rows}
    return sorted(by_text.values(), key=lambda excerpt: -len(excerpt.text))


def _choose(by: System, report: ReportBack, words: list[tuple[Theme, list[Excerpt]]]) -> Excerpt | None:
    """The first that the gate lets through; the last of them in Spanish will be taken back."""
    leaves = None
    for theme, excerpts in words:
        printed = quoting.printable(by=by, excerpts=excerpts)[:QUOTED]
        for excerpt in printed:
            quoting.choose_quote(by=by, report=report, theme=theme, excerpt=excerpt)
        leaves = next(
            (one for one in reversed(printed) if one.language == "es" and one.note.participant), leaves
        )
        if leaves is None and len(printed) > 1:
            leaves = printed[-1]
    return leaves


def _allow(by: System, excerpt: Excerpt, at: datetime.datetime) -> None:
    """The consent form of one voice: without a name, and a guardian's answer beside a student's own."""
    voice = excerpt.note.participant
    givers = ("self", "guardian") if "student" in voice.constituencies else ("self",)
    ConsentEvent.objects.bulk_create(
        ConsentEvent(
            organization_id=by.organization_id,
            contact_id=voice.contact_id,
            participant_id=voice.pk,
            session_id=voice.session_id,
            purpose="quote",
            value="anonymous",
            how="paper",
            language=excerpt.language[:2],
            given_by=giver,
            at=at,
        )
        for giver in givers
    )
