"""`manage.py import_leads`, as somebody uses it."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from leads.models import Import, Lead
from tenants.scope import tenant_scope
from tests.routing.importing import PEOPLE, columns, everything_of


@pytest.fixture(autouse=True)
def local_dir(settings, tmp_path):
    settings.LOCAL_DIR = tmp_path / "local"
    return settings.LOCAL_DIR


@pytest.fixture
def people(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    return path


def import_leads(*arguments):
    out, err = StringIO(), StringIO()
    call_command("import_leads", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def counts(out):
    """The figures that were printed, by what they count."""
    lines = (line.strip().partition("  ") for line in out.splitlines())
    return {what: int(figure.replace(",", "")) for figure, _, what in lines if figure.replace(",", "").isdigit()}


FIRST_TIME = {
    "new leads": 3, "new inquiries of known leads": 1, "rows known already": 1, "rows put aside for a look": 1,
    "rows rejected": 0, "blank rows skipped": 1, "rows in all": 7,
}  # fmt: skip


def test_command_prints_every_outcome_and_names_the_file_of_findings(acme, people, local_dir):
    out, err = import_leads(people, "--tenant", "acme")

    assert counts(out) == FIRST_TIME
    (path,) = (local_dir / "imports").iterdir()
    assert out.splitlines()[-1] == f"Rows rejected or put aside, and values to mend: {path}"
    assert err == "100 % (6 of 6 rows)\n"


def test_command_without_mapping_prints_the_one_it_found(acme, people):
    out, _ = import_leads(people, "--tenant", "acme")

    found, _ = json.JSONDecoder().raw_decode(out[out.index("{") :])
    assert {name: rule["to"] for name, rule in found["columns"].items()} == {
        "first name": "first_name", "last name": "last_name", "email": "email", "phone": "phone",
        "company": "company", "country": "country",
    }  # fmt: skip
    assert "so they count as Purchased list." in out


def test_dry_run_tells_where_to_look_and_changes_nothing(acme, people, local_dir):
    before = everything_of(acme)

    out, _ = import_leads(people, "--tenant", "acme", "--dry-run")

    assert counts(out) == FIRST_TIME
    assert out.splitlines()[-2:] == [
        "line 8: There is no usable e-mail, phone number, external id, or name with a company in it. (row quarantined)",
        "Dry run: nothing was changed.",
    ]
    assert everything_of(acme) == before
    assert not local_dir.exists()


def test_second_run_says_so_and_creates_nothing(acme, people):
    import_leads(people, "--tenant", "acme")
    before = everything_of(acme)

    out, _ = import_leads(people, "--tenant", "acme")

    assert "This file was imported before with the same mapping, so nothing was changed. Then:" in out.splitlines()
    assert everything_of(acme) == before


def test_mapping_file_is_followed(acme, people, tmp_path):
    path = tmp_path / "mapping.json"
    path.write_text(json.dumps(columns({"email": "email", "first name": "custom.nick"})))

    import_leads(people, "--tenant", "acme", "--mapping", path)

    with tenant_scope(acme):
        assert Lead.objects.order_by("pk").values_list("first_name", "custom", "source").first() == (
            "", {"nick": "Ada"}, "event",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "mapping", "tenant", "message"),
    [
        (b"%PDF-1.7 no table at all", None, "acme", "PDF"),
        (b"name,email\n", None, "acme", "The file has a header but no rows below it."),
        (PEOPLE.encode(), "{", "acme", "is not valid JSON"),
        (PEOPLE.encode(), "[]", "acme", "The mapping must be an object with “columns”."),
        (PEOPLE.encode(), '{"columns": {"Mail": {"to": "email"}}}', "acme", "The file has no column “Mail”."),
        (PEOPLE.encode(), None, "nobody", "There is no tenant nobody."),
    ],
)
def test_what_cannot_be_imported_is_refused_with_the_reason(acme, tmp_path, content, mapping, tenant, message):
    path, rules = tmp_path / "leads.csv", tmp_path / "mapping.json"
    path.write_bytes(content)
    rules.write_text(mapping or "")

    with pytest.raises(CommandError, match=message):
        import_leads(path, "--tenant", tenant, *(["--mapping", rules] if mapping else []))

    with tenant_scope(acme):
        assert not Import.objects.exists()


def test_missing_file_is_named(acme, tmp_path):
    with pytest.raises(CommandError, match=r"There is no file .*nowhere\.csv"):
        import_leads(tmp_path / "nowhere.csv", "--tenant", "acme")
