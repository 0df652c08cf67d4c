"""Investments for machines: the portfolio, and every list under an initiative."""

from alameda.investments.api.initiatives import router

__all__ = ["router"]
