"""History of the tables between two sides of a ManyToManyField."""

from __future__ import annotations

from bia.models.obligation import Obligation
from bia.models.product import Product
from lib.history import tracked_link


@tracked_link()
class ProductProcess(Product.processes.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class ObligationProcess(Obligation.processes.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class ObligationProduct(Obligation.products.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True
