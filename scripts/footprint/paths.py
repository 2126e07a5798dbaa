"""Where things are; the one place that knows the layout of the repository."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Project:
    """A checkout of the report: the folder that holds `data/`, `chapters/` and `_config.yml`."""

    root: Path

    @property
    def data(self) -> Path:
        """Folder of the tables and their descriptor."""
        return self.root / "data"

    @property
    def chapters(self) -> Path:
        """Folder of the notebooks and pages."""
        return self.root / "chapters"

    @property
    def build(self) -> Path:
        """Folder of everything made; never committed."""
        return self.root / "_build"

    def edition(self, name: str = "") -> "Edition":
        """Return the folders of the default edition (no name) or of a named one."""
        return Edition(self.build / "editions" / name if name else self.build)


@dataclass(frozen=True)
class Edition:
    """The folders one edition of the book is built into."""

    folder: Path

    @property
    def executed(self) -> Path:
        """Executed notebooks and the files taken from them."""
        return self.folder / "executed"

    @property
    def html(self) -> Path:
        """The site."""
        return self.folder / "html"

    @property
    def pdf(self) -> Path:
        """Folder of the PDF."""
        return self.folder / "pdf"

    @property
    def export(self) -> Path:
        """What machines read: findings, claims, sources."""
        return self.folder / "export"

    @property
    def work(self) -> Path:
        """Where the next book is made before it takes the place of the last good one."""
        return self.folder / ".next"

    @property
    def manifest(self) -> Path:
        """What the edition was made from and what it consists of."""
        return self.folder / "manifest.json"


def project() -> Project:
    """Return the project: `FOOTPRINT_ROOT` if set, else the checkout this package is installed from.

    Raises FileNotFoundError when there is no `data/datapackage.json` there.
    """
    root = Path(os.environ.get("FOOTPRINT_ROOT") or Path(__file__).parents[2]).resolve()
    if not (root / "data" / "datapackage.json").is_file():
        raise FileNotFoundError(f"no data/datapackage.json in {root}; run from a checkout or set FOOTPRINT_ROOT")
    return Project(root)


FONTS = Path(__file__).parent / "fonts"
