"""Looking at addresses, against a server of the test's own on this machine."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from footprint.book.links import check_links, links_text, look


class Site(BaseHTTPRequestHandler):
    """Answers by path: /there, /moved (to /there), /home (to the front page), a number (that status)."""

    def do_GET(self):
        path = self.path[1:]
        status = int(path) if path.isdigit() else {"moved": 301, "home": 302, "slash": 301}.get(path, 200)
        self.send_response(status)
        if path in ("moved", "home", "slash"):
            self.send_header("Location", {"moved": "/there", "home": "/", "slash": "/slash/"}[path])
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def site():
    server = HTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("/there", "there"),
        ("/slash", "there"),
        ("/moved", "moved"),
        ("/home", "gone"),
        ("/404", "gone"),
        ("/410", "gone"),
        ("/403", "unclear"),
        ("/500", "unclear"),
    ],
)
def test_what_an_address_answers_is_told_apart(site, path, state):
    assert look("s1", site + path).state == state


def test_an_address_nobody_answers_is_unclear_and_says_why():
    found = look("s1", "http://127.0.0.1:9/nobody")
    assert found.state == "unclear"
    assert found.detail


def test_only_addresses_that_the_book_links_to_are_asked(site):
    rows = [
        {"key": "a", "url": f"{site}/there", "link": "yes"},
        {"key": "b", "url": f"{site}/there", "link": "no"},
        {"key": "c", "url": "", "link": "yes"},
        {"key": "d", "url": f"{site}/404", "link": "yes"},
    ]
    states = check_links(rows)
    assert [(s.key, s.state) for s in states] == [("a", "there"), ("d", "gone")]
    text = links_text(states)
    assert text.splitlines()[0].startswith("gone: d, http")
    assert text.endswith("2 addresses: 1 there, 0 moved, 1 gone, 0 unclear")
