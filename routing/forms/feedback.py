"""What people say of a score, and what they are answered."""

from django import forms

from leads.models import Band


class WrongScoreForm(forms.Form):
    expected_band = forms.ChoiceField(label="It should be", choices=Band.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label="Why", max_length=1000, widget=forms.Textarea(attrs={"rows": 3, "data-draft": "wrong-score"}),
        help_text="Whoever owns the rules reads it, with the rules that made the points.",
    )  # fmt: skip


class AnswerForm(forms.Form):
    answer = forms.CharField(label="Answer", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
