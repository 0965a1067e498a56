"""The studio. Every step of a draft is a POST to an address of its own."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import Request
from core.pages import show
from core.toasts import toast
from ethics import policies, services
from ethics.choices import OPEN
from ethics.forms import DraftForm, RuleForm, ScheduleForm, SendBackForm, StartForm
from ethics.models import Clause, Policy, PolicyVersion
from ethics.pages import DraftPage, RulePage, StudioPage, StudioPolicyPage
from ethics.pages.studio import places


def _policy(request: Request, slug: str) -> Policy:
    return get_object_or_404(Policy.objects.edited_by(request.rights).select_related("scope"), slug=slug)


def _draft(request: Request, slug: str) -> PolicyVersion:
    """The version on its way; there is at most one."""
    rows = PolicyVersion.objects.filter(policy=_policy(request, slug), state__in=OPEN)
    return get_object_or_404(rows.select_related("policy__scope", "author", "approver"))


def _clause(request: Request, slug: str, key: str) -> Clause:
    return get_object_or_404(Clause.objects.select_related("version__policy"), version=_draft(request, slug), key=key)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def studio(request: Request) -> HttpResponse:
    """Every policy that this person writes, and a form to start one for a narrower place."""
    policies.can_open_studio(request.rights).require()
    if request.method != "POST":
        return show(request, StudioPage.build(rights=request.rights))
    form = StartForm(request.POST, places=places(request.rights))
    if not form.is_valid():
        return show(request, StudioPage.build(rights=request.rights, form=form), status=422)
    policy = services.start_policy(actor=request.user, **form.cleaned_data)
    return redirect("ethics:studio-draft", policy.slug)


@login_required
@require_safe
def studio_policy(request: Request, policy: str) -> HttpResponse:
    return show(request, StudioPolicyPage.build(rights=request.rights, policy=_policy(request, policy)))


@login_required
@require_POST
def studio_copy(request: Request, policy: str) -> HttpResponse:
    """New version: copies the one in force, rule by rule."""
    services.copy_to_new_version(actor=request.user, policy=_policy(request, policy))
    return redirect("ethics:studio-draft", policy)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def studio_draft(request: Request, policy: str) -> HttpResponse:
    """The draft; a POST saves what belongs to the whole version."""
    version = _draft(request, policy)
    if request.method != "POST":
        return show(request, DraftPage.build(rights=request.rights, version=version))
    form = DraftForm(request.POST)
    if not form.is_valid():
        return show(request, DraftPage.build(rights=request.rights, version=version, form=form), status=422)
    services.edit_version(actor=request.user, version=version, **form.cleaned_data)
    toast(request, _("Saved."))
    return redirect("ethics:studio-draft", policy)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def studio_rule_new(request: Request, policy: str) -> HttpResponse:
    version = _draft(request, policy)
    policies.can_change_text(request.rights, version).require()
    form = RuleForm(request.POST) if request.method == "POST" else RuleForm()
    if form.is_valid():
        clause = services.add_clause(actor=request.user, version=version, **form.cleaned_data)
        return _to_rule(policy, clause)
    page = RulePage.build(rights=request.rights, policy=version.policy, clause=None, form=form)
    return show(request, page, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def studio_rule(request: Request, policy: str, key: str) -> HttpResponse:
    clause = _clause(request, policy, key)
    policies.can_change_text(request.rights, clause.version).require()
    form = RuleForm(request.POST) if request.method == "POST" else RuleForm.of(clause)
    if form.is_valid():
        services.edit_clause(actor=request.user, clause=clause, **form.cleaned_data)
        return _to_rule(policy, clause)
    page = RulePage.build(rights=request.rights, policy=clause.version.policy, clause=clause, form=form)
    return show(request, page, status=422 if form.is_bound else 200)


@login_required
@require_POST
def studio_rule_move(request: Request, policy: str, key: str) -> HttpResponse:
    clause = _clause(request, policy, key)
    services.move_clause(actor=request.user, clause=clause, by=-1 if request.POST.get("to") == "up" else 1)
    return _to_rule(policy, clause)


@login_required
@require_POST
def studio_rule_remove(request: Request, policy: str, key: str) -> HttpResponse:
    services.remove_clause(actor=request.user, clause=_clause(request, policy, key))
    toast(request, _("The rule was taken out of this draft."))
    return redirect("ethics:studio-draft", policy)


@login_required
@require_POST
def studio_step(request: Request, policy: str, step: str) -> HttpResponse:
    """One step on the way: a second reader, an answer, a date, or back."""
    if step not in STEPS:
        raise Http404
    return STEPS[step](request, _draft(request, policy)) or redirect("ethics:studio-draft", policy)


def _dry_run(request: Request, version: PolicyVersion) -> None:
    read = services.dry_run(actor=request.user, version=version)
    words = ngettext("%(n)s text of the last 180 days was read.", "%(n)s texts of the last 180 days were read.", read)
    toast(request, words % {"n": read})


def _review(request: Request, version: PolicyVersion) -> None:
    services.request_review(actor=request.user, version=version)
    toast(request, _("The other administrators are asked to read it."))


def _approve(request: Request, version: PolicyVersion) -> None:
    services.approve(actor=request.user, version=version)
    toast(request, _("Approved. It can be scheduled now."))


def _send_back(request: Request, version: PolicyVersion) -> HttpResponse | None:
    form = SendBackForm(request.POST)
    if not form.is_valid():
        page = DraftPage.build(rights=request.rights, version=version, back_form=form)
        return show(request, page, status=422)
    services.send_back(actor=request.user, version=version, note=form.cleaned_data["note"])
    toast(request, _("Sent back with your note."))
    return None


def _schedule(request: Request, version: PolicyVersion) -> HttpResponse | None:
    form = ScheduleForm(request.POST)
    if form.is_valid():
        try:
            reason = form.cleaned_data["urgent_reason"]
            services.schedule(actor=request.user, version=version, starts_at=form.starts_at, urgent_reason=reason)
        except ValidationError as wrong:
            form.add_error("starts_on", wrong.messages)
    if form.errors:
        page = DraftPage.build(rights=request.rights, version=version, schedule_form=form)
        return show(request, page, status=422)
    toast(request, _("Scheduled. People are told today and on the day."))
    return redirect("ethics:studio-policy", version.policy.slug)


def _withdraw(request: Request, version: PolicyVersion) -> None:
    services.withdraw(actor=request.user, version=version)
    toast(request, _("It is a draft again."))


def _discard(request: Request, version: PolicyVersion) -> HttpResponse:
    slug = version.policy.slug
    services.discard(actor=request.user, version=version)
    toast(request, _("The draft is gone."))
    return redirect("ethics:studio-policy", slug)


STEPS: dict[str, Callable[[Request, PolicyVersion], HttpResponse | None]] = {
    "dry-run": _dry_run,
    "review": _review,
    "approve": _approve,
    "send-back": _send_back,
    "schedule": _schedule,
    "withdraw": _withdraw,
    "discard": _discard,
}


def _to_rule(policy: str, clause: Clause) -> HttpResponse:
    """Back to the draft, at this rule."""
    answer = redirect("ethics:studio-draft", policy)
    answer.headers["Location"] += f"#rule-{clause.key}"
    return answer
