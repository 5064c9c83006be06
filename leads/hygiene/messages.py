"""What people read about a value: what is wrong, where, and how to mend it. `{value}` is the value, shortened."""

TEXT = {
    "nul_removed": "“{value}” contained an invisible NUL character, which was removed.",
    "control_removed": "“{value}” contained control characters or line breaks; they became spaces.",
    "hidden_removed": "“{value}” contained characters that nobody can see; they were removed.",
    "invalid_unicode": "“{value}” contained half a character (invalid Unicode), shown as �. Type it again.",
    "marks_removed": "“{value}” had more than 8 accents stacked on one letter; the rest was removed.",
    "placeholder": "“{value}” stands for nothing here, so the field was left empty.",
    "placeholder_name": "“{value}” is often written for nothing, but it is also a name, so it was kept.",
    "mojibake": "“{value}” looks as if it was read in the wrong character set. Check it against the source.",
    "wrong_type": "A single text or number is expected here, not a list or an object.",
    "too_long": "“{value}” is longer than the longest allowed text. Shorten it.",
    "nul_character": "“{value}” contains an invisible NUL character. Type it again.",
    "header_injection": "“{value}” has a line break and a mail header in it, as attacks do. Enter the plain value.",
}

EMAIL = {
    "nul_character": "The address “{value}” contains an invisible NUL character. Type it again.",
    "control_character": "The address “{value}” contains characters that nobody can see. Type it again.",
    "header_injection": "“{value}” has a line break and a mail header in it, as attacks do. Enter one plain address.",
    "no_at_sign": "“{value}” has no @, so it is no e-mail address. Enter one like ada@firm.com.",
    "bad_domain": "“{value}” does not end in a public domain like firm.com. Correct the part after the @.",
    "bad_dots": "“{value}” has a dot too many before the @. Take it out.",
    "bad_local_part": "“{value}” has characters before the @ that no address may have. Correct that part.",
    "space_inside": "“{value}” has a space inside. Take it out, or part two addresses with a semicolon.",
    "too_long": "“{value}” is too long: 64 characters before the @ and 254 in all are allowed.",
    "extra_address": "The field held more than one address; “{value}” was kept as a further one.",
    "address_refused": "“{value}” in the same field is no address and was left out.",
    "typo_email": "Did you mean “{value}”? Nothing is sent to the address until somebody has decided.",
}

PHONE = {
    "invalid_phone": "“{value}” is not a telephone number in use. Check it, with the country code like +44.",
    "fake_phone": "“{value}” is a made-up number. Ask for the real one.",
    "emergency_phone": "“{value}” is an emergency number and is never offered for a call.",
    "premium_phone": "“{value}” is a number with extra charges and is never offered for a call.",
    "scientific_notation": "Excel has cut the number “{value}”. Format the column as text and export again.",
    "phone_needs_country": "“{value}” has no country code, and the country is not known. Add one of the two.",
    "float_removed": "Excel had added “.0” to the number “{value}”; it was taken off.",
    "extra_number": "The field held more than one number: “{value}”. The first is the main one.",
}

VALUE = {
    "unclear_country": "“{value}” means more than one country. Enter the ISO code, like GE or US.",
    "unknown_country": "“{value}” is no country we know. Enter its English name or ISO code.",
    "bad_website": "“{value}” is no website. Enter an address like https://firm.com.",
    "unclear_number": "“{value}” cannot be read as one number. Enter digits only, like 1500.",
    "negative_number": "“{value}” is below zero. Enter a number from 0 up.",
    "number_too_large": "“{value}” is larger than any firm. Check the unit.",
    "range": "“{value}” is a range; its lower end counts.",
    "approximate": "“{value}” is not exact; the number in it counts.",
    "unclear_answer": "“{value}” is none of yes, no and unknown. Choose one.",
    "unclear_timeline": "“{value}” is no timeline we know. Choose 0-3m, 3-6m, 6-12m, 12m+ or none.",
    "leading_zero_lost": "“{value}” has a digit too few for its country; a spreadsheet may have dropped a leading 0.",
}
