"""One e-mail through Django's mail backend, and what is known of its fate when something breaks."""

import smtplib
from email.message import Message

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address


class Trouble(Exception):
    """`reason` is what the server or the network said."""

    def __init__(self, reason: object):
        super().__init__(str(reason)[:250])
        self.reason = str(reason)[:250]


class NotSent(Trouble):
    """Certainly not taken; worth another try."""


class Refused(Trouble):
    """Certainly not taken, and never will be."""


class Unknown(Trouble):
    """The body was on its way: nobody knows whether it was taken."""


def send(mail: EmailMessage) -> None:
    """Hand `mail` to the server. Raises NotSent, Refused or Unknown.

    SMTP is spoken step by step, since smtplib's sendmail() does not say whether the connection broke
    before the body went out (RFC 5321 section 4.2.5 puts the responsibility at the answer to the body).
    """
    backend = get_connection()
    if not isinstance(backend, EmailBackend):
        try:
            backend.send_messages([mail])
        except OSError as trouble:
            raise Unknown(trouble) from trouble
        return
    try:
        backend.open()
    except (OSError, smtplib.SMTPException) as trouble:
        raise NotSent(_said(trouble)) from trouble
    try:
        if backend.connection is None:
            raise NotSent("no connection")
        _hand_over(backend.connection, mail)
    finally:
        backend.close()


def _hand_over(server: smtplib.SMTP, mail: EmailMessage) -> None:
    encoding = mail.encoding or "utf-8"
    body = _as_bytes(mail.message())
    try:
        server.ehlo_or_helo_if_needed()
        _expect(server.mail(sanitize_address(mail.from_email, encoding)))
        for address in mail.recipients():
            _expect(server.rcpt(sanitize_address(address, encoding)))
    except UnicodeEncodeError as trouble:
        raise Refused(trouble) from trouble
    except (OSError, smtplib.SMTPException) as trouble:
        raise NotSent(_said(trouble)) from trouble
    try:
        _expect(server.data(body))
    except smtplib.SMTPDataError as trouble:
        _expect((trouble.smtp_code, trouble.smtp_error))
    except (OSError, smtplib.SMTPException) as trouble:
        raise Unknown(_said(trouble)) from trouble


def _expect(answer: tuple[int, bytes | str]) -> None:
    code, words = answer
    if 200 <= code < 300:
        return
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    said = " ".join(f"{code} {text}".split())
    if code >= 500:
        raise Refused(said)
    raise NotSent(said)


def _as_bytes(message: Message) -> bytes:
    return b"\r\n".join(message.as_bytes().splitlines()) + b"\r\n"


def _said(trouble: Exception) -> str:
    if isinstance(trouble, smtplib.SMTPResponseException):
        error = trouble.smtp_error
        text = error.decode("utf-8", "replace") if isinstance(error, bytes) else str(error)
        return f"{trouble.smtp_code} {text}"
    return str(trouble) or type(trouble).__name__
