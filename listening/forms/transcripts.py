"""A transcript on its way in: the file or the paste, then who spoke."""

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.ui.widgets import Words
from listening.forms.talks import LANGUAGES
from listening.models import Note, Transcript
from listening.services.notes.transcripts import NEW, OURS, OUT, speakers_of, to_look_at

MOST_SHOWN = 40  # turns to look at; a transcript with more wants to be cleaned first
SAMPLE = 160


class TranscriptForm(forms.Form):
    file = forms.FileField(
        label=_("Transcript"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.vtt,.txt"}),
        help_text=_(
            "Word (.docx), captions of a video meeting (.vtt) or plain text. The file itself is not kept."
        ),
    )
    text = forms.CharField(
        label=_("Or paste it here"),
        required=False,
        max_length=1_000_000,
        widget=Words(attrs={"rows": 6, "placeholder": "P1: …\nP2: …"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("file") and not cleaned.get("text", "").strip():
            self.add_error("file", _("Choose a file or paste the text."))
        return cleaned

    def data_and_name(self) -> tuple[bytes, str]:
        if file := self.cleaned_data.get("file"):
            return file.read(), file.name
        return self.cleaned_data["text"].encode(), ""


class SpeakersForm(forms.Form):
    """One choice a speaker, and one field for every turn that holds what must not be stored."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    fidelity = forms.ChoiceField(
        label=_("How it was written down"), choices=Note.Fidelity.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args, transcript: Transcript, participants: list, proposed: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        people = [(str(row.pk), row.label) for row in participants]
        choices = [
            *people,
            (NEW, _("Somebody new")),
            (OURS, _("One of us: not their words")),
            (OUT, _("Leave these turns out")),
        ]
        self.speakers = []
        for place, (speaker, words) in enumerate(speakers_of(transcript).items()):
            name = f"speaker_{place}"
            self.fields[name] = forms.ChoiceField(
                label=speaker or _("No name given"), choices=choices, initial=proposed[speaker]
            )
            self.speakers.append((speaker, name, len(words), _beginning(words[0])))
        self.flagged = []
        risky = to_look_at(transcript)
        self.more_to_look_at = max(0, len(risky) - MOST_SHOWN)
        for place, words, sentences in risky[:MOST_SHOWN]:
            name = f"turn_{place}"
            self.fields[name] = forms.CharField(
                label=_("Turn %(number)s") % {"number": place + 1},
                required=False,
                initial=words,
                widget=Words(attrs={"rows": min(8, 2 + len(words) // 60)}),
                help_text=" ".join(map(str, sentences)),
            )
            self.flagged.append((place, name))

    def matches(self) -> dict[str, str]:
        return {speaker: self.cleaned_data[name] for speaker, name, _count, _words in self.speakers}

    def changed(self) -> dict[int, str]:
        return {place: self.cleaned_data[name] for place, name in self.flagged}

    @property
    def lines(self) -> list[dict]:
        """For the page: each speaker with their field."""
        return [
            {"field": self[name], "count": count, "words": words}
            for _speaker, name, count, words in self.speakers
        ]

    @property
    def to_look_at(self) -> list:
        return [self[name] for _place, name in self.flagged]


def _beginning(words: str) -> str:
    return words if len(words) <= SAMPLE else words[:SAMPLE].rsplit(" ", 1)[0] + " …"
