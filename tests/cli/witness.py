# SPDX-License-Identifier: Apache-2.0
"""A witness (C2SP tlog-cosignature) for tests."""

import base64
import hashlib
import time

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class Witness:
    def __init__(self, number):
        self.key = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
        self.name = f"witness.example/w{number}".encode()
        public = self.key.public_key().public_bytes(serialization.Encoding.Raw,
                                                    serialization.PublicFormat.Raw)
        self.key_id = hashlib.sha256(self.name + b"\n\x04" + public).digest()[:4]
        self.vkey = b"%s+%s+%s" % (self.name, self.key_id.hex().encode(),
                                   base64.b64encode(b"\x04" + public))

    def line(self, note, seconds_ago=10, moment=None):
        """Its cosignature of a note, made at that POSIX time, or so long ago."""
        text = note[:note.index(b"\n\n") + 1]
        moment = moment or int(time.time()) - seconds_ago
        signature = self.key.sign(b"cosignature/v1\ntime %d\n%s" % (moment, text))
        payload = self.key_id + moment.to_bytes(8, "big") + signature
        return b"\xe2\x80\x94 %s %s\n" % (self.name, base64.b64encode(payload))
