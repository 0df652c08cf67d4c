"""The invented region: a folder a module, and the story that ties them. No product here."""
