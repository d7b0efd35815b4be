"""What the user describes: carriers, sites, corridors, assets, owners, as one validated graph."""
