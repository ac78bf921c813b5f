"""The screens' input, as clean values."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contacts.models import ConsentEvent, ConstituencyRow
from crm.lib import phones
from crm.ui.widgets import Phone, Words
from listening.forms.participants import answer_field
from listening.models import Attempt, Call
from listening.notes.caution import cautions
from listening.services.talks.talk import Talk
from listening.talks.issues import ISSUES
from listening.talks.naming import split_name

LANGUAGES = [
    ("en", _("English")),
    ("es", _("Spanish")),
    ("ht", _("Haitian Creole")),
    ("ar", _("Arabic")),
    ("so", _("Somali")),
    ("hmn", _("Hmong")),
    ("vi", _("Vietnamese")),
]
WHO = [
    (kind.value, label)
    for kind, label in (
        (ConstituencyRow.Kind.STUDENT, _("Student")),
        (ConstituencyRow.Kind.PARENT, _("Parent")),
        (ConstituencyRow.Kind.EDUCATOR, _("Educator")),
        (ConstituencyRow.Kind.BOARD, _("Board")),
        (ConstituencyRow.Kind.NEIGHBOR, _("Neighbor")),
    )
]
MAY_USE = [
    (ConsentEvent.Value.GRANTED.value, _("Yes")),
    (ConsentEvent.Value.ANONYMOUS.value, _("Without name")),
    (ConsentEvent.Value.DENIED.value, _("No")),
]
TEN = forms.NumberInput({"inputmode": "numeric"})
# The results that save at once, each a button of its own.
AT_ONCE = [
    Attempt.Result.NOT_HOME,
    Attempt.Result.COME_BACK,
    Attempt.Result.REFUSED,
    Attempt.Result.MOVED,
    Attempt.Result.LEFT_MESSAGE,
    Attempt.Result.WRONG_NUMBER,
    Attempt.Result.DISCONNECTED,
    Attempt.Result.INACCESSIBLE,
    Attempt.Result.LANGUAGE,
    Attempt.Result.DO_NOT_CONTACT,
    Attempt.Result.DECEASED,  # asks a second time
]


class WordsGuard(forms.Form):
    """Asks once before words are saved that must not be stored; the next press saves them all the same, unless
    something else of the kind was written meanwhile. `warned`: the sentences, for a form that shows them by itself."""

    words_seen = forms.CharField(required=False, widget=forms.HiddenInput)
    warned: list = []

    def guard(self, name: str, words: str) -> None:
        found = cautions(words)
        seen = set(self.data.get("words_seen", "").split())
        if found.keys() - seen:
            self.data = self.data.copy()
            self.data["words_seen"] = " ".join(sorted(found.keys() | seen))
            self.warned = [*self.warned, *found.values()]
            again = _("Leave it out if you can. Save again if it has to stay.")
            self.add_error(name, ValidationError([*found.values(), again]))


class TalkForm(WordsGuard):
    result = forms.ChoiceField(choices=Attempt.Result.choices, initial=Attempt.Result.TALKED, required=False)
    client_uuid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    channel = forms.ChoiceField(
        label=_("How"),
        choices=Attempt.Channel.choices,
        initial=Attempt.Channel.DOOR,
        widget=forms.RadioSelect,
    )
    who = forms.MultipleChoiceField(
        label=_("Who are they?"), choices=WHO, required=False, widget=forms.CheckboxSelectMultiple
    )
    issues = forms.MultipleChoiceField(
        label=_("What came up?"),
        choices=list(ISSUES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    next_step = forms.ChoiceField(label=_("Next step"), required=False, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Name, as they say it"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40, widget=Phone())
    may_text = forms.ChoiceField(
        label=_(
            "Read this aloud: “May we text you about school meetings? You can stop any time by answering STOP.”"
        ),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        required=False,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Their words"),
        required=False,
        max_length=10_000,
        widget=Words(attrs={"placeholder": _("Write as if they will read it")}),
    )
    words_language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)
    may_use_words = forms.ChoiceField(
        label=_("May we use your words?"), choices=MAY_USE, required=False, widget=forms.RadioSelect
    )
    place = forms.CharField(
        label=_("Where"),
        required=False,
        max_length=160,
        help_text=_("A street or a place. No house number needed."),
    )

    rating_before = forms.IntegerField(
        label=_("Where they stand before, 0 to 10"), min_value=0, max_value=10, required=False, widget=TEN
    )
    rating_after = forms.IntegerField(
        label=_("Where they stand after, 0 to 10"), min_value=0, max_value=10, required=False, widget=TEN
    )
    is_sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, steps, project=None, questions=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["next_step"].choices = [(step.key, step.label) for step in steps.values()]
        self.project = project
        self.asked = {f"q_{row.pk.hex}": row for row in questions}
        for name, row in self.asked.items():
            self.fields[name] = (
                forms.CharField(
                    label=row.text,
                    required=False,
                    max_length=10_000,
                    widget=Words(attrs={"rows": 2}),
                    help_text=" · ".join(row.probes),
                )
                if row.is_open
                else answer_field(row)
            )

    def asked_fields(self):
        return [self[name] for name in self.asked]

    def clean_result(self) -> str:
        """A result is a button; "finish later" is one too, and means that they talked."""
        result = self.cleaned_data["result"] or (Attempt.Result.TALKED if "later" in self.data else "")
        if not result:
            raise ValidationError(_("Choose how it went."))
        return result

    def clean_phone(self):
        return read_phone(self.cleaned_data["phone"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("result") == Attempt.Result.TALKED:
            for name in ("words", *(name for name, row in self.asked.items() if row.is_open)):
                if cleaned.get(name):
                    self.guard(name, cleaned[name])
        return cleaned

    def talk(self, *, contact, finish_later: bool) -> Talk:
        values = self.cleaned_data
        given, family = split_name(values["name"])
        return Talk(
            result=values["result"],
            client_uuid=values["client_uuid"],
            channel=values["channel"],
            contact=contact,
            given_name=given,
            family_name=family,
            phone=values["phone"],
            may_text={"yes": True, "no": False}.get(values["may_text"]),
            constituencies=values["who"],
            issues=values["issues"],
            next_step=values["next_step"] or "none",
            words=values["words"],
            words_language=values["words_language"] or "en",
            may_use_words=values["may_use_words"],
            place=values["place"],
            finish_later=finish_later,
            project=self.project,
            rating_before=values["rating_before"],
            rating_after=values["rating_after"],
            answers={row.pk: values[name] for name, row in self.asked.items() if values.get(name)},
            is_sure=values["is_sure"],
        )


class WordsForm(WordsGuard):
    """Words that were put off at the door."""

    words = forms.CharField(label=_("Their words"), max_length=10_000, required=False, widget=Words())
    words_language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    may_use_words = forms.ChoiceField(
        label=_("May we use your words?"), choices=MAY_USE, required=False, widget=forms.RadioSelect
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("words"):
            self.guard("words", cleaned["words"])
        return cleaned


class WhoWasItForm(WordsForm):
    """The same for somebody whose name was put off too."""

    name = forms.CharField(
        label=_("Name, as they say it"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40, widget=Phone())
    may_text = forms.ChoiceField(
        label=_("Did they say yes to texts?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        required=False,
        widget=forms.RadioSelect,
    )

    def clean_phone(self):
        return read_phone(self.cleaned_data["phone"])


def read_phone(typed: str) -> str:
    typed = typed.strip()
    if typed and not phones.parse(typed).value:
        raise ValidationError(
            _("This does not look like a phone number. Leave it out, or add what is missing.")
        )
    return typed


class CallForm(WordsGuard):
    """One press says how a call went: an answer to the ask, or a result."""

    went = forms.ChoiceField(
        choices=[*((value, label) for value, label in Call.Answer.choices), *Attempt.Result.choices],
        error_messages={"required": _("Choose how the call went.")},
    )
    next_step = forms.ChoiceField(label=_("Next step"), required=False, widget=forms.RadioSelect)
    remark = forms.CharField(
        label=_("A note for us"),
        required=False,
        max_length=2000,
        widget=Words(attrs={"rows": 2, "placeholder": _("Write as if they will read it")}),
    )
    try_key = forms.UUIDField(widget=forms.HiddenInput)
    is_sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, steps, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["next_step"].choices = [(step.key, step.label) for step in steps.values()]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("remark"):
            self.guard("remark", cleaned["remark"])
        return cleaned

    def deed(self) -> dict:
        """The keywords of calling.log_call."""
        values = self.cleaned_data
        went, is_answer = values["went"], values["went"] in Call.Answer.values
        return {
            "result": Attempt.Result.TALKED if is_answer else went,
            "answer": went if is_answer else "",
            "next_step": values["next_step"] or "none",
            "remark": values["remark"],
            "try_key": values["try_key"],
            "is_sure": values["is_sure"],
        }
