"""Pages of shops and paper forms."""

from __future__ import annotations

from django.urls import path

from plans.views import paper_form, store

urlpatterns = [
    path("paper-forms/", paper_form.form_list, name="form_list"),
    path("paper-forms/new/", paper_form.form_create, name="form_create"),
    path("paper-forms/<str:code>/", paper_form.form_detail, name="form_detail"),
    path("paper-forms/<str:code>/edit/", paper_form.form_edit, name="form_edit"),
    path("paper-forms/<str:code>/delete/", paper_form.form_delete, name="form_delete"),
    path("paper-forms/<str:code>/printing/", paper_form.form_print, name="form_print"),
    path("paper-forms/<str:code>/specimen.pdf", paper_form.form_specimen, name="form_specimen"),
    path(
        "paper-forms/<str:code>/printings/<int:printing>/<int:part>.pdf",
        paper_form.printing_pdf, name="printing_pdf",
    ),
    path("shops/", store.store_list, name="store_list"),
    path("shops/new/", store.store_create, name="store_create"),
    path("shops/<str:code>/", store.store_detail, name="store_detail"),
    path("shops/<str:code>/edit/", store.store_edit, name="store_edit"),
    path("shops/<str:code>/delete/", store.store_delete, name="store_delete"),
    path("shops/<str:code>/stock/", store.store_stock, name="store_stock"),
]  # fmt: skip
