"""The three short pages of a wrap-up."""

import re
import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contacts.models import ConstituencyRow
from crm.lib import phones
from crm.lib.words import plain
from crm.ui.widgets import Words
from listening.forms.talks import LANGUAGES, WordsGuard
from listening.models import GuideQuestion, ListeningSession, Note, SessionParticipant, SessionRole
from listening.services.sessions.asking import WhoDid
from listening.services.sessions.counting import OnPaper
from listening.services.sessions.wrapping import Said

BETWEEN = re.compile(r"[,;\t|]")
Kind = ConstituencyRow.Kind
# What stands on a sheet, in both languages, without accents.
KINDS = {
    "student": Kind.STUDENT, "estudiante": Kind.STUDENT, "alumno": Kind.STUDENT, "alumna": Kind.STUDENT,
    "parent": Kind.PARENT, "mom": Kind.PARENT, "dad": Kind.PARENT, "mother": Kind.PARENT, "father": Kind.PARENT,
    "grandmother": Kind.PARENT, "caregiver": Kind.PARENT, "madre": Kind.PARENT, "padre": Kind.PARENT,
    "mama": Kind.PARENT, "papa": Kind.PARENT, "abuela": Kind.PARENT, "familia": Kind.PARENT,
    "educator": Kind.EDUCATOR, "teacher": Kind.EDUCATOR, "staff": Kind.EDUCATOR, "docente": Kind.EDUCATOR,
    "maestra": Kind.EDUCATOR, "maestro": Kind.EDUCATOR, "personal": Kind.EDUCATOR,
    "board": Kind.BOARD, "junta": Kind.BOARD,
    "neighbor": Kind.NEIGHBOR, "ally": Kind.NEIGHBOR, "vecino": Kind.NEIGHBOR, "vecina": Kind.NEIGHBOR,
}  # fmt: skip


