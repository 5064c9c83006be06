import json
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from datetime import date, datetime
from functools import partial

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils import timezone

from leadrefinery.demo.firms import FIRMS, Firm
from leadrefinery.demo.founding import exists, found


class Command(BaseCommand):
    help = "Create the demo tenants with a year of history, unless they are there. Their logins are kept locally."

    def add_arguments(self, parser):
        parser.add_argument("--print-json", action="store_true", help="Only print the tenants, their logins and keys.")

    def handle(self, *args, print_json: bool, **options):
        self.path = settings.LOCAL_DIR / "demo-tenants.json"
        if print_json:
            self.stdout.write(json.dumps(self.known()))
            return
        missing = [firm for firm in FIRMS if not exists(firm)]
        if missing:
            self.stderr.write(f"Living through a year of {' and '.join(firm.name for firm in missing)} …")
            for founded in found_side_by_side(missing, until=timezone.now()):
                self.remember(founded)

    def known(self) -> list[dict]:
        """Keys are stored as hashes alone, so what was shown once is kept in this file, for the demo only."""
        return json.loads(self.path.read_text()) if self.path.exists() else []

    def remember(self, founded: dict) -> None:
        others = [one for one in self.known() if one["slug"] != founded["slug"]]
        try:
            self.path.write_text(json.dumps([*others, founded], indent=2))
        except OSError as error:
            raise CommandError(f"the demo logins could not be written to {self.path}: {error}") from None


def found_side_by_side(firms: list[Firm], *, until: datetime) -> list[dict]:
    """Each tenant in a process of its own. Connections are not shared: closed here, opened anew there."""
    connections.close_all()
    with ProcessPoolExecutor(max_workers=len(firms)) as pool:
        years = [pool.submit(found_one, firm, until) for firm in firms]
        return [year.result() for year in years]


def found_one(firm: Firm, until: datetime) -> dict:
    return asdict(found(firm, until=until, progress=partial(tell, firm)))


def tell(firm: Firm, month: date) -> None:
    """A plain line, because there may be no terminal; written at once, because nobody waits a minute in silence."""
    sys.stderr.write(f"  {firm.name}: {month:%B %Y}\n")
    sys.stderr.flush()
