"""Mail providers and hosts that belong to the public, kept by hand; disposable ones come from a package."""

from leads.hygiene.word_lists import load_pairs, load_words

FREE_MAIL_DOMAINS = load_words("free_mail_domains")
SHARED_HOSTS = load_words("shared_hosts")
ROLE_LOCAL_PARTS = load_words("role_local_parts")
NOREPLY_LOCAL_PARTS = load_words("noreply_local_parts")
MISTYPED_ENDINGS = load_pairs("mistyped_endings")

# Typing errors are looked for around these only, where a wrong guess is least likely.
TYPED_BY_MANY = (
    "gmail.com",
    "googlemail.com",
    "hotmail.com",
    "outlook.com",
    "yahoo.com",
    "icloud.com",
    "protonmail.com",
)
# One letter off a provider, but firms of their own.
NOT_A_TYPO = frozenset({"gail.com", "gmat.com", "mail.com", "email.com", "yahoot.com", "yahoogroups.com"})
