"""The screens of the Council: its secretary's room, its sessions, and the councillor's phone."""
