"""What a version would do to the open leads: the matrix, the load, the leads of a cell, one before and after."""

from dataclasses import replace

from django.db import connection
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from leads.models import Band, Lead
from routing.explaining import explain
from routing.previewing import examples, preview
from routing.trying import try_as_it_is
from routing.views.words import why_chain
from scoring.conditions import ConditionError
from scoring.drafts import changes
from scoring.drafts.document import Document, document_of
from scoring.drafts.reading import DocumentError, read_rule
from scoring.forms import rule_data
from scoring.models import Rule
from scoring.views.finding import rule_set_or_404
from scoring.views.rules import NEW
from scoring.views.trying import chain_of
from tenants.permissions import Action, requires

# The key of a rule that is still being typed: no stored rule has it.
UNSAVED = 0
LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('preview', %s))"


@requires(Action.ENTER_STUDIO)
def effect(request, number):
    """The panel beside the rules. A POST carries the form of a rule being edited; ?exact=1 judges every lead."""
    rule_set = rule_set_or_404(number)
    pending, document = _pending(request, rule_set)
    exact = request.GET.get("exact") == "1"
    if exact and not _alone(rule_set):
        return render(request, "scoring/_effect_busy.html", {"rule_set": rule_set})
    try:
        shown = preview(rule_set, at=timezone.now(), exact=exact, document=document)
    except ConditionError as error:
        return render(request, "scoring/_effect_refused.html", {"problem": str(error)})
    context = {
        "rule_set": rule_set,
        "preview": shown,
        "rows": matrix_rows(shown),
        "bands": list(Band),
        "pending": pending,
        "matches": {pending if key == UNSAVED else key: count for key, count in shown.matches.items()},
    }
    return render(request, "scoring/_effect.html", context)


def _alone(rule_set) -> bool:
    """Whether nobody else has the exact figures of this version worked out at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [rule_set.pk])
        return cursor.fetchone()[0]


def _pending(request, rule_set) -> tuple[str, Document | None]:
    """The key of the rule being edited, and what the draft would say with it; nothing where it can't be read yet."""
    key, kind = request.POST.get("key", ""), request.POST.get("kind", "")
    if kind not in Rule.Kind.values:
        return "", None
    document = document_of(rule_set)
    try:
        rule = read_rule(document, rule_data(request.POST, kind=kind))
        if key == NEW:
            return key, changes.add_rule(document, replace(rule, key=UNSAVED), "")[0]
        return key, changes.change_rule(document, int(key), rule, "")[0]
    except (DocumentError, KeyError, ValueError):
        return "", None


def matrix_rows(shown) -> list[dict]:
    """A row a band now, a cell a band then; only rows with leads in them."""
    most = max((count for (before, after), count in shown.moves.items() if before != after), default=0)
    rows = []
    for before in ("", *Band.values):
        total = shown.now(before)
        if total:
            cells = [_cell(before, after, shown.moves.get((before, after), 0), most) for after in Band.values]
            rows.append({"band": before, "total": total, "cells": cells})
    return rows


def _cell(before: str, after: str, count: int, most: int) -> dict:
    moves = before != after
    return {
        "before": before,
        "after": after,
        "count": count,
        "moves": moves,
        "heat": _heat(count, most) if moves else 0,
    }


def _heat(count: int, most: int) -> int:
    """0 to 4: how strongly a cell is coloured."""
    return 0 if not count else 1 + min(3, 3 * count // most)


@requires(Action.ENTER_STUDIO)
def cell(request, number):
    rule_set = rule_set_or_404(number)
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    if before not in ("", *Band.values) or after not in Band.values:
        raise Http404("There is no such band.")
    try:
        found = examples(rule_set, before, after, at=timezone.now())
    except ConditionError as error:
        raise Http404(str(error)) from None
    context = {"rule_set": rule_set, "before": before, "after": after, "examples": found}
    return render(request, "scoring/_cell.html" if "HX-Request" in request.headers else "scoring/cell.html", context)


@requires(Action.ENTER_STUDIO)
def before_and_after(request, number, public_id):
    """One lead under the rules in force and under this version, side by side."""
    rule_set = rule_set_or_404(number)
    lead = Lead.objects.select_related("company", "standing").filter(public_id=public_id).first()
    if lead is None:
        raise Http404("There is no such lead.")
    try:
        tried = None if lead.standing.disposition else try_as_it_is(rule_set, lead, at=timezone.now())
    except ConditionError as error:
        raise Http404(str(error)) from None
    context = {
        "rule_set": rule_set,
        "lead": lead,
        "now": why_chain(explain(lead)),
        "then": chain_of(rule_set, tried) if tried else None,
    }
    return render(request, "scoring/before_and_after.html", context)
