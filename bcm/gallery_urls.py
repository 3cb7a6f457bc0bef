"""Addresses of the component gallery; included in DEBUG only."""

from django.urls import path

from bcm import gallery

urlpatterns = [
    path("", gallery.overview, name="gallery"),
    path("list/", gallery.listing, name="gallery_list"),
    path("form/", gallery.form, name="gallery_form"),
    path("confirm/", gallery.confirm, name="gallery_confirm"),
    path("conflict/", gallery.conflict, name="gallery_conflict"),
    path("charts/", gallery.charts, name="gallery_charts"),
    path("error/<int:code>/", gallery.error, name="gallery_error"),
]
