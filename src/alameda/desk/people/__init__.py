"""People, their roles and the organisation chart, for the operator and who heads a division."""
