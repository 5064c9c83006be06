"""A file becomes leads: every row counted once, nothing twice, and a dry run leaves no trace."""

import csv
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest

from leads.importing.records import Counts, RunElsewhere, claim
from leads.importing.rows import Batch
from leads.intake import Incoming
from leads.models import CustomField, Import, Inquiry, Lead, StageChange, Standing, Suppression
from leads.tables import MappingInvalid, TableRefused
from routing.importing import Pace, try_import
from routing.models import Assignment
from routing.reception import receive
from scoring.models import Decision
from tenants.models import AuditEntry
from tenants.scope import tenant_scope
from tests.routing.importing import MONDAY, PEOPLE, SMALL, Desk, columns, everything_of


@pytest.fixture
def desk(acme, tmp_path):
    return Desk(acme, tmp_path)


def test_every_row_has_one_outcome(acme, desk):
    report = desk.bring(PEOPLE)

    assert report.counts == Counts(created=3, updated=1, duplicates=1, quarantined=1, rejected=0, blank=1)
    assert report.counts.total == 7
    with tenant_scope(acme):
        record = Import.objects.get()
        assert Counts.of(record) == report.counts
        assert (record.status, record.rows_done) == ("done", 6)
        assert list(Lead.objects.order_by("pk").values_list("first_name", "country", "inquiry_count")) == [
            ("Ada", "DE", 2), ("Bob", "GB", 1), ("Cleo", "GB", 1),
        ]  # fmt: skip
        assert list(Inquiry.objects.order_by("pk").values_list("import_row", "lead__first_name")) == [
            (2, "Ada"), (3, "Bob"), (5, "Cleo"), (6, "Ada"), (8, None),
        ]  # fmt: skip
        assert bytes(Inquiry.objects.get(import_row=3).raw) == b"Bob,Miller,bob@mills.example,,Mills,GB"


def test_imported_leads_are_refined_and_audited(acme, desk):
    desk.bring(PEOPLE)

    with tenant_scope(acme):
        assert Standing.objects.filter(rule_set=1, refined_at=MONDAY).exclude(band="").count() == 3
        assert set(Decision.objects.values_list("cause", flat=True)) == {"import"}
        entries = AuditEntry.objects.filter(action__startswith="import.").order_by("pk").values_list("action", "after")
        assert list(entries) == [
            ("import.started", {"file": "leads.csv", "rows": 6}),
            ("import.finished", asdict(Counts(created=3, updated=1, duplicates=1, quarantined=1, blank=1))),
        ]


@pytest.mark.parametrize("pace", [Pace(size=1, workers=0), Pace(size=100, workers=0), Pace(size=2, workers=2)])
def test_batches_and_workers_change_nothing(desk, pace):
    report = desk.bring(PEOPLE, pace=pace)

    assert report.counts == Counts(created=3, updated=1, duplicates=1, quarantined=1, rejected=0, blank=1)


def test_same_file_twice_creates_nothing(acme, desk):
    first = desk.bring(PEOPLE)
    before = everything_of(acme)

    second = desk.bring(PEOPLE, name="renamed.csv")

    assert (second.was_done_before, second.counts) == (True, first.counts)
    assert everything_of(acme) == before


def test_same_rows_in_another_file_create_nothing(acme, desk):
    desk.bring(PEOPLE)
    before = everything_of(acme)

    report = desk.bring(PEOPLE.replace(",", ";").replace("\n", "\r\n"))

    assert report.counts == Counts(duplicates=6, blank=1)
    after = everything_of(acme)
    assert {name for name in after if after[name] != before[name]} == {"Import", "AuditEntry"}


def test_corrected_mapping_brings_the_rows_again(acme, desk):
    text = "who,mail,size\nAda,ada@analytical.example,12\n"
    desk.bring(text, columns({"who": "first_name", "mail": "email", "size": "custom.size"}))

    report = desk.bring(text, columns({"who": "last_name", "mail": "email", "size": "custom.size"}))

    assert report.counts == Counts(updated=1)


def test_dry_run_counts_the_same_and_writes_nothing(acme, desk):
    plan = desk.plan(PEOPLE)
    before = everything_of(acme)

    tried = try_import(acme, plan, at=MONDAY, pace=SMALL)

    assert everything_of(acme) == before
    assert tried.counts == desk.run(plan).counts
    assert [(one.line, one.column, one.code) for one in tried.findings] == [(8, "", "no_contact")]


def test_a_lead_told_of_in_two_ways_is_one(acme, desk):
    text = (
        "email,phone,id\n"
        ",+442079460958,\n"
        "ada@analytical.example,+442079460958,crm-1\n"
        ",,crm-1\n"
    )  # fmt: skip
    for size in (1, 3):
        assert try_import(acme, desk.plan(text), at=MONDAY, pace=Pace(size, 0)).counts == Counts(created=1, updated=2)

    desk.bring(text)

    with tenant_scope(acme):
        assert list(Lead.objects.values_list("identity", "phone_e164", "external_id", "inquiry_count")) == [
            ("email:ada@analytical.example", "+442079460958", "crm-1", 3)
        ]


