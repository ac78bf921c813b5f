"""The worker's side of the doorbell, against a server of its own that is really killed."""

import os
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from kombu import Consumer, Exchange, Producer, Queue
from kombu.common import ignore_errors

from crm.celery import ImpatientAMQP, app
from crm.embedded import binaries, sockets


@pytest.fixture
def server():
    """A server that answers, and where."""
    with tempfile.TemporaryDirectory() as folder:  # a socket's path may be 107 characters long
        socket = Path(folder, "s")
        with subprocess.Popen(
            [binaries.valkey(), "--port", "0", "--unixsocket", socket, "--save", ""],
            stdout=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            cwd=folder,
        ) as process:
            while not sockets.answers(socket):
                assert process.poll() is None
                time.sleep(0.02)
            yield process, f"redis+socket://{socket}"
            process.kill()


def test_a_worker_that_holds_an_unheard_ring_lives_on_when_the_broker_dies(server):
    process, address = server
    connection = ImpatientAMQP.Connection(address)
    heard = []
    Consumer(connection, [Queue("now")], callbacks=[lambda body, message: heard.append(body)]).consume()
    # A worker also listens for what is told to all workers, on a channel that is closed first.
    Consumer(connection.channel(), [Queue("", Exchange("all", "fanout"), auto_delete=True)]).consume()
    Producer(connection).publish("ring", routing_key="now")
    while not heard:
        connection.drain_events(timeout=60)
    with pytest.raises(TimeoutError):  # and it listens for the next
        while True:
            connection.drain_events(timeout=0.2)
    process.kill()
    process.wait()

    # What celery.worker.consumer does with a connection that broke.
    connection.collect(socket_timeout=1)
    ignore_errors(connection, connection.close)

    assert app.connection_for_read().__class__ is ImpatientAMQP.Connection
