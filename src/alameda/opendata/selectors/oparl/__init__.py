"""The Council as OParl 1.1 tells it: objects whose ids are their addresses."""
