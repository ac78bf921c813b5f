"""The columns of a sheet of quotes: the headings they are known by, how a cell is read, what holds for all rows."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from import_export import resources

from crm.access.actors import Actor
from crm.imports.columns import Column
from crm.imports.models import ImportBatch
from crm.imports.reading.headers import normalise
from crm.lib import languages
from crm.lib.guess import Guess
from listening.forms.talks import LANGUAGES
from listening.models import ListeningSession, Note
from listening.notes import reading
from listening.services.notes import noting

HEADINGS = {
    "quote": "quote|quotes|what was said|their words|what they said|note|notes|words|response|comment|answer|cita|lo que dijo|"
    "lo que se dijo|nota|notas|respuesta|comentario|palabras",
    "speaker": "speaker|participant|voice|who said it|pseudonym|who|participante|quien lo dijo|voz|seudonimo|quien",
    "constituency": "constituency|i am a|who they are|role|stake|soy|papel|quienes son",
    "language": "language|language of the words|idioma|lengua",
    "question": "question|question number|answer to|prompt|pregunta",
    "fidelity": "fidelity|how written down|verbatim|fidelidad|como se anoto",
    "translation": "translation|in english|en ingles|traduccion|english|in spanish",
    "translation_language": "translation language|idioma de la traduccion",
}
SURELY = frozenset({"quote", "quotes", "what was said", "their words", "what they said", "cita", "lo que dijo", "lo que se dijo"})  # fmt: skip
STAKES = {
    "student": "student|students|estudiante|alumno|alumna|youth|joven",
    "parent": "parent|parents|parent caregiver|guardian|caregiver|family|mother|father|madre|padre|mama|papa|familia|tutor|abuela|abuelo",
    "educator": "educator|teacher|staff|teachers|maestra|maestro|docente|personal",
    "board": "board|board member|school board|junta",
    "neighbor": "neighbor|community|ally|vecino|vecina|comunidad",
}
FIDELITIES = {
    "verbatim": "verbatim|word for word|exact|literal|palabra por palabra",
    "near": "near|nearly word for word|almost|close|casi literal|casi palabra por palabra",
    "paraphrase": "paraphrase|summary|in the listener s words|resumen|parafrasis",
    "memory": "memory|from memory|de memoria",
}
NO_SPEAKER = frozenset({"", "anonymous", "unknown", "anonimo", "anonima", "nobody", "group", "grupo"})
LONGEST_LABEL = 80


def words(cell: str) -> Guess[str]:
    return Guess(noting.kept_as(cell))


def line(cell: str) -> Guess[str]:
    return Guess(" ".join(cell.split())[:LONGEST_LABEL])


def language(cell: str) -> Guess[str]:
    found, is_guess, reason = languages.parse(cell)
    return Guess(found[0] if found else "", is_guess, reason)


def one_of(known: Mapping[str, str]):
    spoken = {word: key for key, names in known.items() for word in names.split("|")}

    def read(cell: str) -> Guess[str]:
        bare = normalise(cell)
        return Guess(spoken.get(bare, ""), False, "note.unknown_word" if bare and bare not in spoken else "")

    return read


class NoteColumns(resources.Resource):
    quote = Column("quote", _("What was said"), words)
    speaker = Column("speaker", _("Who said it"), line)
    constituency = Column("constituency", _("Who they are"), one_of(STAKES))
    language = Column("language", _("Language"), language)
    question = Column("question", _("Question of the guide"), line)
    fidelity = Column("fidelity", _("How it was written down"), one_of(FIDELITIES))
    translation = Column("translation", _("Translation"), words)
    translation_language = Column("translation_language", _("Language of the translation"), language)


class NoteOptions(forms.Form):
    session = forms.ChoiceField(label=_("Session"), help_text=_("All rows were said there."))
    language = forms.ChoiceField(
        label=_("Language"), choices=LANGUAGES, initial="en", help_text=_("For rows that name none.")
    )
    confidentiality = forms.ChoiceField(
        label=_("Who may read it"), choices=Note.Confidentiality.choices, initial=Note.Confidentiality.TEAM
    )

    def __init__(self, *args: Any, actor: Actor, batch: ImportBatch, **kwargs: Any):
        super().__init__(*args, **kwargs)
        held = ListeningSession.objects.visible_to(actor).not_cancelled().exclude(kind__in=reading.TALKS)
        self.fields["session"].choices = [
            ("", "—"),
            *(
                (str(one.pk), f"{one}, {timezone.localtime(one.starts_at):%Y-%m-%d}")
                for one in held.order_by("-starts_at", "-pk")[:300]
            ),
        ]

    @classmethod
    def initial_from(cls, options: Mapping[str, Any]) -> dict[str, Any]:
        return {name: options[name] for name in cls.base_fields if options.get(name)}
