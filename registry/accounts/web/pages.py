"""List, page and form views that every room shares."""

from functools import cached_property, partial
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.generic.base import ContextMixin, TemplateResponseMixin
from django_filters import FilterSet
from django_tables2 import RequestConfig, Table

from registry.accounts.web.doors import StaffDoor
from registry.accounts.web.once import mark, once
from registry.accounts.web.sealed_search import opened
from registry.accounts.web.typed import shown_to, typed_keep, typed_take
from registry.common.display import Crumb
from registry.common.errors import DomainError, NotAllowedError
from registry.common.typed import form_as_seen

PER_PAGE = 25


class CountedPaginator(Paginator):  # type: ignore[type-arg] # Django's own takes no argument when it runs
    """A paginator that was told how long its list is."""

    def __init__(self, *args: Any, length: int, **kwargs: Any) -> None:
        """Keep the length."""
        super().__init__(*args, **kwargs)
        self.__dict__["count"] = length  # Django's own is a cached property


class StaffPage(TemplateResponseMixin, ContextMixin, StaffDoor):
    """A page that is only read."""

    def get(self, _request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page."""
        return self.render_to_response(self.get_context_data(**kwargs))


class ListPage(StaffPage):
    """A list with search, filters, sorting and paging; the queries do not grow with its length."""

    template_name = "desk/list.html"
    table_class: ClassVar[type[Table]]
    filter_class: ClassVar[type[FilterSet]]
    title: ClassVar[Any]
    kind: ClassVar[Any] = ""
    personal: ClassVar[tuple[str, ...]] = ()  # personal fields that its columns show

    def rows(self) -> models.QuerySet[Any]:
        """Return what the viewer may see."""
        raise NotImplementedError

    def acts(self) -> list[Any]:
        """Return what can be done from the list."""
        return []

    @cached_property
    def asked(self) -> QueryDict:
        """What the address asks for, with the searched text in clear."""
        return opened(self.request.GET)

    def length(self, _filters: FilterSet) -> int | None:
        """Return the length of the filtered list where it is counted more cheaply than with all its joins."""
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the filtered, sorted and paged table."""
        filters = self.filter_class(self.asked, queryset=self.rows(), request=self.request)
        table = self.table_class(filters.qs, empty_text=_("Take a filter away, or write fewer letters of the name."))
        pages: dict[str, Any] = {"per_page": PER_PAGE, "silent": True}
        length = self.length(filters)
        if length is not None:
            pages["paginator_class"] = partial(CountedPaginator, length=length)
        RequestConfig(self.request, paginate=pages).configure(table)
        if self.personal:
            self.read(*(row.record for row in table.paginated_rows), fields=self.personal)
        return super().get_context_data(
            title=self.title,
            kind=self.kind,
            table=table,
            filters=filters,
            acts=self.acts(),
            caption=self.title,
            **kwargs,
        )


class FormPage(TemplateResponseMixin, ContextMixin, StaffDoor):
    """A form whose answer is handed to a service; what the service refuses stands beside its field."""

    template_name = "desk/form.html"
    form_class: ClassVar[type[forms.Form]]
    title: ClassVar[Any] = ""
    done: ClassVar[Any] = ""
    keeps_typed: ClassVar[bool] = True  # over the end of the session
    acts_once: ClassVar[bool] = False  # in one transaction, even if it is sent twice

    def handle_no_permission(self) -> HttpResponseRedirect:
        """Lead to the login; what was typed waits there."""
        if self.request.method == "POST":
            typed_keep(self.request)
        return super().handle_no_permission()

    def prepare(self) -> None:
        """Find the rows of the address and refuse who may not act on them."""

    def get_initial(self) -> dict[str, Any]:
        """Return what stands in the fields at first."""
        return {}

    def get_form(self) -> forms.Form:
        """Return the form, bound where one was sent."""
        data = form_as_seen(self.request.POST) if self.request.method == "POST" else None
        return self.form_class(data, files=self.request.FILES or None, initial=self.get_initial())

    def act(self, form: forms.Form) -> str:
        """Call the service and return the address to go to."""
        raise NotImplementedError

    def check(self, form: forms.Form) -> None:
        """Refuse what the form alone cannot see. Raises: DomainError."""

    def need_for_place(self, power: str, ubigeo: str) -> None:
        """Refuse at its field a place for which the viewer does not hold the power: nothing typed is lost by a slip.

        Raises:
            NotAllowedError: of the field `ubigeo`.
        """
        if not self.may(power, ubigeo=ubigeo):
            raise NotAllowedError(
                _("You enter what lies in your own regions; this place is another one, or not given. Check the code."),
                field="ubigeo",
                code="outside_own_regions",
            )

    def refused(self, error: DomainError) -> None:
        """Do what belongs to a refusal, after everything that the form began was taken back."""

    def crumbs(self) -> list[Crumb]:
        """Return the way to the page."""
        return []

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Show the form."""
        self.prepare()
        form = self.get_form()
        self.restore(form)
        return self._show(form)

    def restore(self, form: forms.Form) -> None:
        """Show again what the viewer had typed when the session ended."""
        typed = typed_take(self.request)
        if typed is not None:
            self.fill(form, typed)

    @staticmethod
    def fill(form: forms.Form, typed: QueryDict) -> None:
        """Let the fields show what was typed; nothing is checked yet."""
        for name, field in form.fields.items():
            if not isinstance(field, forms.FileField):
                given = field.widget.value_from_datadict(typed, MultiValueDict(), form.add_prefix(name))
                form.initial[name] = field.bound_data(given, None)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Try the form; on success go on, else show it again with the sentences."""
        self.prepare()
        form = self.get_form()
        if form.is_valid():
            try:
                self.check(form)
                url = once(request, partial(self.act, form)) if self.acts_once else self.act(form)
            except DomainError as error:
                self.refused(error)
                form.add_error(error.field if error.field in form.fields else None, error.message)
            else:
                messages.success(request, self.done)
                return redirect(url)
        return self._show(form, status=422)

    def _show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        helper = FormHelper(form)
        helper.form_tag = False
        helper.disable_csrf = True
        context = self.get_context_data(form=form, helper=helper, title=self.title, crumbs=self.crumbs())
        context |= {"typed_by": shown_to(self.request.user.pk), "sent_as": mark() if self.acts_once else ""}
        return self.render_to_response(context, status=status)
