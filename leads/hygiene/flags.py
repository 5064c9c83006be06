"""Facts about an inquiry that rules can use, as stable codes."""

FLAGS = {
    "free_email": "The address is at a free mail provider",
    "disposable_email": "The address is at a throw-away provider",
    "role_email": "The address belongs to a function, like info@",
    "noreply_email": "The address is one that nobody reads, like noreply@",
    "typo_email": "The domain of the address looks mistyped",
    "junk_email": "The address was made up",
    "needs_smtputf8": "The address has letters that not every mail server takes",
    "invalid_email": "No usable address in the e-mail field",
    "mixed_script": "A word mixes alphabets that look alike",
    "invalid_phone": "No usable number in the telephone field",
    "fake_phone": "The number was made up",
    "emergency_phone": "The number is an emergency number",
    "premium_phone": "The number costs extra",
    "scientific_notation": "A spreadsheet has cut the number",
    "phone_needs_country": "The number has no country code and the country is not known",
    "no_contact": "Neither a usable address nor a usable number",
    "junk_name": "The name was made up",
    "placeholder_name": "The name is a word often written for nothing, like Null",
    "junk_company": "The company name is a stand-in",
    "spam_message": "The message was not written by a buyer",
    "mojibake": "A text was read in the wrong character set",
    "test_lead": "Somebody tried out the form",
}

# Each counts as one sign that nobody means it. A free address does not: plenty of buyers write from one.
# `test_lead` is no sign of its own either: it sums up what name, address or company have been flagged for already.
JUNK_FLAGS = frozenset(
    {
        "disposable_email",
        "noreply_email",
        "junk_email",
        "fake_phone",
        "emergency_phone",
        "junk_name",
        "junk_company",
        "spam_message",
    }
)
