"""What the people of a demo tenant do on a working day, through the services that the pages use."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from leadrefinery.demo import words
from leadrefinery.demo.crowd import Buyer
from leadrefinery.demo.firms import Firm
from leads.models import Disposition, Lead, Stage, Standing, Touch
from routing.custody.accepting import Rejection, accept, reject
from routing.custody.advancing import convert_to_opportunity, qualify
from routing.custody.disposing import Outcome, dispose
from routing.custody.errors import CustodyRefused
from routing.custody.handing_over import hand_over
from routing.custody.next_action import NextAction
from routing.custody.taking import take_next
from routing.custody.touching import CallOutcome, Contact, log_touch
from routing.editing import edit_facts
from routing.models import Assignment, Queue
from routing.pipeline import refine
from scoring.lead_set import LeadSet
from scoring.models import Decision
from tenants.models import Membership, Role

ANSWERS = {"timeline": ("0-3m", "3-6m", "6-12m", "12m+"), "budget": ("yes", "no"), "authority": ("yes", "no")}
CALLS_A_SHIFT = 2
ATTEMPTS = 3
# Share of the reps' open leads that get attention on a day: the rest waits, as it does in most firms.
ATTENTION = 0.3
ANSWERED = 0.8


class Work:
    def __init__(self, firm: Firm, random: Random, buyers: Mapping[str, Buyer]):
        self.firm, self.random, self.buyers = firm, random, buyers
        self._members: dict[str, list[Membership]] = {}

    def shift(self, at: datetime, until: datetime) -> None:
        """Half a day's work."""
        if at > until:
            return
        # Calls come first: what they turn hot is due within the hour, and its rep is at work now.
        for qualifier in self._with_role(Role.TELE_QUALIFIER):
            self._call(qualifier, at)
        for rep in self._with_role(Role.SALES_REP):
            self._sell(rep, at)
        for partner in self._with_role(Role.PARTNER):
            self._sell(partner, at)
        for manager in self._with_role(Role.MANAGER):
            self._decide(manager, at)

    def _with_role(self, role: Role) -> list[Membership]:
        if role not in self._members:
            self._members[role] = list(Membership.objects.filter(role=role).select_related("user").order_by("pk"))
        return self._members[role]

    # -- sales

    def _sell(self, rep: Membership, at: datetime) -> None:
        open_work = (
            Assignment.objects.filter(member=rep, closed_at=None).select_related("lead__standing").order_by("due_at")
        )
        for assignment in open_work:
            if assignment.accepted_at is None:
                self._answer_in_time(assignment, rep, at)
            elif self.random.random() < ATTENTION:
                self._work_on(assignment, rep, at + timedelta(minutes=self.random.randrange(60)))

    def _work_on(self, assignment: Assignment, rep: Membership, at: datetime) -> None:
        lead, standing = assignment.lead, assignment.lead.standing
        buyer = self.buyers.get(lead.email)
        if self._has_bought(lead, buyer, at):
            self._win(lead, standing, rep, at)
        elif self._has_given_up(lead, buyer, at):
            dispose(lead, self._loss(at), at=at, by=rep)
        elif standing.next_action_at and standing.next_action_at <= at:
            self._follow_up(lead, standing, rep, at)

    def _answer_in_time(self, assignment: Assignment, rep: Membership, at: datetime) -> None:
        """Four in five answers keep the promise, as far as the shift allows; the rest come later, or not at all."""
        if self.random.random() < ANSWERED:
            moment = max(assignment.assigned_at, at - timedelta(minutes=75)) + timedelta(
                minutes=self.random.randrange(5, 45)
            )
            lead = assignment.lead
            self._answer(lead, self.buyers.get(lead.email), rep, moment)

    def _answer(self, lead: Lead, buyer: Buyer | None, rep: Membership, at: datetime) -> None:
        weak = buyer is None or buyer.quality == "weak"
        if self.random.random() < (0.35 if weak else 0.08):
            why = self.random.choice((Rejection.NO_FIT, Rejection.NOT_READY))
            reject(lead, why=why, note=self.random.choice(words.REJECT_NOTES), at=at, by=rep)
            return
        accept(lead, at=at, by=rep)
        outcome = self.random.choice((CallOutcome.REACHED, CallOutcome.REACHED, CallOutcome.NO_ANSWER))
        log_touch(lead, self._phone_call(outcome), then=self._later("Call again", at, 2, 6), at=at, by=rep)

    def _follow_up(self, lead: Lead, standing: Standing, rep: Membership, at: datetime) -> None:
        if standing.stage == Stage.SAL and self.random.random() < 0.45:
            qualify(lead, at=at, by=rep)
        elif standing.stage == Stage.SQL and self.random.random() < 0.5:
            amount = Decimal(self.random.randrange(4, 90) * 1000)
            convert_to_opportunity(lead, amount=amount, currency=self.firm.currency, at=at, by=rep)
        meeting = self.random.random() < 0.25
        contact = Contact(Touch.Kind.MEETING) if meeting else self._phone_call(CallOutcome.REACHED)
        log_touch(lead, contact, then=self._later("Follow up", at, 8, 35), at=at, by=rep)

    def _has_bought(self, lead: Lead, buyer: Buyer | None, at: datetime) -> bool:
        if buyer is None or buyer.buys_in_days is None:
            return False
        return lead.first_inquiry_at + timedelta(days=buyer.buys_in_days) <= at

    def _has_given_up(self, lead: Lead, buyer: Buyer | None, at: datetime) -> bool:
        buys_soon = buyer is not None and buyer.buys_in_days is not None and buyer.buys_in_days < 365
        age = (at - lead.first_inquiry_at).days
        return age > 30 and not buys_soon and self.random.random() < 0.04

    def _win(self, lead: Lead, standing: Standing, rep: Membership, at: datetime) -> None:
        amount = standing.amount or Decimal(self.random.randrange(4, 90) * 1000)
        result = Outcome(Disposition.WON, "Signed", amount, self.firm.currency, at)
        dispose(lead, result, at=at, by=rep)

    def _loss(self, at: datetime) -> Outcome:
        return Outcome(Disposition.LOST, self.random.choice(words.LOST_REASONS), happened_at=at)

    # -- call center

    def _call(self, qualifier: Membership, at: datetime) -> None:
        held = Assignment.objects.filter(member=qualifier, closed_at=None).select_related("lead__standing")
        for n, assignment in enumerate(held.filter(lead__standing__next_action_at__lte=at)[:CALLS_A_SHIFT]):
            self._try(assignment.lead, qualifier, at + timedelta(minutes=15 * n))
        queues = list(Queue.objects.filter(name="Call center"))
        for n in range(CALLS_A_SHIFT):
            moment = at + timedelta(minutes=60 + 20 * n)
            try:
                assignment = take_next(queues, at=moment, by=qualifier)
            except CustodyRefused:
                return
            self._try(assignment.lead, qualifier, moment)

    def _try(self, lead: Lead, qualifier: Membership, at: datetime) -> None:
        reached = self.random.random() < 0.5
        outcome = CallOutcome.REACHED if reached else CallOutcome.NO_ANSWER
        log_touch(lead, self._phone_call(outcome), then=self._later("Call again", at, 2, 4), at=at, by=qualifier)
        if not self._holds(qualifier, lead):
            return
        if reached:
            self._ask(lead, qualifier, at + timedelta(minutes=6))
        elif lead.touches.filter(kind=Touch.Kind.CALL).count() >= ATTEMPTS:
            self._send_to("Nurture", lead, qualifier, "Not reached in three calls", at)

    def _ask(self, lead: Lead, qualifier: Membership, at: datetime) -> None:
        """Answers come in, the lead is judged anew, and stays with the caller only if nobody else can do more."""
        buyer = self.buyers.get(lead.email)
        edit_facts(lead, self._answers(lead, buyer), at=at, by=qualifier)
        if not self._holds(qualifier, lead):
            return
        standing = Standing.objects.get(lead=lead)
        if standing.band in ("hot", "high_potential") and standing.score >= 60:
            self._send_to("Sales", lead, qualifier, "Qualified by telephone", at)
        else:
            self._send_to("Nurture", lead, qualifier, "Interested, without urgency", at)

    def _answers(self, lead: Lead, buyer: Buyer | None) -> dict[str, str]:
        soon = buyer is not None and buyer.buys_in_days is not None and buyer.buys_in_days < 200
        said = {"timeline": self.random.choice(ANSWERS["timeline"][:2] if soon else ANSWERS["timeline"][1:])}
        for name in ("budget", "authority", "need"):
            said[name] = "yes" if self.random.random() < (0.8 if soon else 0.4) else "no"
        return {name: answer for name, answer in said.items() if not getattr(lead, name)}

    def _send_to(self, name: str, lead: Lead, by: Membership, reason: str, at: datetime) -> None:
        hand_over(
            lead, to=Queue.objects.select_related("custodian", "calendar").get(name=name), reason=reason, at=at, by=by
        )

    def _holds(self, member: Membership, lead: Lead) -> bool:
        """A call can move a lead's band, and with it the lead."""
        return Assignment.objects.filter(lead=lead, member=member, closed_at=None).exists()

    # -- what nobody else wanted

    def _decide(self, manager: Membership, at: datetime) -> None:
        queues = list(Queue.objects.filter(name="Last resort"))
        try:
            lead = take_next(queues, at=at, by=manager).lead
        except CustodyRefused:
            return
        if self.random.random() < 0.4:
            dispose(lead, Outcome(Disposition.PURGED, "Not a customer for us", happened_at=at), at=at, by=manager)
        else:
            self._send_to("Nurture", lead, manager, "Not ready yet: keep in touch", at)

    # -- marketing

    def nurture(self, at: datetime, until: datetime) -> None:
        """A mail to those in nurture who agreed to mail, and what they do with it; then they are judged anew."""
        if at > until:
            return
        reached = Lead.objects.filter(
            standing__custodian__name="Nurture", standing__disposition=None, consent_email=True, do_not_email=False
        ).order_by("pk")
        touches = [touch for lead in reached for touch in self._mail_and_response(lead, at)]
        Touch.objects.bulk_create(touches)
        moved = sorted({touch.lead_id for touch in touches if touch.kind != Touch.Kind.EMAIL_SENT})
        if moved:
            refine(LeadSet.of(moved), cause=Decision.Cause.TOUCH, at=at)

    def _mail_and_response(self, lead: Lead, at: datetime) -> Sequence[Touch]:
        if self.random.random() > 0.25:
            return []
        buyer = self.buyers.get(lead.email)
        eager = 2.5 if buyer and buyer.buys_in_days else 1
        kinds = [(Touch.Kind.EMAIL_SENT, 1.0), (Touch.Kind.EMAIL_OPEN, 0.3), (Touch.Kind.EMAIL_CLICK, 0.08 * eager),
                 (Touch.Kind.VISIT, 0.06 * eager), (Touch.Kind.EMAIL_REPLY, 0.01 * eager)]  # fmt: skip
        happened = [kind for kind, chance in kinds if self.random.random() < chance]
        return [
            Touch(
                lead=lead, kind=kind, at=at - timedelta(minutes=30 - 5 * n),
                direction=Touch.Direction.OUTBOUND if kind == Touch.Kind.EMAIL_SENT else Touch.Direction.INBOUND,
            )
            for n, kind in enumerate(happened)
        ]  # fmt: skip

    # -- words for what happens

    def _phone_call(self, outcome: CallOutcome) -> Contact:
        return Contact(Touch.Kind.CALL, outcome=outcome)

    def _later(self, what: str, at: datetime, first: int, last: int) -> NextAction:
        return NextAction(what, at + timedelta(days=self.random.randint(first, last)))