def test_outcome_of_unknown_date_stays_without_one(acme, desk):
    text = "email,won,closed,deal\na@mills.example,yes,,1500\nb@mills.example,lost,31.01.2026,\nc@mills.example,no,,\n"

    desk.bring(text, columns({"email": "email", "won": "outcome", "closed": "outcome_at", "deal": "amount"}))

    with tenant_scope(acme):
        ends = Standing.objects.order_by("lead__email").values_list(
            "disposition", "disposed_at", "outcome_at", "amount", "currency", "custodian__name"
        )
        assert list(ends) == [
            ("won", MONDAY, None, 1500, "EUR", None),
            ("lost", MONDAY, datetime(2026, 1, 31, tzinfo=UTC), None, "", None),
            (None, None, None, None, "", "Web"),
        ]


def test_outcome_ends_a_lead_that_is_open(acme, desk, sally):
    desk.bring("email,timeline,budget,title,need\na@mills.example,0-3m,yes,CTO,yes\n")
    with tenant_scope(acme):
        lead = Lead.objects.get()

    report = desk.bring("email,outcome\na@mills.example,won\na@mills.example,lost\n")

    assert (report.counts, report.outcomes_not_taken) == (Counts(updated=2), 0)
    with tenant_scope(acme):
        standing = Standing.objects.get()
        assert (standing.disposition, standing.outcome_at, standing.custodian) == ("lost", None, None)
        assert StageChange.objects.filter(lead=lead, to_stage="lost").count() == 1
        assert not Assignment.objects.filter(closed_at=None).exists()


def test_outcome_that_contradicts_what_is_known_is_left(acme, desk):
    desk.bring("email,outcome\na@mills.example,won\n")

    report = desk.bring("email,outcome\na@mills.example,lost\n", name="later.csv")

    assert report.outcomes_not_taken == 1
    with tenant_scope(acme):
        assert Standing.objects.get().disposition == "won"


def test_wishes_to_be_left_alone_are_honoured(acme, desk):
    text = (
        "email,phone,do not email,do not call\n"
        "a@mills.example,+442079460958,x,\n"
        "b@mills.example,+442079460959,,ask first\n"
    )

    desk.bring(text)

    with tenant_scope(acme):
        wishes = Lead.objects.order_by("email").values_list("do_not_email", "do_not_call")
        assert list(wishes) == [(True, False), (False, True)]
        assert list(Suppression.objects.order_by("kind").values_list("kind", "key")) == [
            ("email", "a@mills.example"), ("phone", "+442079460959"),
        ]  # fmt: skip


def test_consent_needs_the_words_that_were_agreed_to(acme, desk):
    text = "email,newsletter\na@mills.example,yes\nb@mills.example,no\nc@mills.example,\n"
    with_words = columns({"email": "email", "newsletter": "consent_email"})
    with_words["constants"] = {"consent_wording": "Shop form, 2025: “Send me offers”"}

    desk.bring(text)
    with tenant_scope(acme):
        assert list(Lead.objects.order_by("email").values_list("consent_email", flat=True)) == [None, False, None]

    desk.bring(text, with_words)
    with tenant_scope(acme):
        assert list(Lead.objects.order_by("email").values_list("consent_email", flat=True)) == [True, False, None]
        assert Lead.objects.get(email="a@mills.example").consent_wording == "Shop form, 2025: “Send me offers”"


def test_columns_that_mean_nothing_of_ours_become_custom_fields(acme, desk):
    version = acme.policy_version

    desk.bring("email,Shoe size,Badge no\na@mills.example,44,007\nb@mills.example,42.5,12\n")

    with tenant_scope(acme):
        fields = CustomField.objects.order_by("key").values_list("key", "label", "type")
        assert list(fields) == [("badge_no", "Badge no", "text"), ("shoe_size", "Shoe size", "number")]
        assert list(Lead.objects.order_by("email").values_list("custom", flat=True)) == [
            {"shoe_size": 44, "badge_no": "007"}, {"shoe_size": 42.5, "badge_no": "12"},
        ]  # fmt: skip
    acme.refresh_from_db()
    assert acme.policy_version == version + 1


def test_number_field_of_the_tenant_refuses_words(acme, desk):
    with tenant_scope(acme):
        CustomField.objects.create(key="size", label="Size", type="number")

    report = desk.bring("email,size\na@mills.example,large\n")

    assert [(one.line, one.column, one.code, one.fate) for one in report.findings] == [(2, "B", "not_a_number", "kept")]
    with tenant_scope(acme):
        assert Lead.objects.get().custom == {}


@pytest.mark.parametrize(("order", "day"), [("dmy", 3), ("mdy", 4)])
def test_dates_are_read_as_the_mapping_says(acme, desk, order, day):
    mapping = columns({"email": "email", "date": "received_at"}, date_order=order, time_zone="Europe/Berlin")

    desk.bring("email,date\na@mills.example,03/04/2025 09:30\n", mapping)

    with tenant_scope(acme):
        received = Lead.objects.get().first_inquiry_at
    assert (received.day, received.month, received.hour) == (day, 7 - day, 7 if day == 3 else 8)


