"""Single points of failure, as lists with what can be done about them."""
