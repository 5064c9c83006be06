"""Mark says once what his columns mean, keeps it in a file, and hears about every fault in it."""

import pytest

from leads.tables import FIELDS, ColumnRule, Mapping, MappingInvalid, load_mapping, suggest_mapping
from leads.tables.fields import FIELD_BY_WORDS, HEADER_WORDS, normal_words

X_EDUCATION = {
    "version": 1,
    "source": "web_form",
    "campaign": None,
    "columns": {
        "Lead Source": {"to": "custom.lead_source"},
        "Do Not Email": {"to": "do_not_email", "values": {"Yes": "yes"}},
        "Converted": {"to": "outcome", "values": {"1": "won", "0": ""}},
    },
    "empty_values": ["Select", ""],
    "constants": {"country": "IN"},
    "date_order": "dmy",
    "time_zone": "Asia/Kolkata",
    "region": "in",
}


def faults(**changes):
    with pytest.raises(MappingInvalid) as invalid:
        load_mapping({"version": 1, "columns": {"Mail": {"to": "email"}}, **changes})
    return invalid.value.errors


def test_mapping_file_is_read_and_written_back():
    mapping = load_mapping(X_EDUCATION)

    assert mapping.columns["Converted"] == ColumnRule("outcome", {"1": "won", "0": ""})
    assert (mapping.source, mapping.date_order, mapping.time_zone, mapping.region) == (
        "web_form",
        "dmy",
        "Asia/Kolkata",
        "IN",
    )
    assert load_mapping(mapping.as_dict()) == mapping


def test_row_becomes_fields_without_the_empty_ones():
    bound = load_mapping(X_EDUCATION).bind(["Converted", "lead  source", "Do Not Email", "Tags"])

    assert bound.apply(["1", " Google ", "YES", "x"]) == {
        "source": "web_form",
        "country": "IN",
        "outcome": "won",
        "custom.lead_source": "Google",
        "do_not_email": "yes",
    }
    assert bound.apply(["0", "select", "No", ""]) == {"source": "web_form", "country": "IN", "do_not_email": "No"}


def test_column_wins_over_constant():
    mapping = load_mapping({"columns": {"Land": {"to": "country"}}, "constants": {"country": "DE"}})

    assert mapping.bind(["Land"]).apply(["AT"]) == {"country": "AT"}
    assert mapping.bind(["Land"]).apply(["-"]) == {"country": "DE"}


def test_several_columns_for_one_field_are_joined_or_the_first_taken():
    columns = {"First": "first_name", "Middle": "first_name", "Work": "email", "Home": "email"}
    bound = Mapping({name: ColumnRule(target) for name, target in columns.items()}).bind(["Home", *columns][1:])

    assert bound.apply(["Anna", "Maria", "", "a@home.test"]) == {"first_name": "Anna Maria", "email": "a@home.test"}
    assert bound.apply(["Anna", "", "a@work.test", "a@home.test"]) == {"first_name": "Anna", "email": "a@work.test"}


def test_usual_words_for_nothing_are_empty_except_in_names():
    columns = {"Surname": "last_name", "City": "city", "Country": "country"}
    bound = Mapping({name: ColumnRule(target) for name, target in columns.items()}).bind(list(columns))

    assert bound.apply(["Null", "NULL", "NA"]) == {"last_name": "Null", "country": "NA"}
    assert bound.apply(["#N/A", "n/a", "N/A"]) == {}
    assert bound.apply([".", "#REF!", "-"]) == {}


def test_bound_mapping_names_columns_missing_on_either_side():
    bound = load_mapping(X_EDUCATION).bind(["Converted", "Tags"])

    assert (bound.missing, bound.unmapped) == (["Lead Source", "Do Not Email"], ["Tags"])
    assert bound.apply(["1", "x"]) == {"source": "web_form", "country": "IN", "outcome": "won"}


@pytest.mark.parametrize(
    ("changes", "beginning"),
    [
        ({"columns": {"Mail": {"to": "e-mail"}}}, "columns, “Mail”: “e-mail” is no field. Use first_name, last_name,"),
        ({"columns": {"Mail": {"to": "custom.Größe"}}}, "columns, “Mail”: “custom.Größe” is no field."),
        ({"columns": {"Mail": {"to": "custom."}}}, "columns, “Mail”: “custom.” is no field."),
        ({"columns": {"Mail": "email"}}, "columns, “Mail”: must look like"),
        ({"columns": {"Mail": {"to": "email", "value": {}}}}, "columns, “Mail”: must look like"),
        ({"columns": {"Mail": {"to": "email", "values": {"1": 1}}}}, "columns, “Mail”, values: must be an object"),
        ({"columns": []}, "columns: must be an object"),
        ({"columns": {}}, "columns: at least one column must be mapped."),
        (
            {"columns": {"A": {"to": "do_not_call"}, "B": {"to": "do_not_call"}}},
            "columns: only one may go to “do_not_call”, not A and B.",
        ),
        ({"constants": {"planet": "Mars"}}, "constants: “planet” is no field."),
        ({"empty_values": "none"}, "empty_values: must be a list"),
        ({"date_order": "ydm"}, "date_order: must be one of dmy, mdy, ymd, not 'ydm'."),
        ({"time_zone": "Mars/Olympus"}, "time_zone: 'Mars/Olympus' is no time zone."),
        ({"time_zone": "../../etc/passwd"}, "time_zone: '../../etc/passwd' is no time zone."),
        ({"region": "IND"}, "region: must be a country code of two letters"),
        ({"source": 5}, "source: must be a text."),
        ({"version": 2}, "version: only 1 is known, not 2."),
        ({"colums": {}}, "“colums” is not known here."),
    ],
)
def test_fault_is_named_with_its_place(changes, beginning):
    errors = faults(**changes)

    assert [error[: len(beginning)] for error in errors] == [beginning]


