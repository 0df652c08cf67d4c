"""The names of organisations that imports brought, reviewed by the data steward."""
