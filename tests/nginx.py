"""Debian's nginx with hosting/nginx.conf, on a port of its own, and what it answers."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path

HERE = Path(__file__).parent
CONFIGURATION = HERE.parent / "hosting" / "nginx.conf"
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or "nginx"
# What Debian's own nginx.conf says of how sites are served, and places that a test may write to.
MAIN = """
daemon off;
pid {folder}/pid;
worker_processes 1;
{user}
events {{ worker_connections 64; }}
http {{
    sendfile on;
    tcp_nopush on;
    types_hash_max_size 2048;
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log off;
    gzip on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answers: its status, its headers, and its body as it went over the wire."""

    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running nginx: where it listens, and what it was configured with."""

    port: int
    configuration: str

    def ask(self, target: str, method: str = "GET", **headers: str) -> Answer:
        """Return the answer to a request whose target is sent as it is written."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, target, headers=given)
            answer = connection.getresponse()
            return Answer(status=answer.status, headers=answer.msg, body=answer.read())

    def kind(self, target: str) -> tuple[int, str | None]:
        """Return the status of an answer, and the type of what it holds."""
        answer = self.ask(target)
        return answer.status, answer.headers["Content-Type"]


@contextmanager
def serving(site: Path, folder: Path, text: str) -> Iterator[Server]:
    """Run nginx with a configuration until the end.

    It is given sockets that listen already, as nginx hands them on to its successor, so that no
    port can be lost to somebody else, and no request comes too early.
    """
    with socket.create_server(("127.0.0.1", 0)) as first, socket.socket() as second:
        second.bind(("127.0.0.2", first.getsockname()[1]))
        second.listen()
        port, sockets = first.getsockname()[1], (first, second)
        configure(site, folder, text, port)
        process = subprocess.Popen(
            command(folder), pass_fds=[each.fileno() for each in sockets],
            env={"NGINX": "".join(f"{each.fileno()};" for each in sockets)},
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        for each in sockets:
            each.close()
        try:
            yield Server(port=port, configuration=text)
        finally:
            process.terminate()
            process.communicate()


def configure(site: Path, folder: Path, text: str, port: int) -> None:
    """Write the configuration for another root and port, and the rest that nginx asks for."""
    placed = text.replace("/srv/pasteproof/site", str(site))
    placed = re.sub(r"^( *listen +)\[::\]:80;", rf"\g<1>127.0.0.2:{port};", placed, flags=re.M)
    placed = re.sub(r"^( *listen +)80;", rf"\g<1>127.0.0.1:{port};", placed, flags=re.M)
    # Root reads what the tests have made, and nobody else can.
    user = f"user {pwd.getpwuid(os.geteuid()).pw_name};" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user), encoding="utf-8")
    (folder / "site.conf").write_text(placed, encoding="utf-8")


def command(folder: Path, *options: str) -> list[str]:
    """Return the command that starts nginx with what is in a folder, or looks at that only."""
    places = ("-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf"))
    return [NGINX, *places, *options]