def test_all_faults_are_named_at_once():
    assert len(faults(columns={"A": {"to": "x"}, "B": {"to": "y"}}, region=1, date_order="")) == 4


def test_anything_but_an_object_is_no_mapping():
    for data in (None, [], "columns", 7):
        with pytest.raises(MappingInvalid):
            load_mapping(data)


def test_header_words_are_normal_unambiguous_and_cover_every_field():
    words = [word for variants in HEADER_WORDS.values() for word in variants.split("|")]

    assert [word for word in words if normal_words(word) != word] == []
    assert len(words) == len(set(words)) == len(FIELD_BY_WORDS)
    assert set(HEADER_WORDS) == set(FIELDS)


@pytest.mark.parametrize(
    ("headers", "targets"),
    [
        (
            ["First Name", "LastName", "E-mail Address", "Company*", "ZIP", "Job_Title", "Phone Number"],
            ["first_name", "last_name", "email", "company", "postal_code", "title", "phone"],
        ),
        (
            ["Vorname", "Nachname", "E-Mail-Adresse", "Firma", "PLZ", "Ort", "Unternehmensgröße", "Erstellt am"],
            ["first_name", "last_name", "email", "company", "postal_code", "city", "employees", "received_at"],
        ),
        (
            ["Prénom", "Nom", "Adresse e-mail", "Société", "Code postal", "Téléphone", "Chiffre d’affaires"],
            ["first_name", "last_name", "email", "company", "postal_code", "phone", "annual_revenue"],
        ),
        (
            ["Nombre", "Apellidos", "Correo electrónico", "Empresa", "País", "Teléfono", "Presupuesto"],
            ["first_name", "last_name", "email", "company", "country", "phone", "budget"],
        ),
        (
            ["Nome completo", "Sobrenome", "Telemóvel", "Empresa", "Funcionários", "Cidade", "Observações"],
            ["full_name", "last_name", "phone", "company", "employees", "city", "message"],
        ),
    ],
)
def test_usual_headers_are_recognised_in_five_languages(headers, targets):
    assert [rule.to for rule in suggest_mapping(headers, []).columns.values()] == targets


def test_unknown_headers_become_custom_fields_with_unique_names():
    mapping = suggest_mapping(["T-shirt size", "T shirt size (2)", "t_shirt_size", "42", "鈴木"], [])

    assert [rule.to for rule in mapping.columns.values()] == [
        "custom.t_shirt_size",
        "custom.t_shirt_size_2",
        "custom.t_shirt_size_3",
        "custom.c_42",
        "custom.c",
    ]
    assert load_mapping(mapping.as_dict()) == mapping


def test_columns_with_unknown_names_are_recognised_by_their_values():
    mapping = suggest_mapping(["Column A", "Column B", "Column C"], [["Tom", "t@x.test", "+41446681800"]] * 5)

    assert [rule.to for rule in mapping.columns.values()] == ["custom.column_a", "email", "phone"]


def test_yes_no_and_outcome_values_are_translated_when_all_are_known():
    rows = [["0", "No", "maybe"], ["1", "yes", "no"]]

    columns = suggest_mapping(["Converted", "Do Not Call", "Opt-in"], rows).columns

    assert (columns["Converted"].to, columns["Converted"].values["1"], columns["Converted"].values["0"]) == (
        "outcome",
        "won",
        "",
    )
    assert columns["Do Not Call"].values["yes"] == "yes"
    assert columns["Opt-in"] == ColumnRule("consent_email")


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["03/04/2026", "25/04/2026"], "dmy"),
        (["03/04/2026", "04/25/2026"], "mdy"),
        (["03/04/2026"], None),
        (["25/04/2026", "04/25/2026"], None),
        (["2026-04-25"], None),
    ],
)
def test_order_of_day_and_month_is_taken_from_a_day_above_twelve(dates, order):
    assert suggest_mapping(["Created"], [[value] for value in dates]).date_order == order
