"""The ground floor: errors in words, quantities with units, files written whole, names of arrays."""
