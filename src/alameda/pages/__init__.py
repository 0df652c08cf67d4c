"""What every list and page of a module shares: filters, pages, downloads, freshness, clocks."""
