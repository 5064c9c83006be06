"""Every address of the site, so that a test can ask the same of each and none can be forgotten."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

SAMPLES = {
    "UUIDConverter": str(uuid.UUID(int=7)),
    "IntConverter": "999999",
    "SlugConverter": "sample",
    "StringConverter": "sample",
    "PathConverter": "sample",
}
# Their views belong to packages, which look after themselves.
FOREIGN = ("accounts/",)


@dataclass(frozen=True)
class Address:
    route: str
    view: Any
    converters: tuple[tuple[str, str], ...]

    @property
    def is_tenants(self) -> bool:
        return self.route.startswith("t/<slug:tenant>/")

    @property
    def is_api(self) -> bool:
        return self.route.startswith("api/v1/")

    def path(self, tenant: str = "acme") -> str:
        """A concrete path, with ids that belong to nothing."""
        path = self.route
        for name, kind in self.converters:
            value = tenant if name == "tenant" else SAMPLES[kind]
            path = path.replace(f"<{kind.removesuffix('Converter').lower()}:{name}>", value).replace(f"<{name}>", value)
        return f"/{path}"


def addresses() -> list[Address]:
    return [address for address in _below(get_resolver().url_patterns) if not address.route.startswith(FOREIGN)]


def _below(patterns, route="", converters=()) -> Iterator[Address]:
    for entry in patterns:
        kinds = tuple((name, type(kind).__name__) for name, kind in entry.pattern.converters.items())
        here = f"{route}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from _below(entry.url_patterns, here, converters + kinds)
        elif isinstance(entry, URLPattern):
            yield Address(here, entry.callback, converters + kinds)
