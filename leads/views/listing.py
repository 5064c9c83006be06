"""What every list page has in common: one keyset page, its filters as chips, its orders, and how many there are."""

from django.db.models import QuerySet
from django.http import QueryDict

from leadrefinery.addresses import not_understood, page_or_first
from tenants.saved_views import saved_views

SIZE = 50
# Beyond this many nobody counts; the database stops there too.
MOST_COUNTED = 1000
# A menu of more choices than this is no longer a menu; the search box finds the rest.
MOST_CHOICES = 60


def read_listing(request, filterset, *, chips, orders, noun, words=None, folded=()):
    """The context of a list page. `chips` name filters of the FilterSet; `folded` are those of them
    that stand behind "More filters" until they are used. `orders` are words for its orders.
    """
    sort = request.GET.get("sort", "")
    sort = sort if sort in orders else next(iter(orders))
    cursor = request.GET.get("cursor")
    page, place_lost = page_or_first(filterset.qs, filterset.ORDERS[sort], cursor=cursor, size=SIZE)
    shown = [chip for name in chips if (chip := _chip(request, filterset, name, words or {}))]
    is_whole = not (page.next or page.previous)
    views = saved_views(request.member, request.tenant, path=request.path, query=request.META.get("QUERY_STRING", ""))
    return {
        "rows": page.rows,
        "newer_url": page.previous and _here_with(request, cursor=page.previous),
        "older_url": page.next and _here_with(request, cursor=page.next),
        "count_words": count_words(len(page.rows) if is_whole else counted(filterset.qs), noun),
        "chips": [chip for chip in shown if chip["given"] or chip["name"] not in folded],
        "more_chips": [chip for chip in shown if not chip["given"] and chip["name"] in folded],
        "is_filtered": any(request.GET.getlist(name) not in ([], [""]) for name in filterset.filters),
        "clear_url": request.path,
        "orders": _orders(request, orders, sort),
        "sort": sort,
        "search": request.GET.get("q", ""),
        "kept": [(name, value) for name, value in _pairs(request.GET) if name not in ("q", "cursor")],
        "problems": not_understood(request.GET, filterset, place_lost=place_lost),
    } | views


def counted(rows: QuerySet) -> int:
    return rows.order_by()[: MOST_COUNTED + 1].count()


def count_words(count: int, noun: tuple[str, str]) -> str:
    """ "1 lead", "213 leads"; above what is counted, "more than 1,000 leads"."""
    if count > MOST_COUNTED:
        return f"more than {MOST_COUNTED:,} {noun[1]}"
    return f"{count:,} {noun[0] if count == 1 else noun[1]}"


def _orders(request, orders, sort):
    return [
        {"name": name, "label": label, "url": _here_with(request, sort=name), "active": name == sort}
        for name, label in orders.items()
    ]


def _chip(request, filterset, name, words):
    """One filter as a menu of links; with a single row in it, or none, there is nothing to choose."""
    field = filterset.form.fields[name]
    given = [value for value in request.GET.getlist(name) if value]
    several = hasattr(field, "choices") and field.widget.allow_multiple_selected
    chip = {"name": name, "label": words.get(name, filterset.filters[name].label), "given": given}
    if not hasattr(field, "choices"):
        return chip | {"is_text": True, "shown": ", ".join(given), "clear_url": _here_with(request, **{name: None})}
    choices = [(str(value), str(label)) for value, label in _first_choices(field) if str(value)]
    if not choices:
        return None
    labels = dict(choices)
    return chip | {
        "shown": " or ".join(labels.get(value, "not known") for value in given),
        "clear_url": _here_with(request, **{name: None}),
        "choices": [
            {
                "label": label,
                "active": value in given,
                "url": _here_with(request, **{name: _toggled(value, given) if several else value}),
            }
            for value, label in choices
        ],
    }


def _first_choices(field):
    queryset = getattr(field, "queryset", None)
    if queryset is None:
        return field.choices
    rows = queryset.all()[:MOST_CHOICES]
    return [(getattr(row, field.to_field_name), field.label_from_instance(row)) for row in rows]


def _toggled(value, given):
    return [each for each in given if each != value] if value in given else [*given, value]


def _here_with(request, **changes):
    """This page's address with some parameters set (a text or a list), or taken out (None); back on the first page."""
    query = request.GET.copy()
    query.pop("cursor", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query.setlist(name, value if isinstance(value, list) else [value])
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _pairs(query: QueryDict):
    return [(name, value) for name, values in query.lists() for value in values]
