"""A real mail server on loopback, and what stands ready to be sent."""

import email
import email.policy
import threading

import pytest
from aiosmtpd.controller import Controller

from tests.ports import free_port


class Post:
    """Takes mail. `answers` are given to the bodies in turn, then everything is taken; `hang` keeps a body waiting
    without an answer."""

    def __init__(self):
        self.taken, self.raw, self.answers, self.recipients, self.hang = [], [], [], [], False
        self.in_data = threading.Event()
        self.connections = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.recipients:
            answer = self.recipients.pop(0)
            if not answer.startswith("250"):
                return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.in_data.set()
        if self.hang:
            server.transport.pause_reading()
            await server.loop.create_future()
        answer = self.answers.pop(0) if self.answers else "250 taken"
        if answer.startswith("250"):
            self.raw.append(envelope.content)
            self.taken.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        if answer == "drop":
            server.transport.abort()
            return "451 gone"
        return answer


@pytest.fixture
def post(settings):
    handler = Post()
    server = Controller(handler, hostname="127.0.0.1", port=free_port(), ready_timeout=60)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
    settings.EMAIL_TIMEOUT = 60
    settings.DEFAULT_FROM_EMAIL = "Earshot <earshot@mail.example>"
    yield handler
    server.stop()
