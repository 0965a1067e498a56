"""The studio of blocks: pick a tool, say what it serves and why, look as a student, place it."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import Request
from core.pages import show
from core.toasts import toast
from courses import services
from courses.choices import PlacementState
from courses.extensions import BlockType, blocks
from courses.forms.placements import WhyForm, as_config
from courses.models import Placement, Unit
from courses.pages.studio import FormPage, PickerPage, studio_menu
from courses.views.studio import GET_OR_POST, edited_unit, posted
from courses.views.studio_units import crumbs_of, studio_url

VERBS: dict[str, Any] = {
    "publish": (services.publish_block, _("The block is open to students.")),
    "close": (services.close_block, _("The block is closed. Everything in it stays readable.")),
    "pause": (services.pause_block, _("The block is paused.")),
    "reopen": (services.reopen_block, _("The block is open again.")),
    "retire": (services.retire_block, _("The block has left the unit. What was written stays readable.")),
}


@require_safe
@login_required
def picker(request: Request, course: str, unit: str) -> HttpResponse:
    found = edited_unit(request, course, unit)
    return show(request, PickerPage.build(request=request, unit=found, after=request.GET.get("after", "")))


@require_http_methods(GET_OR_POST)
@login_required
def block_new(request: Request, course: str, unit: str, tool: str) -> HttpResponse:
    found = edited_unit(request, course, unit)
    kind = blocks.get(tool)
    if kind is None:
        raise Http404
    config = kind.form_for(found.course, posted(request))
    why = WhyForm(
        posted(request),
        unit=found,
        needs_reason=not services.can_use_tool(found.course, tool),
        initial=WhyForm.suggested(found, kind),
    )
    if request.method == "POST" and all([config.is_valid(), why.is_valid()]):
        return _place(request, found, kind, config, why)
    return _show_form(request, found, kind, config, why, draft=True)


def _place(request: Request, unit: Unit, kind: BlockType, config: forms.Form, why: WhyForm) -> HttpResponse:
    """Place it at once, or keep it as a draft and look at it as a student."""
    placement = services.place_block(
        actor=request.user,
        unit=unit,
        block_key=kind.key,
        config=as_config(config),
        after=unit.parts.filter(key=request.GET.get("after", "")).first(),
        first=request.GET.get("after") == "first",
        publish="preview" not in request.POST and "draft" not in request.POST,
        **why.answers,
    )
    if "preview" in request.POST:
        url = reverse("courses:studio-preview", args=[unit.course.slug, unit.slug])
        return redirect(f"{url}?block={placement.part.key}#{placement.part.anchor}")
    toast(request, _("It stands in the unit.") if placement.state == PlacementState.PLACED else _("Kept as a draft."))
    return redirect(studio_url(unit, placement.part.anchor))


@require_http_methods(GET_OR_POST)
@login_required
def block_edit(request: Request, course: str, unit: str, key: str) -> HttpResponse:
    found = edited_unit(request, course, unit)
    placement = _placement(found, key)
    kind = blocks.get(placement.block_key)
    if kind is None:
        raise Http404
    config = kind.form_for(found.course, posted(request), initial=placement.config, placement=placement)
    why = WhyForm(posted(request), unit=found, initial=WhyForm.initial_of(placement))
    if request.method == "POST" and all([config.is_valid(), why.is_valid()]):
        services.change_block(actor=request.user, placement=placement, config=as_config(config), **why.answers)
        toast(request, _("Saved."))
        return redirect(studio_url(found, placement.part.anchor))
    return _show_form(request, found, kind, config, why, draft=False)


def _show_form(
    request: Request, unit: Unit, kind: BlockType, config: forms.Form, why: WhyForm, *, draft: bool
) -> HttpResponse:
    page = FormPage(
        title=_("Add a block: %(tool)s") % {"tool": kind.label} if draft else kind.label,
        lede=kind.purpose,
        form=config,
        more_forms=[why],
        submit=_("Place in unit") if draft else _("Save"),
        cancel=studio_url(unit),
        crumbs=crumbs_of(unit),
        menu=studio_menu(request, unit.course),
        other_submits=[("preview", _("Preview as a student")), ("draft", _("Keep as a draft"))] if draft else [],
    )
    return show(request, page, status=422 if config.errors or why.errors else 200)


@require_POST
@login_required
def block_state(request: Request, course: str, unit: str, key: str) -> HttpResponse:
    found = edited_unit(request, course, unit)
    placement = _placement(found, key)
    verb, words = VERBS.get(request.POST.get("do", ""), (None, ""))
    if verb is None:
        raise Http404
    verb(actor=request.user, placement=placement)
    toast(request, words)
    return redirect(studio_url(found, placement.part.anchor))


def _placement(unit: Unit, key: str) -> Placement:
    placement = get_object_or_404(Placement.objects.select_related("part", "outcome"), unit=unit, part__key=key)
    placement.unit = placement.part.unit = unit
    return placement
