"""Proves hosting/nginx.conf: Debian's nginx serves a built site with it, asked by real requests."""

from __future__ import annotations

import gzip
import html
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from nginx import CONFIGURATION, Server, command, configure, serving
from pasteproof.build import build
from pasteproof.languages import languages
from pasteproof.policy import POLICY as OF_PAGES

HERE = Path(__file__).parent
SETUP = "#!/bin/sh\n# 设置 glm\necho ready\n"
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SENSORS = (
    "accelerometer", "camera", "geolocation", "gyroscope", "magnetometer", "microphone", "payment",
    "usb",
)  # fmt: skip
PROMISED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": ", ".join(f"{each}=()" for each in SENSORS),
    "Server": "nginx",
}
ADDED = {
    "glm-setup.sh": SETUP,
    "en/install.md": "# 安装\n" * 100,
    "en/assets/theme.0a1b2c3d.min.css": "body { margin: 0 }\n" * 40,
    "en/stylesheets/own.css": "body { margin: 0 }\n" * 40,
    "en/javascripts/own.js": "'use strict';\n" * 40,
    "en/pagefind/fragment/en_0a1b2c3.pf_fragment": "fragment",
    "en/pagefind/pagefind-entry.json": "{}",
    "en/search.wasm": "\0asm" * 200,
    "en/empty/page.html": "one page, and no first one",
    ".git/config": "secret",
    "en/.hidden.html": "secret",
    ".well-known/acme-challenge/token": "token",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site of this guide's making, with one file more of each kind there may be."""
    guide = tmp_path_factory.mktemp("guide")
    shutil.copytree(HERE / "pages" / "guide", guide / "docs")
    for name in ("first/set", "second/show"):
        path = guide / "snippets" / f"{name}.sh"
        path.parent.mkdir(parents=True)
        path.write_text("true\n", encoding="utf-8")
        (path.parent / "scenario.toml").write_text(f'[[step]]\npaste = "{path.name}"\n')
    settings = (HERE.parent / "mkdocs.yml").read_text(encoding="utf-8")
    nav = "nav:\n  - index.md\n  - manual.md\n"
    settings = re.sub(r"^nav:\n(?:  .*\n)+", nav, settings, flags=re.MULTILINE)
    settings = re.sub(r"^use_directory_urls:.*\n", "", settings, flags=re.MULTILINE)
    (guide / "mkdocs.yml").write_text(f"{settings}\nuse_directory_urls: false\n", encoding="utf-8")
    assert build(guide, guide / "site") == ()
    for name, text in ADDED.items():
        path = guide / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (guide / "secret").write_text("secret", encoding="utf-8")
    return guide / "site"


@pytest.fixture(scope="module")
def server(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return nginx with the very file of this repository; root and port alone are others."""
    with serving(site, tmp_path_factory.mktemp("nginx"), CONFIGURATION.read_text("utf-8")) as each:
        yield each


def examined(site: Path, folder: Path, text: str) -> tuple[int, str]:
    """Return what `nginx -t` says of a configuration, without what it says of any."""
    configure(site, folder, text, 8080)
    said = subprocess.run(
        command(folder, "-t"), capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    return said.returncode, said.stderr.replace(str(folder), "")


def test_nginx_finds_nothing_wrong(site: Path, tmp_path: Path) -> None:
    """`nginx -t` has neither an error nor a warning."""
    assert examined(site, tmp_path, CONFIGURATION.read_text("utf-8")) == (
        0,
        "nginx: the configuration file /nginx.conf syntax is ok\n"
        "nginx: configuration file /nginx.conf test is successful\n",
    )


def test_nginx_finds_what_is_wrong(site: Path, tmp_path: Path) -> None:
    """A directive that is misspelt is named, with its line."""
    text = CONFIGURATION.read_text("utf-8").replace("server_tokens", "server_token")

    status, said = examined(site, tmp_path, text)

    assert status == 1
    assert re.search(r'\[emerg\] .*: unknown directive "server_token" in /site.conf:\d+\n', said)


@pytest.mark.parametrize(
    ("target", "status", "kind"),
    [
        ("/", 200, "text/html; charset=utf-8"),
        ("/en/", 200, "text/html; charset=utf-8"),
        ("/zh/index.html", 200, "text/html; charset=utf-8"),
        ("/en/manual.html", 200, "text/html; charset=utf-8"),
        ("/en/manual", 200, "text/html; charset=utf-8"),
        ("/en/manual?from=mail", 200, "text/html; charset=utf-8"),
        ("/glm-setup.sh", 200, "text/plain; charset=utf-8"),
        ("/en/install.md", 200, "text/plain; charset=utf-8"),
        ("/status.json", 200, "application/json; charset=utf-8"),
        ("/sitemap.xml", 200, "text/xml; charset=utf-8"),
        ("/en/stylesheets/own.css", 200, "text/css; charset=utf-8"),
        ("/en/javascripts/own.js", 200, "application/javascript; charset=utf-8"),
        ("/en/search.wasm", 200, "application/wasm"),
        ("/en/pagefind/fragment/en_0a1b2c3.pf_fragment", 200, "application/octet-stream"),
        ("/.well-known/acme-challenge/token", 200, "application/octet-stream"),
        ("/en/nothing", 404, "text/html; charset=utf-8"),
    ],
)
def test_each_file_has_its_type(server: Server, target: str, status: int, kind: str) -> None:
    """Text is UTF-8, and what readers download or copy is shown, not saved."""
    assert server.kind(target) == (status, kind)


def test_the_front_page_is_the_root(server: Server, site: Path) -> None:
    """The address without a path shows the page that offers the languages."""
    assert server.ask("/").body == (site / "index.html").read_bytes()


def test_a_download_is_the_file_byte_for_byte(server: Server) -> None:
    """What `curl -O` fetches is what lies on the disk, also through compression."""
    plain, packed = (
        server.ask("/glm-setup.sh"),
        server.ask("/en/install.md", Accept_Encoding="gzip"),
    )

    assert plain.body.decode() == SETUP
    assert gzip.decompress(packed.body).decode() == ADDED["en/install.md"]


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("/en", "/en/"),
        ("/zh", "/zh/"),
        ("/en?from=mail", "/en/?from=mail"),
        ("/en/stylesheets", "/en/stylesheets/"),
    ],
)
def test_a_folder_without_its_slash_is_mended(server: Server, target: str, place: str) -> None:
    """The address of a folder leads to the one with a slash, whatever host and port it came by."""
    answer = server.ask(target)

    assert (answer.status, answer.headers["Location"]) == (301, place)


@pytest.mark.parametrize(
    ("target", "page"),
    [
        ("/nothing", "404.html"),
        ("/en/nothing", "en/404.html"),
        ("/en/nothing.html", "en/404.html"),
        ("/en/deep/er/nothing.css", "en/404.html"),
        ("/zh/nothing", "zh/404.html"),
        ("/zh/", "zh/index.html"),
        ("/english", "404.html"),
        ("/404.html", "404.html"),
        ("/zh/404.html", "zh/404.html"),
        ("/zh/404", "zh/404.html"),
        ("/en/empty/", "en/404.html"),
        ("/.git/config", "404.html"),
        ("/en/.hidden.html", "en/404.html"),
        ("/en/.hidden", "en/404.html"),
        ("/%2egit/config", "404.html"),
    ],
)
def test_a_missing_page_is_told_in_its_language(
    server: Server, site: Path, target: str, page: str
) -> None:
    """What is not there, or nobody's business, is a 404 with the page of the language around it."""
    answer = server.ask(target)

    assert answer.status == (404 if "404" in page else 200)
    assert answer.body == (site / page).read_bytes()


@pytest.mark.parametrize(
    "target",
    ["/../secret", "/en/../../secret", "/%2e%2e/secret", "/en/..%2f..%2fsecret", "/..%5csecret"],
)
def test_no_path_leads_out_of_the_site(server: Server, target: str) -> None:
    """What lies beside the site is not served, however its path is spelt."""
    answer = server.ask(target)

    assert answer.status in (400, 404)
    assert b"secret" not in answer.body.lower().replace(target.encode(), b"")


def test_every_language_of_the_guide_has_a_line(server: Server) -> None:
    """The configuration names the page for a missing page of each language there is."""
    named = re.findall(r"^ *~\^/(\S+)/ +/\1/404\.html;$", server.configuration, re.MULTILINE)

    assert sorted(named) == sorted(languages(HERE.parent))


@pytest.mark.parametrize(
    ("target", "method", "status"),
    [
        ("/", "GET", 200),
        ("/en/", "HEAD", 200),
        ("/glm-setup.sh", "GET", 200),
        ("/en/stylesheets/own.css", "GET", 200),
        ("/en", "GET", 301),
        ("/en/nothing", "GET", 404),
        ("/.git/config", "GET", 404),
        ("/../secret", "GET", 400),
        ("/en/", "POST", 405),
        ("/en/", "BREW", 405),
    ],
)
def test_every_answer_has_the_headers(
    server: Server, target: str, method: str, status: int
) -> None:
    """Pages, files, redirects and errors carry the same headers, and no version of the server."""
    answer = server.ask(target, method)

    assert answer.status == status
    assert {name: answer.headers.get_all(name) for name in PROMISED} == {
        name: [value] for name, value in PROMISED.items()
    }
    assert b"nginx/" not in answer.body


def test_the_header_is_no_other_policy_than_the_pages(site: Path) -> None:
    """Each page names one policy, and the header is the same, but for what counts there only."""
    named = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', re.I)
    found = [
        [html.unescape(each) for each in named.findall(path.read_text(encoding="utf-8"))]
        for path in site.rglob("*.html")
        if path.relative_to(site).as_posix() not in ADDED
    ]

    assert len(found) > 6
    assert found == [[OF_PAGES]] * len(found)
    assert f"{OF_PAGES}; frame-ancestors 'none'" == POLICY


def test_a_header_of_a_location_would_take_all_others_away(site: Path, tmp_path: Path) -> None:
    """With one add_header in the location, the pages lose those that they share."""
    text = CONFIGURATION.read_text("utf-8")
    poorer = text.replace("try_files", "add_header X-Mine 1;\n        try_files")

    with serving(site, tmp_path, poorer) as server:
        answer = server.ask("/en/")

    assert (answer.headers["X-Mine"], answer.headers["Content-Security-Policy"]) == ("1", None)


def test_hsts_waits_for_tls(server: Server) -> None:
    """Nothing binds browsers to TLS as long as the lines for it are remarks."""
    assert server.ask("/").headers["Strict-Transport-Security"] is None
    assert re.search(r"^ *#add_header Strict-Transport-Security ", server.configuration, re.M)


@pytest.mark.parametrize(
    ("target", "caching"),
    [
        ("/", "no-cache"),
        ("/en/manual", "no-cache"),
        ("/glm-setup.sh", "no-cache"),
        ("/en/install.md", "no-cache"),
        ("/en/nothing", "no-cache"),
        ("/en/nothing.0a1b2c3d.css", "no-cache"),
        ("/en/pagefind/pagefind-entry.json", "no-cache"),
        ("/en/stylesheets/own.css", "public, max-age=600"),
        ("/en/javascripts/own.js", "public, max-age=600"),
        ("/en/assets/theme.0a1b2c3d.min.css", "public, max-age=31536000, immutable"),
        ("/en/pagefind/fragment/en_0a1b2c3.pf_fragment", "public, max-age=31536000, immutable"),
    ],
)
def test_what_may_change_is_asked_for_again(server: Server, target: str, caching: str) -> None:
    """Only what has a digest in its name is kept for good, and no error is."""
    assert server.ask(target).headers.get_all("Cache-Control") == [caching]


@pytest.mark.parametrize("target", ["/en/", "/glm-setup.sh", "/en/stylesheets/own.css"])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_what_has_not_changed_is_not_sent_again(server: Server, target: str, encoding: str) -> None:
    """A browser that names what it has gets 304 without a body; with another name, the file."""
    first = server.ask(target, Accept_Encoding=encoding)
    same = server.ask(target, Accept_Encoding=encoding, If_None_Match=first.headers["ETag"])
    other = server.ask(target, Accept_Encoding=encoding, If_None_Match='"0-0"')

    assert (same.status, same.body) == (304, b"")
    assert same.headers["Content-Security-Policy"] == POLICY
    assert (other.status, other.body) == (200, first.body)


@pytest.mark.parametrize(
    ("target", "is_packed"),
    [
        ("/en/", True),
        ("/en/nothing", True),
        ("/en/install.md", True),
        ("/sitemap.xml", True),
        ("/en/stylesheets/own.css", True),
        ("/en/javascripts/own.js", True),
        ("/en/search.wasm", True),
        ("/glm-setup.sh", False),  # this one is too small
        ("/en/pagefind/fragment/en_0a1b2c3.pf_fragment", False),
    ],
)
def test_what_is_text_is_compressed(server: Server, target: str, is_packed: bool) -> None:
    """Text goes compressed to whoever takes it so, as it is to others, and caches are told."""
    plain, packed = server.ask(target), server.ask(target, Accept_Encoding="gzip, br")

    encoding = packed.headers["Content-Encoding"]
    assert (plain.headers["Content-Encoding"], encoding) == (None, "gzip" if is_packed else None)
    assert (gzip.decompress(packed.body) if is_packed else packed.body) == plain.body
    if is_packed:
        assert len(packed.body) < len(plain.body)
        assert packed.headers["Vary"] == "Accept-Encoding"


def test_compression_goes_through_a_proxy(server: Server) -> None:
    """A request that came through a proxy is answered compressed, too."""
    answer = server.ask("/en/", Accept_Encoding="gzip", Via="1.1 proxy")

    assert answer.headers["Content-Encoding"] == "gzip"


def test_without_the_lines_nothing_of_it_holds(site: Path, tmp_path: Path) -> None:
    """A bare server block breaks each promise, so each of the tests above can fail."""
    bare = "server {\n listen 80;\n listen [::]:80;\n root /srv/pasteproof/site;\n}\n"

    with serving(site, tmp_path, bare) as server:
        page = server.ask("/en/", Accept_Encoding="gzip")
        missing, hidden = server.ask("/zh/nothing"), server.ask("/.git/config")
        moved, sheet = server.ask("/en"), server.ask("/en/stylesheets/own.css")

    assert [name for name in PROMISED if page.headers[name] == PROMISED[name]] == []
    assert (page.headers["Content-Type"], page.headers["Cache-Control"]) == ("text/html", None)
    assert missing.body != (site / "zh" / "404.html").read_bytes()
    assert b"nginx/" in missing.body
    assert (hidden.status, hidden.body) == (200, b"secret")
    assert moved.headers["Location"].startswith("http://")
    assert sheet.headers["Content-Type"] == "text/css"
    assert server.configuration == bare
