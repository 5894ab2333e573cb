"""Cimba adds to the types that Numba knows, which it can do only before Numba compiles anything."""

from __future__ import annotations

import cimba

assert cimba
