"""One lead: on its own page, and beside the queue."""

from django.http import Http404
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from leads.models import CustomField, Stage
from routing.custody.records import OVERSEERS
from routing.editing import CLEANED, CUSTOM, WISHES, FactsRefused, edit_facts
from routing.explaining import explain
from routing.forms import FactForm
from routing.models import Queue
from routing.questions import questions_for
from routing.selectors.feedback import feedback_on
from routing.selectors.lead_page import (
    changes_by_hand,
    colleagues,
    held_by,
    local_time,
    possible_duplicates,
    skipped_stages,
)
from routing.selectors.story import Part, story
from routing.selectors.work import top_reasons
from routing.suggesting import SUGGESTIONS
from routing.views.answering import Done, answer_done, is_htmx
from routing.views.finding import lead_or_404
from routing.views.words import fact_label, timeline_items, waterfall_rows, why_chain, why_reasons
from scoring.conditions.words import alternatives
from scoring.stage_definitions import definitions_in_force
from tenants.models import Role
from tenants.permissions import Action, can, ensure, requires

STORY_STEP, STORY_MOST = 50, 1000
STORY_PARTS = ((Part.ALL, "Everything"), (Part.CONTACTS, "Contacts"), (Part.CUSTODY, "Hands and stages"),
               (Part.DECISIONS, "Decisions"))  # fmt: skip
# More is a questionnaire.
MOST_QUESTIONS = 4
PERSON = ("first_name", "last_name", "title", "email", "phone", "country", "region", "city", "postal_code")
NEEDS = ("timeline", "budget", "authority", "need", "product_interest")


@requires(Action.ENTER)
def lead(request, public_id):
    found = lead_or_404(request, public_id)
    context = head_of(request, found) | story_of(request, found) | facts_of(request, found)
    if request.member.role != Role.PARTNER:
        context |= why_of(found) | {
            "colleagues": colleagues(found),
            "duplicates": possible_duplicates(found),
            "held_by": held_by(found),
            "ask_next": ask_next(request, found),
            "said": feedback_on(found),
            "meanings": definitions_in_force(timezone.now()),
        }
    return render(request, "routing/lead.html", context)


@requires(Action.ENTER)
def lead_pane(request, public_id):
    """The lead beside the queue."""
    return render(request, "routing/_lead_pane.html", pane_of(request, public_id))


def pane_of(request, public_id):
    """What one needs for the next step, and the latest of the lead's story."""
    found = lead_or_404(request, public_id)
    events, more = story(found, count=8)
    return head_of(request, found) | {
        "items": timeline_items(events),
        "more": more,
        "reasons": why_reasons(top_reasons(found.standing)),
    }


@requires(Action.ENTER)
def lead_story(request, public_id):
    return render(request, "routing/_story.html", story_of(request, lead_or_404(request, public_id)))


def head_of(request, found):
    """Who, where it stands, and what this member may do with it."""
    standing, company = found.standing, found.company
    there = local_time(found, at=timezone.now())
    return {
        "lead": found,
        "standing": standing,
        "lead_url": reverse("routing:lead", args=[request.tenant.slug, found.public_id]),
        "head": {
            "name": str(found),
            "title": found.title,
            "company": str(company) if company else "",
            "company_url": _company_url(request, company),
            "phone": "" if found.do_not_call else found.phone_e164,
            "phone_text": found.phone or found.phone_e164,
            "email": "" if found.do_not_email else found.email,
            "local_time": f"{there:%H:%M}" if there else "",
            "band": standing.band,
            "score": standing.score,
            "route": standing.route,
            "stage": standing.stage,
            "disposition": standing.disposition,
            "skipped": skipped_stages(found),
            "custodian": str(standing.custodian) if standing.custodian else "",
        },
        "can": allowed(request.member, found),
        "suggestions": [{"label": s.label, "value": s.code, "key": n} for n, s in enumerate(SUGGESTIONS, 1)],
    }


def _company_url(request, company) -> str:
    if company is None or not can(request.member, Action.VIEW_COMPANIES):
        return ""
    try:
        return reverse("leads:company", args=[request.tenant.slug, company.public_id])
    except NoReverseMatch:
        return ""


def allowed(member, found):
    """Which actions the page offers. The services decide; this only spares people what would be refused."""
    standing = found.standing
    is_open = standing.disposition is None
    holder = standing.custodian.member if is_open and standing.custodian else None
    mine = holder is not None and holder.pk == member.pk
    assignment = found.assignments.filter(closed_at=None).first() if mine else None
    may_steer = is_open and (mine or holder is None or member.role in OVERSEERS)
    partner = member.role == Role.PARTNER
    in_sales = standing.stage in (Stage.SAL, Stage.SQL)
    return {
        "accept": mine and assignment is not None and assignment.accepted_at is None,
        "take": is_open and holder is None and can(member, Action.TAKE_NEXT) and _works_there(member, standing),
        "plan": may_steer and (partner or can(member, Action.LOG_TOUCH)),
        "log": partner or can(member, Action.LOG_TOUCH),
        "hand_over": may_steer and can(member, Action.HAND_OVER),
        "dispose": may_steer and (partner or can(member, Action.DISPOSE_LEAD)),
        "reopen": not is_open and can(member, Action.DISPOSE_LEAD),
        "qualify": may_steer and standing.stage == Stage.SAL and can(member, Action.WORK_QUEUE),
        "convert": may_steer and in_sales and can(member, Action.WORK_QUEUE),
        "release": is_open and standing.verdict == "cull" and can(member, Action.RELEASE_QUARANTINE),
        "edit": can(member, Action.EDIT_LEAD),
        "mine": mine,
    }


