"""The page of one initiative."""

from alameda.investments.views.detail.page import detail

__all__ = ["detail"]
