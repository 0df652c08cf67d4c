"""Tests of the investments module."""
