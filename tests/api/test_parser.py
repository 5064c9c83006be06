"""JSON read strictly."""

import pytest

from leadrefinery.api.parsers import parse_object
from leadrefinery.api.problems import Problem


def code_of(raw):
    with pytest.raises(Problem) as refused:
        parse_object(raw)
    (error,) = refused.value.errors
    assert refused.value.status_code == 400
    return error.code


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"{}", {}),
        (b"\xef\xbb\xbf{}", {}),
        (b' \n{"a": [1, 2.5, "x", null, true]}\t', {"a": [1, 2.5, "x", None, True]}),
        ('{"a": "ü😀"}'.encode(), {"a": "ü😀"}),
        (b'{"a": "\\ud83d\\ude00"}', {"a": "😀"}),
        (b'{"a": "\\u0000"}', {"a": "\0"}),
        (b'{"a": {"x": 1}, "b": {"x": 2}}', {"a": {"x": 1}, "b": {"x": 2}}),
    ],
)
def test_object_is_read(raw, expected):
    assert parse_object(raw) == expected


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "invalid_json"),
        (b"{", "invalid_json"),
        (b"{} {}", "invalid_json"),
        (b'{"a": 1,}', "invalid_json"),
        (b'{"a": "line\nbreak"}', "invalid_json"),
        (b"\xff", "invalid_encoding"),
        ('{"a": 1}'.encode("utf-16"), "invalid_encoding"),
        ('{"a": 1}'.encode("utf-16-le"), "invalid_encoding"),
        ('{"a": 1}'.encode("utf-16-be"), "invalid_encoding"),
        ('{"a": 1}'.encode("utf-32"), "invalid_encoding"),
        (b"[]", "not_an_object"),
        (b'"x"', "not_an_object"),
        (b"null", "not_an_object"),
        (b"1", "not_an_object"),
        (b'{"a": NaN}', "invalid_number"),
        (b'{"a": [-Infinity]}', "invalid_number"),
        (b'{"a": 1e999}', "invalid_number"),
        (b'{"a": ' + b"9" * 41 + b"}", "invalid_number"),
        (b'{"a": ' + b"9" * 5000 + b"}", "invalid_number"),
        (b'{"a": 1, "a": 1}', "duplicate_key"),
        (b'{"a": 1, "A": 1}', "duplicate_key"),
        (b'{"o": {"\\u0061": 1, "a": 1}}', "duplicate_key"),
        ('{"straße": 1, "STRASSE": 1}'.encode(), "duplicate_key"),
        (b'{"a": "\\ud800"}', "invalid_unicode"),
        (b'{"a": ["\\uDFFF x"]}', "invalid_unicode"),
        (b'{"\\ud800": 1}', "invalid_unicode"),
        (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "too_deep"),
        (b'{"a": ' * 11 + b"1" + b"}" * 11, "too_deep"),
        (b'{"a": ' + b"[" * 10 + b"]" * 10 + b"}", "too_deep"),
    ],
)
def test_anything_ambiguous_is_refused(raw, code):
    assert code_of(raw) == code


def test_ten_levels_are_deep_enough():
    assert parse_object(b'{"a": ' * 10 + b"1" + b"}" * 10)


def test_place_of_a_mistake_is_told():
    with pytest.raises(Problem) as refused:
        parse_object(b'{"a": 1,\n  b: 2}')

    assert refused.value.errors[0].message.startswith("This is not JSON. Line 2, column 3:")
