from django.urls import path

from scoring.views import applying, backtest, challenger, effect, groups, review, rule_sets, rules, stages, trying, wins

app_name = "scoring"

urlpatterns = [
    path("rules/", rule_sets.rule_sets, name="rule_sets"),
    path("rules/begin/", rule_sets.begin, name="begin"),
    path("rules/values/", rules.values, name="values"),
    path("rules/progress/", review.progress, name="progress"),
    path("rules/wins/", wins.wins, name="wins"),
    path("rules/wins/add/", wins.add_suggested, name="add_suggested"),
    path("rules/<int:number>/backtest/", backtest.backtest, name="backtest"),
    path("rules/stages/", stages.stages, name="stages"),
    path("rules/stages/<str:stage>/", stages.edit_stage, name="edit_stage"),
    path("rules/stages/<str:stage>/discard/", stages.discard_stage, name="discard_stage"),
    path("rules/stages/<str:stage>/<int:number>/sign/", stages.sign_stage, name="sign_stage"),
    path("rules/<int:number>/", rule_sets.studio, name="studio"),
    path("rules/<int:number>/describe/", rule_sets.describe, name="describe"),
    path("rules/<int:number>/discard/", rule_sets.discard, name="discard"),
    path("rules/<int:number>/compare/<int:other>/", rule_sets.compare, name="compare"),
    path("rules/<int:number>/rule/<str:key>/", rules.edit_rule, name="rule"),
    path("rules/<int:number>/rule/<str:key>/<str:act>/", rules.act_on_rule, name="act_on_rule"),
    path("rules/<int:number>/group/", groups.edit_group, name="group"),
    path("rules/<int:number>/group/remove/", groups.remove_group, name="remove_group"),
    path("rules/<int:number>/undo/", applying.undo, name="undo"),
    path("rules/<int:number>/redo/", applying.redo, name="redo"),
    path("rules/<int:number>/effect/", effect.effect, name="effect"),
    path("rules/<int:number>/effect/cell/", effect.cell, name="cell"),
    path("rules/<int:number>/effect/lead/<uuid:public_id>/", effect.before_and_after, name="before_and_after"),
    path("rules/<int:number>/try/", trying.try_lead, name="try"),
    path("rules/<int:number>/try/<uuid:public_id>/", trying.try_lead, name="try_known"),
    path("rules/<int:number>/challenger/", challenger.challenger, name="challenger"),
    path("rules/<int:number>/challenger/start/", challenger.start, name="start_challenger"),
    path("rules/<int:number>/challenger/stop/", challenger.stop, name="stop_challenger"),
    path("rules/<int:number>/submit/", review.submit, name="submit"),
    path("rules/<int:number>/take-back/", review.take_back, name="take_back"),
    path("rules/<int:number>/sign/", review.sign, name="sign"),
    path("rules/<int:number>/comment/", review.comment, name="comment"),
    path("rules/<int:number>/publish/", review.publish_rules, name="publish"),
    path("rules/<int:number>/roll-back/", review.roll_back_to, name="roll_back"),
]
