"""The pages of the portal: home, territory, search, about."""
