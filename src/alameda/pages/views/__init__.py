"""What the pages of every module share."""
