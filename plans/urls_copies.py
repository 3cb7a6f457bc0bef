"""Printed copies: the public page behind a code, the register, the reprint list, the PDFs."""

from __future__ import annotations

from django.urls import path

from plans.views import copy, copy_step, poster, printed

ONE = "printed-copies/<str:token>/"
VERSION = "plans/<str:code>/versions/<str:number>/"

urlpatterns = [
    path("v/<str:token>", poster.poster, name="poster"),
    path("v/<str:token>/open/", poster.poster_open, name="poster_open"),
    path("printed-copies/", copy.copy_list, name="copy_list"),
    path("printed-copies/outdated/", copy.copy_reprint, name="copy_reprint"),
    path(ONE, copy.copy_detail, name="copy_detail"),
    path(f"{ONE}file/", printed.copy_file, name="copy_file"),
    path(f"{ONE}picture/", printed.copy_photo, name="copy_photo"),
    path(f"{ONE}print/", copy_step.copy_again, name="copy_again"),
    path(f"{ONE}closing/", copy_step.copy_close, name="copy_close"),
    path(f"{ONE}photo/", copy_step.copy_add_photo, name="copy_add_photo"),
    path("plans/<str:code>/print/", copy.copy_create, name="copy_create"),
    path(f"{VERSION}print/<str:format>/<str:language>/", printed.preview, name="print_preview"),
]
