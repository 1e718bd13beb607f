"""As the tutorial writes views."""

from benchmarks.stage.bare.models import Record, Written
from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt

ANY = [("", "any")]
KINDS = ("child_about_self", "someone_about_child", "question", "silent", "prank")


class Narrow(forms.Form):
    """The filters of the list."""

    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    call_type = forms.ChoiceField(choices=[*ANY, *((name, name) for name in KINDS)], required=False)
    channel = forms.ChoiceField(choices=[*ANY, *Record._meta.get_field("channel").choices], required=False)
    is_data = forms.ChoiceField(choices=[*ANY, ("yes", "yes"), ("no", "no")], required=False)


@login_required
def records(request: HttpRequest) -> HttpResponse:
    """The list."""
    form = Narrow(request.GET)
    form.is_valid()
    rows = Record.objects.order_by("-began_at", "-pk")
    for name in ("call_type", "channel"):
        if form.cleaned_data.get(name):
            rows = rows.filter(**{name: form.cleaned_data[name]})
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    return render(request, "records.html", {"form": form, "page": page})


@login_required
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them."""
    return render(request, "record.html", {"record": get_object_or_404(Record, pk=pk)})


@csrf_exempt
def write(request: HttpRequest) -> HttpResponse:
    """One INSERT and its commit."""
    Written.objects.create(text=request.POST["text"], language="kk", about=request.POST["about"])
    return HttpResponse("Thank you.")
