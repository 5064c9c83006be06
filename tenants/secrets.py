"""Random secrets, and the only form in which they are kept."""

import hashlib
import secrets
import string

ALPHABET = string.ascii_letters + string.digits


def random_text(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def hash_secret(secret: str) -> bytes:
    """SHA-256: what is hashed here is random and long, so there is nothing to guess and no need for a slow hash."""
    return hashlib.sha256(secret.encode()).digest()
