"""The input of the screens about notes."""

import uuid
from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.districts.models import District
from crm.ui.widgets import Words
from listening.forms.talks import LANGUAGES, WHO, WordsGuard
from listening.models import GuideQuestion, ListeningProject, ListeningSession, Note, SessionParticipant
from listening.services.rounds.joining import LONGEST

BODY = {"rows": 6, "placeholder": _("Write as if they will read it")}


class GuardedBody(WordsGuard):
    body = forms.CharField(label=_("What was said"), max_length=LONGEST, widget=Words(attrs=BODY))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("body"):
            self.guard("body", cleaned["body"])
        return cleaned


class DescriptionForm(forms.Form):
    """What we know about a note beside its words."""

    participant = forms.ModelChoiceField(
        label=_("Who said it"),
        queryset=SessionParticipant.objects.none(),
        required=False,
        empty_label=_("Nobody in particular"),
    )
    question = forms.ModelChoiceField(
        label=_("Answer to"),
        queryset=GuideQuestion.objects.none(),
        required=False,
        empty_label=_("No question of the guide"),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    fidelity = forms.ChoiceField(
        label=_("How it was written down"),
        choices=Note.Fidelity.choices,
        widget=forms.RadioSelect,
        initial=Note.Fidelity.NEAR,
    )
    confidentiality = forms.ChoiceField(
        label=_("Who may read it"),
        choices=Note.Confidentiality.choices,
        widget=forms.RadioSelect,
        initial=Note.Confidentiality.TEAM,
        help_text=_(
            "The team and the organization: whoever works with notes here. Restricted: leads who were given that, and you."
        ),
    )

    def __init__(self, *args, speakers: Iterable[SessionParticipant], questions, **kwargs):
        """`speakers` from reading.participants, each with the name that the reader may see."""
        super().__init__(*args, **kwargs)
        known = list(speakers)
        self.fields["participant"].queryset = SessionParticipant.objects.filter(
            pk__in=[row.pk for row in known]
        )
        self.fields["participant"].choices = [
            ("", self.fields["participant"].empty_label),
            *((row.pk, row.label) for row in known),
        ]
        self.fields["question"].queryset = questions
        if not known:
            del self.fields["participant"]
        if not questions:
            del self.fields["question"]


class NoteForm(DescriptionForm, GuardedBody):
    client_uuid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    is_quote = forms.TypedChoiceField(
        label=_("Whose words are these?"),
        choices=[("1", _("Theirs")), ("", _("Ours, about the talk"))],
        coerce=bool,
        required=False,
        empty_value=False,
        initial="1",
        widget=forms.RadioSelect,
    )


class CorrectionForm(GuardedBody):
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class TranslationForm(GuardedBody):
    language = forms.ChoiceField(label=_("Into"), choices=LANGUAGES)
    is_machine = forms.TypedChoiceField(
        label=_("Who translated it?"),
        choices=[("", _("A person")), ("1", _("A machine"))],
        coerce=bool,
        required=False,
        empty_value=False,
        widget=forms.RadioSelect,
        help_text=_("What a machine wrote says so until somebody who reads both languages has checked it."),
    )

    def __init__(self, *args, note: Note, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].label = _("The same in the other language")
        self.fields["language"].choices = [pair for pair in LANGUAGES if pair[0] != note.language]


class MemoForm(WordsGuard):
    body = forms.CharField(
        label=_("Memo"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you think about it. Not their words."),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("body"):
            self.guard("body", cleaned["body"])
        return cleaned


class NoteFilters(forms.Form):
    q = forms.CharField(
        label=_("Find words"),
        required=False,
        max_length=200,
        widget=forms.SearchInput(attrs={"placeholder": _("Find words"), "autocomplete": "off"}),
    )
    project = forms.ModelChoiceField(
        label=_("Project"), queryset=ListeningProject.objects.none(), required=False, empty_label=_("All")
    )
    kind = forms.ChoiceField(
        label=_("Kind of session"), choices=[("", _("All")), *ListeningSession.Kind.choices], required=False
    )
    district = forms.ModelChoiceField(
        label=_("District"), queryset=District.objects.none(), required=False, empty_label=_("All")
    )
    constituency = forms.ChoiceField(label=_("Who they are"), choices=[("", _("All")), *WHO], required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[("", _("All")), *LANGUAGES], required=False)
    question = forms.ModelChoiceField(
        label=_("Answer to"), queryset=GuideQuestion.objects.none(), required=False, empty_label=_("All")
    )
    speaker = forms.ModelChoiceField(
        label=_("Who said it"),
        queryset=SessionParticipant.objects.none(),
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args, projects, districts, questions, speakers, **kwargs):
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("project", projects),
            ("district", districts),
            ("question", questions),
            ("speaker", speakers),
        ):
            self.fields[name].queryset = rows
