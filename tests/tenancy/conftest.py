import pytest
from django.db import connections

from tests.tenancy import firms as firms_of_the_test


@pytest.fixture(scope="module")
def firms(django_db_setup, django_db_blocker):
    """Acme and Globex, committed once for a module whose tests undo what they do."""
    with django_db_blocker.unblock():
        try:
            yield_this = firms_of_the_test.make_two_firms()
        finally:
            connections["owner"].close()
    yield yield_this
    with django_db_blocker.unblock():
        firms_of_the_test.clear()
        connections["owner"].close()
