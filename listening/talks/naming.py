"""A name as somebody wrote it down at a door or on a sheet."""


def split_name(typed: str) -> tuple[str, str]:
    """One word is a first name; otherwise the last word is the family name. "Ms. T (blue house)" stays whole."""
    typed = " ".join(typed.split())
    if (
        "(" in typed
        or typed.count(" ") == 0
        or typed.split()[0].rstrip(".").lower() in {"ms", "mr", "mrs", "coach"}
    ):
        return typed, ""
    given, _space, family = typed.rpartition(" ")
    return given, family
