"""Rows 91, 92, 93, 97 and 98 of the bad-input catalogue."""

import pytest

from leads.hygiene.company import company_key, is_junk_company
from leads.hygiene.name import is_keyboard_mash, junk_name_reason, name_keys, split_full_name
from leads.hygiene.spam import spam_reason


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        ("asdf", "asdf", "keyboard"),
        ("Qwerty", "", "keyboard"),
        ("xxx", "", "keyboard"),
        ("sdfsdf", "sdfsdfsd", "keyboard"),
        ("фывфыв", "", "keyboard"),
        ("aaa", "bbb", "made_up"),
        ("test", "test", "test"),
        ("Test2", "User", "test"),
        ("<test lead: dummy data for first_name>", "", "test"),
        ("John", "Doe", "made_up"),
        ("doe", "JOHN", "made_up"),
        ("Mickey", "Mouse", "made_up"),
        ("???", "...", "no_letters"),
        ("123", "456", "no_letters"),
        ("Free money", "https://t.me/x", "link"),
    ],
)
def test_made_up_name_is_known_with_its_reason(first, last, reason):
    assert junk_name_reason(first, last) == reason


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Ada", "Byron"),
        ("Jennifer", "Null"),
        ("Jon", "Tester"),
        ("Jörg", "Wert"),
        ("Li", "Xu"),
        ("Ng", ""),
        ("王", "伟"),
        ("J.", "Smith"),
        ("Coco", "Lala"),
        ("Jean-Luc", "Picard"),
        ("Robert'); DROP TABLE", "Students"),
        ("Anna", "Test"),
        ("", ""),
    ],
)
def test_real_name_is_not_taken_for_junk(first, last):
    assert junk_name_reason(first, last) == ""


@pytest.mark.parametrize("word", ["asdf", "lkjh", "qwertz", "aaaa", "asdasd", "qazwsx", "x" * 5000])
def test_keyboard_mash(word):
    assert is_keyboard_mash(word)


@pytest.mark.parametrize("word", ["ada", "wert", "mimi", "otto", "we", "anna", "poppop", "sassafras"])
def test_keyboard_mash_leaves_words_alone(word):
    assert not is_keyboard_mash(word)


@pytest.mark.parametrize(
    ("full", "first", "last"),
    [
        ("John Smith", "John", "Smith"),
        ("Smith, John (Dr.)", "John", "Smith"),
        ("SMITH john", "SMITH", "john"),
        ("Mary Ann McDonald", "Mary Ann", "McDonald"),
        ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
        ("van der Berg, Jan", "Jan", "van der Berg"),
        ("Prof. Dr. Ada Byron MBA", "Ada", "Byron"),
        ("Conan O'Brien", "Conan", "O'Brien"),
        ("Madonna", "Madonna", ""),
        ("王伟", "王伟", ""),
        ("", "", ""),
    ],
)
def test_full_name_is_taken_apart_as_typed(full, first, last):
    assert split_full_name(full) == (first, last)


def test_name_keys_go_both_ways():
    assert name_keys("  Ada", "BYRON") == ("ada byron", "byron ada")
    assert name_keys("", "Madonna") == ("madonna", "madonna")
    assert name_keys("", "") == ("", "")


@pytest.mark.parametrize(
    ("name", "same_as"),
    [
        ("Müller GmbH & Co. KG", "MÜLLER"),
        ("Analytical Engines Ltd", "analytical engines limited"),
        ("Smith & Sons, Inc.", "Smith and Sons"),
        ("株式会社トヨタ", "トヨタ株式会社"),
        ("㈱日立", "日立"),
        ('ООО "Ромашка"', "Ромашка"),
        ("Foo Sp. z o.o.", "FOO"),
        ("Gas Natural S.A. de C.V.", "Gas Natural"),
        ("北京字节跳动科技有限公司", "北京字节跳动科技"),
        ("E.ON SE", "eon"),
        ("Acme Corporation", "ACME, Inc."),
    ],
)
def test_company_key_is_shared_by_spellings_of_one_firm(name, same_as):
    assert company_key(name) == company_key(same_as)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vodafone UK", "Vodafone"),
        ("Bosch Group", "Bosch"),
        ("Micrsoft", "Micron"),
        ("Müller", "Muller"),
        ("Limited", ""),
    ],
)
def test_company_key_keeps_firms_apart(one, other):
    assert company_key(one) != company_key(other)


@pytest.mark.parametrize("name", ["Co", "AG", "The Limited", "***", "()", "ООО", "株式会社", "'"])
def test_company_key_of_a_name_that_is_all_form_is_not_empty(name):
    assert company_key(name) != ""


@pytest.mark.parametrize("name", ["ACME", "Acme Ltd", "test", "Test Company", "asdf", "xxx", "***", "123"])
def test_stand_in_for_a_company_is_a_sign_of_junk(name):
    assert is_junk_company(company_key(name))


@pytest.mark.parametrize(
    "name", ["Analytical Engines", "3M Company", "H&M", "Null", "Ada Byron", "Globex", "IBM", "王伟", ""]
)
def test_real_company_is_none(name):
    assert not is_junk_company(company_key(name))


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("Lorem ipsum dolor sit amet", "filler"),
        ("see " + "http://a.example/x " * 5, "links"),
        ('<a href="http://x.example">cheap</a>', "markup"),
        ("[url=http://x.example]cheap[/url]", "markup"),
        ("best casino at http://x.example", "peddling"),
        ("Онлайн казино Вулкан ждёт вас", "peddling"),
        ("Please call me about the engines", ""),
        ("Our casino needs new slot machines, please call", ""),
        ("We run https://a.example and https://b.example", ""),
        ("Price < 500 and [x] delivery by May", ""),
        ("'; DROP TABLE leads;--", ""),
        ("", ""),
    ],
)
def test_spam_is_known_with_its_reason(message, reason):
    assert spam_reason(message) == reason
