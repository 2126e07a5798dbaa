"""Look at the addresses of sources on the open web. Advice for a person: the only part of footprint that uses a network."""

import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

SECONDS = 20
AT_ONCE = 8
AGENT = "footprint-link-check/1 (a report looks whether its sources are still there)"
GONE = (404, 410)


@dataclass(frozen=True)
class LinkState:
    """What was found at the address of a source: `state` is there, moved, gone, or unclear; `detail` says more."""

    key: str
    url: str
    state: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.state}: {self.key}, {self.url}" + (f" ({self.detail})" if self.detail else "")


def look(key: str, url: str) -> LinkState:
    """Ask for one address. A refusal or silence is unclear: many sites answer programs otherwise than people."""
    try:
        request = urllib.request.Request(url, headers={"User-Agent": AGENT})
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return _arrived(key, url, answer.geturl())
    except urllib.error.HTTPError as refusal:
        state = "gone" if refusal.code in GONE else "unclear"
        return LinkState(key, url, state, f"answers {refusal.code}")
    except (OSError, ValueError) as fault:
        return LinkState(key, url, "unclear", str(fault) or type(fault).__name__)


def _arrived(key: str, url: str, final: str) -> LinkState:
    """Tell whether an address still leads to its page; scheme, `www.` and a last slash do not count."""
    if _bare(url) == _bare(final):
        return LinkState(key, url, "there")
    home = urlsplit(final).path in ("", "/") and urlsplit(url).path not in ("", "/")
    return LinkState(key, url, "gone" if home else "moved", f"leads to {final}")


def _bare(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    return parts.netloc.removeprefix("www."), parts.path.rstrip("/"), parts.query


def check_links(sources: Iterable[Mapping[str, str]], ask: Callable[[str, str], LinkState] = look) -> list[LinkState]:
    """Look at every address the book links to, several at once; return all states in the order of the sources."""
    wanted = [(row["key"], row["url"]) for row in sources if row["url"] and row["link"] == "yes"]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda pair: ask(*pair), wanted))


def links_text(states: list[LinkState]) -> str:
    """Write what is not as it was, and a last line that counts."""
    counts = {state: sum(s.state == state for s in states) for state in ("there", "moved", "gone", "unclear")}
    lines = [str(s) for s in states if s.state != "there"]
    return "\n".join([*lines, f"{len(states)} addresses: " + ", ".join(f"{n} {state}" for state, n in counts.items())])
