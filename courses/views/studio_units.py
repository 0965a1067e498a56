"""The studio of one unit: what stands above its parts, its outcomes, its texts, and the preview."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import Request
from core.pages import show
from core.toasts import toast
from courses import services
from courses.choices import PartKind
from courses.forms.units import OutcomeForm, PartForm, UnitForm
from courses.models import Outcome, Part, Unit
from courses.pages.found import find_course
from courses.pages.studio import Crumbs, FormPage, StudioUnitPage, studio_menu
from courses.pages.unit import UnitPage
from courses.services.parts import rendered
from courses.views.studio import GET_OR_POST, edited_unit, posted, sent


def studio_url(unit: Unit, anchor: str = "") -> str:
    url = reverse("courses:studio-unit", args=[unit.course.slug, unit.slug])
    return f"{url}#{anchor}" if anchor else url


def crumbs_of(unit: Unit) -> Crumbs:
    course = unit.course
    return [(course.title, reverse("courses:studio-course", args=[course.slug])), (unit.title, studio_url(unit))]


@require_safe
@login_required
def studio_unit(request: Request, course: str, unit: str) -> HttpResponse:
    return show(request, StudioUnitPage.build(request=request, unit=edited_unit(request, course, unit)))


@require_http_methods(GET_OR_POST)
@login_required
def unit_settings(request: Request, course: str, unit: str) -> HttpResponse:
    found = edited_unit(request, course, unit)
    form = UnitForm(posted(request), initial=UnitForm.initial_of(found))
    if form.is_valid():
        services.change_unit(actor=request.user, unit=found, **form.cleaned_data)
        toast(request, _("Saved."))
        return redirect(studio_url(found))
    page = FormPage(
        title=_("Title, dates and opening lines"),
        form=form,
        submit=_("Save"),
        cancel=studio_url(found),
        crumbs=crumbs_of(found),
        menu=studio_menu(request, found.course),
        chapters=list(found.course.chapters.values_list("title", flat=True)),
    )
    return show(request, page, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
@login_required
def outcome_form(request: Request, course: str, unit: str, pk: int | None = None) -> HttpResponse:
    """A new outcome, or another wording of one."""
    found = edited_unit(request, course, unit)
    outcome = get_object_or_404(Outcome, unit=found, pk=pk) if pk else None
    initial = {"code": outcome.code, "text": outcome.text} if outcome else {}
    form = OutcomeForm(posted(request), unit=found, outcome=outcome, initial=initial)
    if form.is_valid():
        if outcome:
            services.change_outcome(actor=request.user, outcome=outcome, **form.cleaned_data)
        else:
            services.add_outcome(actor=request.user, unit=found, **form.cleaned_data)
        return redirect(studio_url(found, "outcomes"))
    page = FormPage(
        title=_("Outcome"),
        form=form,
        submit=_("Save"),
        cancel=studio_url(found, "outcomes"),
        crumbs=crumbs_of(found),
        menu=studio_menu(request, found.course),
    )
    return show(request, page, status=422 if form.errors else 200)


@require_POST
@login_required
def outcome_remove(request: Request, course: str, unit: str, pk: int) -> HttpResponse:
    found = edited_unit(request, course, unit)
    services.remove_outcome(actor=request.user, outcome=get_object_or_404(Outcome, unit=found, pk=pk))
    return redirect(studio_url(found, "outcomes"))


@require_http_methods(GET_OR_POST)
@login_required
def part_form(request: Request, course: str, unit: str, key: str = "") -> HttpResponse:
    """Write a new text behind `?after=`, or change one. «Look first» shows it without keeping it."""
    found = edited_unit(request, course, unit)
    part = get_object_or_404(Part, unit=found, key=key, kind=PartKind.TEXT) if key else None
    initial = {"title": part.title, "format": part.format, "source": part.source} if part else {}
    form = PartForm(*sent(request), course=found.course, initial=initial)
    look = "look" in request.POST
    if form.is_valid() and not look:
        kept = _keep_part(request, found, part, form)
        return redirect(studio_url(found, kept.anchor))
    preview = rendered(form.cleaned_data["source"], form.cleaned_data["format"])[0] if look and form.is_valid() else ""
    page = FormPage(
        title=_("Change a text") if part else _("A new text"),
        form=form,
        submit=_("Save"),
        cancel=studio_url(found, part.anchor if part else ""),
        crumbs=crumbs_of(found),
        menu=studio_menu(request, found.course),
        multipart=True,
        other_submits=[("look", _("Preview"))],
        preview=preview,
        note=_("From now on an import keeps this text as you leave it.") if part and part.source_id else "",
    )
    return show(request, page, status=422 if form.errors else 200)


def _keep_part(request: Request, unit: Unit, part: Part | None, form: PartForm) -> Part:
    """The picture is stored first, outside the transaction; its place in the text is the marker or the end."""
    data = form.cleaned_data
    source = data["source"]
    if data["picture"]:
        file = services.add_file(
            actor=request.user,
            course=unit.course,
            stream=data["picture"],
            name=data["picture"].name,
            pictures_only=True,
        )
        source = services.with_picture(source, data["format"], url=file.get_absolute_url(), words=data["description"])
    words = {"source": source, "format": data["format"], "title": data["title"]}
    if part is not None:
        return services.change_text(actor=request.user, part=part, **words)
    after = unit.parts.filter(key=request.GET.get("after", "")).first()
    last = unit.parts.order_by("position", "pk").last() if "after" not in request.GET else None
    return services.add_text(actor=request.user, unit=unit, after=after or last, **words)


@require_POST
@login_required
def part_act(request: Request, course: str, unit: str, key: str) -> HttpResponse:
    """Move a part up or down, take it out, or bring it back."""
    found = edited_unit(request, course, unit)
    part = get_object_or_404(Part.objects.select_related("unit"), unit=found, key=key)
    part.unit = found
    act = request.POST.get("do", "")
    if act in {"up", "down"}:
        services.move_part(actor=request.user, part=part, down=act == "down")
    elif act == "retire" and part.kind == PartKind.TEXT:
        services.retire_part(actor=request.user, part=part)
        undo = reverse("courses:studio-part-act", args=[found.course.slug, found.slug, key])
        toast(request, _("The text is out of the unit."), undo=f"{undo}?do=restore")
    elif (act or request.GET.get("do")) == "restore" and part.kind == PartKind.TEXT:
        services.restore_part(actor=request.user, part=part)
    else:
        raise Http404
    return redirect(studio_url(found, part.anchor))


@require_safe
@login_required
def preview(request: Request, course: str, unit: str) -> HttpResponse:
    """The unit as a student will see it, on a phone or wide; with the one draft that is looked at."""
    edited = edited_unit(request, course, unit)
    found = find_course(request.rights, course)
    if found is None:
        raise Http404
    here = found.unit(unit, request.rights) or edited
    size = "phone" if request.GET.get("size") == "phone" else "wide"
    page = UnitPage.build(request=request, found=found, unit=here, preview=size, also=request.GET.get("block", ""))
    return show(request, page)
