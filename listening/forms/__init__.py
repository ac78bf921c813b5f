"""The screens' input, as clean values."""

from listening.forms.talks import (
    AT_ONCE,
    LANGUAGES,
    MAY_USE,
    WHO,
    CallForm,
    CorrectionForm,
    NoteForm,
    SessionForm,
    TalkForm,
    WordsForm,
    WordsGuard,
    WrapUpForm,
    split_name,
)

__all__ = [
    "AT_ONCE",
    "LANGUAGES",
    "MAY_USE",
    "WHO",
    "CallForm",
    "CorrectionForm",
    "NoteForm",
    "SessionForm",
    "TalkForm",
    "WordsForm",
    "WordsGuard",
    "WrapUpForm",
    "split_name",
]
