"""The mathematics of the record, without Django: a stranger can run it on another machine.

``leaf`` says which bytes are published, ``merkle`` hashes and proves, ``tiles`` names and packs the
files, ``note`` signs, ``verifier`` distrusts all of it. Only ``hashlib`` and ``cryptography``.
"""