class WhoCameForm(forms.Form):
    headcount = forms.IntegerField(
        label=_("How many people came?"),
        min_value=0,
        max_value=5000,
        help_text=_("Count all, named or not."),
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    expected = forms.ModelMultipleChoiceField(
        label=_("Who of those expected came?"),
        queryset=SessionParticipant.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    on_paper = forms.CharField(
        label=_("On paper, not yet here"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One person a line: name, phone, who. “Ana Reyes, 919 555 0142, parent”"),
    )
    children_n = forms.IntegerField(
        label=_("Children looked after"), min_value=0, max_value=500, required=False
    )
    minutes = forms.IntegerField(label=_("Minutes it took"), min_value=1, max_value=1440, required=False)
    sheet_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, expected, **kwargs):
        super().__init__(*args, **kwargs)
        if expected:
            field = self.fields["expected"]
            field.queryset = SessionParticipant.objects.filter(pk__in=[row.pk for row in expected])
            field.choices = [(str(row.pk), row.called) for row in expected]
        else:
            del self.fields["expected"]

    def clean_on_paper(self) -> list[OnPaper]:
        found, wrong = [], []
        for line in filter(None, (line.strip() for line in self.cleaned_data["on_paper"].splitlines())):
            read = _line(line)
            if read is None:
                wrong.append(line[:60])
            else:
                found.append(read)
        if wrong:
            raise ValidationError(
                _("No name stands in: %(lines)s"), params={"lines": " · ".join(wrong[:5])}, code="nameless"
            )
        return found


class YesesForm(forms.Form):
    """One row a person: `a_<id>` is the answer to the ask. `all_yes`: whoever has no answer of their own said yes."""

    all_yes = forms.BooleanField(label=_("All raised their hands"), required=False)
    leaders = forms.MultipleChoiceField(required=False, label=_("Leaders spotted"))

    def __init__(self, *args, people, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = people
        named = [(str(row.pk), row.called) for row in people]
        self.fields["leaders"].choices = named
        for row in people:
            self.fields[f"a_{row.pk.hex}"] = forms.ChoiceField(
                choices=SessionParticipant.Answer.choices, required=False, initial=row.answer
            )
        for role in (SessionRole.Role.HOST, SessionRole.Role.NOTETAKER, SessionRole.Role.INTERPRETER):
            self.fields[f"role_{role}"] = forms.ChoiceField(
                label=role.label,
                choices=[("", _("Nobody of these")), *named],
                required=False,
                initial=roles.get(role, ""),
            )

    def chosen(self, row: SessionParticipant) -> str:
        name = f"a_{row.pk.hex}"
        return self.data.get(name, "") if self.is_bound else row.answer

    def starred(self, row: SessionParticipant) -> bool:
        return str(row.pk) in self.data.getlist("leaders") if self.is_bound else row.is_leader

    def role_fields(self):
        return [self[name] for name in self.fields if name.startswith("role_")]

    def who_did(self) -> WhoDid:
        given = self.cleaned_data
        otherwise = SessionParticipant.Answer.YES if given["all_yes"] else ""
        return WhoDid(
            answers={row.pk: given[f"a_{row.pk.hex}"] or otherwise for row in self.people},
            leaders=[uuid.UUID(pk) for pk in given["leaders"]],
            roles={
                name.removeprefix("role_"): uuid.UUID(pk) if pk else None
                for name, pk in given.items()
                if name.startswith("role_")
            },
        )


class WordsSaidForm(WordsGuard):
    """A box for each open question of the guide, or one for all."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    fidelity = forms.ChoiceField(
        label=_("How close to what they said?"),
        choices=Note.Fidelity.choices,
        widget=forms.RadioSelect,
        initial=Note.Fidelity.NEAR,
    )
    surprised = forms.CharField(label=_("What surprised us"), required=False, max_length=4000)
    ask_next = forms.CharField(label=_("What to ask next time"), required=False, max_length=4000)
    missing = forms.CharField(label=_("Who was missing"), required=False, max_length=4000)
    agreements = forms.CharField(
        label=_("What we agreed on"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, session: ListeningSession, questions: list[GuideQuestion], **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = {f"q_{row.pk.hex}": row for row in questions if row.is_open}
        for name, row in self.questions.items():
            self.fields[name] = forms.CharField(
                label=row.text, required=False, max_length=50_000, widget=Words(attrs={"rows": 3})
            )
        self.fields["notes"] = forms.CharField(
            label=_("What else was said") if self.questions else _("What was said"),
            required=False,
            max_length=50_000,
            widget=Words(attrs={"rows": 3 if self.questions else 8}),
            help_text=_("One line a voice; “P3: ...” says who. Write as if they will read it."),
        )
        self.initial.setdefault("language", session.language)
        self.initial.setdefault("agreements", session.agreements)

    def said_fields(self):
        return [self[name] for name in (*self.questions, "notes")]

    def clean(self):
        cleaned = super().clean()
        for name in (*self.questions, "notes", "surprised", "ask_next", "missing"):
            if cleaned.get(name):
                self.guard(name, cleaned[name])
        return cleaned

    def said(self) -> list[Said]:
        given = self.cleaned_data
        parts = [Said(given[name], row) for name, row in self.questions.items()]
        return [part for part in (*parts, Said(given["notes"])) if part.words.strip()]

    def memo(self) -> str:
        """Three short answers in one memo, each under its heading."""
        given = self.cleaned_data
        return "\n\n".join(
            f"{self.fields[name].label}: {given[name].strip()}"
            for name in ("surprised", "ask_next", "missing")
            if given[name].strip()
        )


def _line(text: str) -> OnPaper | None:
    name, phone, kinds = "", "", []
    for part in filter(None, (part.strip() for part in BETWEEN.split(text))):
        kind = KINDS.get(plain(part).strip("."))
        if kind:
            kinds.append(kind)
        elif not phone and sum(map(str.isdigit, part)) >= 7 and phones.parse(part).value:
            phone = part
        elif not name and any(map(str.isalpha, part)):
            name = part[:200]
    return OnPaper(name, phone, tuple(dict.fromkeys(kinds))) if name else None
