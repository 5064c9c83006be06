"""Serves listed files of installed npm packages; nothing third-party is kept in the repository."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NODE_MODULES = settings.BASE_DIR / "node_modules"


class NodePackageStorage(FileSystemStorage):
    """Reads `vendor/x.js` from where the package keeps it."""

    def path(self, name: str) -> str:
        return str(NODE_MODULES / settings.NODE_STATIC_FILES[Path(name).as_posix()])


class NodePackageFinder(BaseFinder):
    def __init__(self, app_names: Any = None):
        self.storage = NodePackageStorage(location=NODE_MODULES)

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        source = settings.NODE_STATIC_FILES.get(path)
        found = source and NODE_MODULES / source
        if not found or not found.exists():
            return []
        return [str(found)] if find_all else str(found)

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, NodePackageStorage]]:
        for name in settings.NODE_STATIC_FILES:
            yield name, self.storage
