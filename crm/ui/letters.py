"""An e-mail in the letter that all of ours come in: plain words, and an HTML part set from them (decision 62)."""

from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from crm.lib import typesetting


def dressed(
    mail: EmailMultiAlternatives, *, sender: str = "Earshot", foot: str = ""
) -> EmailMultiAlternatives:
    """Of a mail about an account, in the language that is active: with its HTML part, `foot` below both, and headers that keep
    absence notes from answering. Such mail has no way to end it: it is sent because of what somebody just did."""
    context = {
        "sender": sender,
        "subject": mail.subject,
        "paragraphs": typesetting.paragraphs(str(mail.body)),
        "language": translation.get_language(),
        "foot": foot,
    }
    mail.attach_alternative(render_to_string("ui/mail/frame.html", context), "text/html")
    if foot:
        mail.body = f"{mail.body}\n\n-- \n{foot}\n"
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    mail.extra_headers |= {"Message-ID": make_msgid(domain=domain), "Auto-Submitted": "auto-generated"}
    return mail
