"""An import as it is about to run: the file proven to be a table, what its columns mean, and a digest of both."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from leads.hygiene.choices import clean_source
from leads.importing.rows import Reading
from leads.importing.values import is_plain_number
from leads.models import CustomField, Source
from leads.tables import Mapping, MappingInvalid, Table, open_table, suggest_mapping
from leads.tables.fields import CUSTOM_PREFIX
from leads.tables.problems import listing
from tenants.models import Tenant

SAMPLE = 1_000
HASH_CHUNK = 1 << 20
# The source of a list about which nothing is said: the one that credits nobody with having responded.
UNSAID_SOURCE = Source.PURCHASED_LIST


@dataclass(frozen=True)
class Plan:
    """Everything known before the first row is stored. `own_fields` are custom fields by key, with label and type."""

    table: Table
    mapping: Mapping
    rows: int
    blank: int
    digest: bytes
    source: Source
    is_suggested: bool
    own_fields: dict[str, tuple[str, CustomField.Type]] = field(default_factory=dict)
    unmapped: Sequence[str] = ()

    @property
    def says_source(self) -> bool:
        targets = {rule.to for rule in self.mapping.columns.values()} | set(self.mapping.constants)
        return bool(self.mapping.source) or "source" in targets

    def reading(self, tenant: Tenant, numbers: frozenset[str], *, at: datetime) -> Reading:
        return Reading(
            headers=self.table.headers,
            mapping=self.mapping,
            source=self.source,
            region=self.mapping.region or tenant.country,
            zone=self.mapping.time_zone or tenant.time_zone,
            at=at,
            numbers=numbers,
        )


def make_plan(path: str | Path, *, name: str | None = None, mapping: Mapping | None = None) -> Plan:
    """Read the file to its end once, and settle what its columns mean.

    Raises TableRefused for what is no table, MappingInvalid for a mapping that does not belong to it.
    """
    table = open_table(path, name=name)
    rows = table.count_rows()
    blank = table.totals.blank_rows
    sample = [row.cells for row in table.sample(SAMPLE)]
    chosen = mapping or suggest_mapping(table.headers, sample)
    bound = chosen.bind(table.headers)
    source = _source(chosen)
    if bound.missing:
        raise MappingInvalid([f"The file has no column {listing([f'“{one}”' for one in bound.missing])}."])
    own = {
        name.removeprefix(CUSTOM_PREFIX): _own_field(table.headers[index], [row[index] for row in sample])
        for name, index in bound.column_of.items()
        if name.startswith(CUSTOM_PREFIX)
    }
    return Plan(
        table, chosen, rows, blank, _digest(Path(path), chosen), source, mapping is None, own, bound.unmapped
    )  # fmt: skip


def _source(mapping: Mapping) -> Source:
    said = mapping.source or mapping.constants.get("source")
    if not said:
        return UNSAID_SOURCE
    source = clean_source(said)
    if not source:
        raise MappingInvalid([f"source: “{said}” is none of {', '.join(Source.values)}."])
    return Source(source)


def _own_field(header: str, values: Sequence[str]) -> tuple[str, CustomField.Type]:
    given = [value.strip() for value in values if value.strip()]
    is_number = bool(given) and all(map(is_plain_number, given))
    return header[:100], CustomField.Type.NUMBER if is_number else CustomField.Type.TEXT


def _digest(path: Path, mapping: Mapping) -> bytes:
    """Of the bytes and their meaning: the same file under a corrected mapping is another import."""
    digest = sha256(json.dumps(mapping.as_dict(), sort_keys=True).encode())
    with path.open("rb") as file:
        while chunk := file.read(HASH_CHUNK):
            digest.update(chunk)
    return digest.digest()
