"""All addresses of the product and, as in development, the component gallery."""

from django.urls import include, path

from bcm.urls import handler400, handler403, handler404, handler500
from bcm.urls import urlpatterns as product

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*product, path("gallery/", include("bcm.gallery_urls"))]
