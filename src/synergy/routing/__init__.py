"""Where pipes and cables may run: least-cost routes over a raster, and along existing rights of way."""
