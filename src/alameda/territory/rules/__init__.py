"""Pure functions: region packs, names, geometry and GeoJSON."""