def _works_there(member, standing) -> bool:
    places = Queue.objects.filter(custodian=standing.custodian_id).exclude(strategy=Queue.Strategy.HOLD)
    return places.filter(members__member=member, members__is_active=True).exists()


def why_of(found):
    explanation = explain(found)
    return {
        "why": why_chain(explanation),
        "waterfall": waterfall_rows(explanation),
        "reasons": why_reasons(explanation.top_reasons),
    }


def story_of(request, found):
    part = _part(request)
    count = _count(request)
    events, more = story(found, part=part, count=count)
    url = reverse("routing:lead_story", args=[request.tenant.slug, found.public_id])
    return {
        "lead": found,
        "items": timeline_items(events),
        "story_parts": [
            {"label": label, "url": f"{url}?part={code}", "active": code == part} for code, label in STORY_PARTS
        ] if request.member.role != Role.PARTNER else [],
        "older_story_url": f"{url}?part={part}&show={count + STORY_STEP}" if more and count < STORY_MOST else "",
    }  # fmt: skip


def _part(request) -> Part:
    # What the firm decides about a lead, and among whom it is passed, is nothing for a partner.
    if request.member.role == Role.PARTNER:
        return Part.CONTACTS
    try:
        return Part(request.GET.get("part", Part.ALL))
    except ValueError:
        raise Http404("No such part of the story.") from None


def _count(request) -> int:
    text = request.GET.get("show", "")
    asked = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else STORY_STEP
    return min(max(asked, STORY_STEP), STORY_MOST)


def facts_of(request, found):
    """Facts in three lists, each with who said it and when."""
    changed = changes_by_hand(found)

    def fact(name, value, label=""):
        hand = changed.get(name)
        told = value not in (None, "", "No") or name not in WISHES
        return {
            "name": name,
            "label": label or fact_label(name),
            "value": value,
            "source": hand.who if hand else _came_by(found) if told else "",
            "at": hand.at if hand else found.last_inquiry_at,
            "edit_url": _edit_url(request, found, name),
        }

    groups = {
        "Person": [fact(name, getattr(found, name)) for name in PERSON],
        "Need": [fact(name, _shown(found, name)) for name in NEEDS],
        "Consent": [fact(name, _shown(found, name)) for name in WISHES],
        "More": [
            fact(f"{CUSTOM}{field.key}", found.custom.get(field.key, ""), field.label)
            for field in CustomField.objects.order_by("label")
        ],
    }
    return {"fact_groups": [(title, _known_first(facts)) for title, facts in groups.items()]}


def _known_first(facts):
    is_known = [fact["value"] not in (None, "") for fact in facts]
    return {
        "known": [fact for fact, known in zip(facts, is_known, strict=True) if known],
        "missing": [fact for fact, known in zip(facts, is_known, strict=True) if not known],
    }


def ask_next(request, found):
    """The questions whose answer would do most, in words: those to whose answer the page has a place."""
    asked = [question for question in questions_for(found, at=timezone.now()) if question.fact][:MOST_QUESTIONS]
    return [
        {
            "label": question.label,
            "moves": [(band, alternatives(one.label for one in answers)) for band, answers in question.moves.items()],
            "best": "" if question.moves else question.best_band,
            "edit_url": _edit_url(request, found, question.fact),
        }
        for question in asked
    ]


def _edit_url(request, found, name: str) -> str:
    """Where a fact is changed; empty for members who may not, and for facts that are not the lead's own."""
    if not name or not can(request.member, Action.EDIT_LEAD):
        return ""
    return reverse("routing:fact", args=[request.tenant.slug, found.public_id, name])


def _came_by(found) -> str:
    if found.inquiry_count == 1:
        return found.get_latest_source_display()
    return f"one of {found.inquiry_count} inquiries"


def _shown(found, name) -> str:
    if name in WISHES:
        return {None: "", True: "Yes", False: "No"}[getattr(found, name)]
    display = getattr(found, f"get_{name}_display", None)
    return display() if display else getattr(found, name)


@requires(Action.ENTER, post=Action.EDIT_LEAD)
def fact(request, public_id, name):
    """One fact, edited where it stands."""
    found = lead_or_404(request, public_id)
    ensure(request.member, Action.EDIT_LEAD)
    form = _fact_form(request, found, name)
    if request.method == "POST" and form.is_valid():
        try:
            edit_facts(found, form.changes(), at=timezone.now(), by=request.member)
            return answer_done(request, found, Done(f"{form.fields['value'].label} is changed."))
        except FactsRefused as refusal:
            form.add_error("value", str(refusal))
    context = {"form": form, "lead": found, "name": name, "fact_url": request.path}
    status = 422 if form.errors else 200
    if is_htmx(request):
        return render(request, "routing/_fact_form.html", context, status=status)
    return render(request, "routing/fact.html", context, status=status)


def _fact_form(request, found, name) -> FactForm:
    if name.startswith(CUSTOM):
        field = CustomField.objects.filter(key=name.removeprefix(CUSTOM)).first()
        if field is None:
            raise Http404("No such fact.")
        return FactForm(request.POST or None, name=name, label=field.label, value=found.custom.get(field.key))
    if name not in (*CLEANED, *WISHES):
        raise Http404("No such fact.")
    return FactForm(request.POST or None, name=name, label=fact_label(name), value=getattr(found, name))
