"""The outbox: mail is written in the transaction of its act, and sent afterwards by the worker."""