def test_field_that_cannot_be_read_is_left_out_and_the_row_kept(acme, desk):
    text = "email,phone,date,name\nada@mills.example,4.15555E+09,2026-02-30,Ada\n"

    report = desk.bring(text)

    assert report.counts == Counts(created=1)
    assert sorted((one.line, one.column, one.field, one.code, one.fate) for one in report.findings) == [
        (2, "B", "phone", "scientific_notation", "kept"),
        (2, "C", "received_at", "impossible_date", "kept"),
    ]
    with tenant_scope(acme):
        assert Lead.objects.get().first_inquiry_at == MONDAY


def test_findings_file_names_the_place_and_cannot_run_formulas(acme, desk):
    text = 'email,note,name\nada@mills.example,fine,Ada\nbob@mills.example,"=1+1" here,Bob\n=cmd|x,,\n'

    report = desk.bring(text)

    assert report.counts == Counts(created=1, rejected=1, quarantined=1)
    with report.findings_path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["line", "column", "field", "value", "code", "message", "row was", "email", "note", "name"]
    assert [(row[0], row[1], row[4], row[6]) for row in rows] == [
        ("3", "B", "text_after_quote", "rejected"),
        ("4", "A", "no_at_sign", "quarantined"),
        ("4", "", "no_contact", "quarantined"),
    ]
    assert rows[1][7] == "'=cmd|x"
    with tenant_scope(acme):
        assert Inquiry.objects.filter(lead=None).count() == 1


def test_row_with_too_many_cells_is_put_aside_whole(acme, desk):
    desk.bring("name,email,company\nAda,ada@mills.example,Mills, Sons\nBob,bob@mills.example,Mills\n")

    with tenant_scope(acme):
        aside = Inquiry.objects.get(lead=None)
        assert aside.needs_look.startswith("Line 2 has 4 cells, the header 3.")
        assert bytes(aside.raw) == b"Ada,ada@mills.example,Mills, Sons"
        assert list(Lead.objects.values_list("first_name", flat=True)) == ["Bob"]


def test_company_of_a_row_put_aside_is_not_made(acme, desk):
    desk.bring("name,email,company\n,,Grand total\nBob,bob@mills.example,Mills\n")

    assert [one["name"] for one in everything_of(acme)["Company"]] == ["Mills"]


def test_mapping_for_another_file_is_refused(desk):
    with pytest.raises(MappingInvalid, match="The file has no column “E-Mail”"):
        desk.bring(PEOPLE, columns({"E-Mail": "email"}))


def test_source_nobody_knows_is_refused(desk):
    with pytest.raises(MappingInvalid, match="source: “carrier pigeon” is none of web_form"):
        desk.bring(PEOPLE, columns({"email": "email"}) | {"source": "carrier pigeon"})


def test_file_that_breaks_further_down_stores_nothing(acme, desk):
    before = everything_of(acme)

    with pytest.raises(TableRefused, match="A quote opened in line 9, column A, is never closed"):
        desk.bring(PEOPLE + '"Dora,Dale,dora@dales.example,,Dales,GB\n')

    assert everything_of(acme) == before


def test_source_of_a_row_counts_before_that_of_the_file(acme, desk):
    mapping = columns({"email": "email", "from": "source", "where": "campaign"})

    report = desk.bring("email,from,where\na@mills.example,Facebook,Hannover 2026\nb@mills.example,pigeon,\n", mapping)

    with tenant_scope(acme):
        sources = Lead.objects.order_by("email").values_list("source", "campaign__code")
        assert list(sources) == [("social", "hannover-2026"), ("event", None)]
    assert [one.code for one in report.findings] == ["unclear_source"]


def test_person_from_another_channel_is_the_same_lead(acme, desk):
    with tenant_scope(acme):
        fields = {"email": "bob@mills.example", "first_name": "Robert"}
        receive([Incoming(fields, b"{}", Inquiry.Channel.API, MONDAY - timedelta(days=1), "web_form")], at=MONDAY)

    assert desk.bring(PEOPLE).counts == Counts(created=2, updated=2, duplicates=1, quarantined=1, blank=1)


def test_two_runs_of_one_file_do_not_both_store_a_batch(acme, desk):
    desk.bring(PEOPLE)
    with tenant_scope(acme):
        record = Import.objects.get()
        Import.objects.update(status=Import.Status.RUNNING, rows_done=3)

        with pytest.raises(RunElsewhere):
            claim(record.pk, Batch(first=1, last=3, last_line=4, blank=0))


def test_import_of_one_tenant_is_invisible_to_another(acme, globex, desk):
    before = everything_of(globex)

    desk.bring(PEOPLE)

    assert everything_of(globex) == before
    assert desk.bring(PEOPLE, name="again.csv").was_done_before
