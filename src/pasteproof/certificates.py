"""Certificates of a throwaway authority, one for each name that a client asks for."""

from __future__ import annotations

import ssl
from functools import cache

import trustme


@cache
def _authority() -> trustme.CA:
    return trustme.CA(organization_name="pasteproof", organization_unit_name="throwaway")


def bundle() -> bytes:
    """Return what a machine must trust (PEM) to believe the certificates of this run."""
    return _authority().cert_pem.bytes()


def context() -> ssl.SSLContext:
    """Return a server's TLS context that shows each client the certificate for its SNI name."""
    facade = _context_for("localhost")
    facade.sni_callback = _choose
    return facade


def _choose(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
    if name:
        connection.context = _context_for(name)


@cache
def _context_for(name: str) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.set_alpn_protocols(["http/1.1"])
    _certificate(name).configure_cert(made)
    return made


def _certificate(name: str) -> trustme.LeafCert:
    try:
        return _authority().issue_cert(name)
    except UnicodeError:  # no name by IDNA, such as my_host.example, which clients look up still
        return _authority().issue_cert(common_name=name)
