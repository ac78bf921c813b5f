"""Somebody who took part: put on the list, given a name, answers, opened with a reason."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from contacts.models import ConstituencyRow
from listening.models import Answer, GuideQuestion, SessionParticipant

Kind = GuideQuestion.Kind


class ParticipantForm(forms.Form):
    """Without a name: who they are is enough."""

    constituencies = forms.MultipleChoiceField(
        label=_("Who are they?"),
        choices=ConstituencyRow.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class UnsealForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you need to know?"),
        max_length=200,
        min_length=10,
        help_text=_("It is kept in the audit, with your name and the time."),
    )


class AnswersForm(forms.Form):
    """The questions of a guide that are not open; `questions` in their order. Each field is q_<id>."""

    def __init__(
        self, *args, questions: list[GuideQuestion], participant: SessionParticipant | None = None, **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.asked = {f"q_{row.pk.hex}": row for row in questions if not row.is_open}
        said = (
            {
                row.question_id: row.value
                for row in Answer.objects.filter(
                    organization_id=participant.organization_id, participant=participant
                )
            }
            if participant
            else {}
        )
        for name, row in self.asked.items():
            self.fields[name] = answer_field(row)
            if row.pk in said:
                self.initial[name] = said[row.pk]

    def answers(self) -> dict[Any, Any]:
        """By question."""
        return answers_in(self, self.asked)


def answer_field(question: GuideQuestion) -> forms.Field:
    """As the kind of the question asks. A number arrives as a number, a scale as one from 0 to 10."""
    spanish = (get_language() or "").startswith("es")
    choices = [(row["key"], row["es" if spanish else "en"]) for row in question.choices]
    label, required = question.text, False
    if question.kind == Kind.MULTI:
        return forms.MultipleChoiceField(
            label=label, choices=choices, required=required, widget=forms.CheckboxSelectMultiple
        )
    if question.kind == Kind.CHOICE:
        return forms.ChoiceField(label=label, choices=choices, required=required, widget=forms.RadioSelect)
    if question.kind == Kind.ASK:
        return forms.ChoiceField(
            label=label,
            choices=SessionParticipant.Answer.choices,
            required=required,
            widget=forms.RadioSelect,
        )
    most = 10 if question.kind == Kind.SCALE else 1_000_000
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        required=required,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        help_text=_("0 to 10") if question.kind == Kind.SCALE else "",
    )


def answers_in(form: forms.Form, asked: dict[str, GuideQuestion]) -> dict[Any, Any]:
    return {row.pk: form.cleaned_data.get(name) for name, row in asked.items()}
