"""The record of an import: begun once for a file and its mapping, and carried on in the transaction of every batch."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from leads.importing.plan import Plan
from leads.importing.rows import Batch
from leads.models import CustomField, Import
from tenants.auditing import Actor, record
from tenants.models import Membership
from tenants.policy import policy_changed


class RunElsewhere(RuntimeError):
    """Another process is importing the same file, or has just done so."""


@dataclass
class Counts:
    """What became of rows. Every row that was read is in exactly one of them."""

    created: int = 0
    updated: int = 0
    duplicates: int = 0
    quarantined: int = 0
    rejected: int = 0
    blank: int = 0

    @property
    def total(self) -> int:
        return sum(asdict(self).values())

    @classmethod
    def of(cls, record: Import) -> "Counts":
        return cls(**{one.name: getattr(record, one.name) for one in fields(cls)})


def begin(plan: Plan, *, by: Actor) -> Import:
    """The record of this file: a new one, or the one of an earlier run that was done or broke off."""
    found, is_new = Import.objects.get_or_create(
        file_hash=plan.digest,
        defaults={
            "file_name": plan.table.name,
            "mapping": plan.mapping.as_dict(),
            "by": by if isinstance(by, Membership) else None,
        },
    )
    if is_new:
        record("import.started", found, after={"file": found.file_name, "rows": plan.rows}, actor=by)
        create_own_fields(plan)
    return found


def create_own_fields(plan: Plan) -> None:
    """Make the tenant's own facts known that the mapping names for the first time."""
    existing = set(CustomField.objects.values_list("key", flat=True))
    new = {key: spec for key, spec in plan.own_fields.items() if key not in existing}
    if new:
        CustomField.objects.bulk_create(
            CustomField(key=key, label=label, type=kind) for key, (label, kind) in new.items()
        )
        policy_changed()


def number_fields(own_fields: Mapping[str, tuple[str, CustomField.Type]]) -> frozenset[str]:
    """Names of the custom fields that hold numbers: as the tenant has defined them, else as the file suggests."""
    kinds = {key: kind for key, (_, kind) in own_fields.items()} | dict(CustomField.objects.values_list("key", "type"))
    return frozenset(f"custom.{key}" for key, kind in kinds.items() if kind == CustomField.Type.NUMBER)


def claim(import_id: int, batch: Batch) -> Import:
    """Lock the record for this batch. Raises RunElsewhere if the rows before it are not the ones stored last."""
    found = Import.objects.select_for_update().get(pk=import_id)
    if found.status != Import.Status.RUNNING or found.rows_done != batch.first - 1:
        raise RunElsewhere(f"{found.file_name} is being imported by another process.")
    return found


def carry_on(found: Import, batch: Batch, counts: Counts) -> None:
    found.rows_done, found.blank = batch.last, batch.blank
    for name in ("created", "updated", "duplicates", "quarantined", "rejected"):
        setattr(found, name, getattr(found, name) + getattr(counts, name))
    found.save(update_fields=["rows_done", *(one.name for one in fields(Counts))])


def finish(import_id: int, *, blank: int, at: datetime, by: Actor) -> Import:
    found = Import.objects.select_for_update().get(pk=import_id)
    if found.status == Import.Status.RUNNING:
        found.status, found.blank, found.finished_at = Import.Status.DONE, blank, at
        found.save(update_fields=["status", "blank", "finished_at"])
        record("import.finished", found, after=asdict(Counts.of(found)), actor=by)
    return found
