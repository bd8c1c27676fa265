# SPDX-License-Identifier: Apache-2.0
"""A time stamp authority (RFC 3161) for tests: `openssl ts` with certificates of its own, and a
forger who has its keys and no scruples."""

import datetime
import pathlib
import subprocess

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CONFIGURATION = """
[tsa]
default_tsa = authority
[authority]
serial = {place}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384
ess_cert_id_alg = sha256
"""


def run(*arguments):
    done = subprocess.run([str(each) for each in arguments], capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{arguments}: {done.stderr.decode()}")
    return done.stdout


# ---- DER, as much of it as a TSTInfo needs ----

def der(tag, *contents):
    content = b"".join(contents)
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


SEQUENCE, INTEGER, OCTETS, OBJECT, NULL, TIME = 0x30, 0x02, 0x04, 0x06, 0x05, 0x18
SHA256 = der(SEQUENCE, der(OBJECT, bytes.fromhex("608648016503040201")), der(NULL))
SHA384 = der(SEQUENCE, der(OBJECT, bytes.fromhex("608648016503040202")), der(NULL))


def tst_info(digest, when, algorithm=SHA256):
    return der(SEQUENCE, der(INTEGER, b"\1"), der(OBJECT, bytes([0x2A, 3, 4, 1])),
               der(SEQUENCE, algorithm, der(OCTETS, digest)), der(INTEGER, b"\7"),
               der(TIME, when))


def stamp_time(moment):
    return moment.strftime("%Y%m%d%H%M%SZ").encode()


class TimeAuthority:
    """Files in `place`: NAME.pem and NAME.key of each certificate; `ca.pem` is the root."""

    def __init__(self, place):
        self.place = pathlib.Path(place)
        self.place.mkdir()
        self.now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
        self.keys, self.certificates = {}, {}
        self.make_certificate("ca", issuer="ca", usage=None)
        self.make_certificate("tsa")
        (self.place / "serial").write_text("01\n")
        (self.place / "openssl.cnf").write_text(CONFIGURATION.format(place=self.place))

    @property
    def root(self):
        return self.place / "ca.pem"

    def make_certificate(self, name, issuer="ca", usage=(ExtendedKeyUsageOID.TIME_STAMPING,),
                         critical=True, days=(-1000, 1000), key=None):
        """Valid from and to that many days from now; `usage` None is an authority's."""
        key = self.keys[name] = key or ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Test {name}")])
        start, end = (self.now + datetime.timedelta(days=each) for each in days)
        signer = self.certificates[issuer].subject if issuer in self.certificates else subject
        builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(signer)
                   .public_key(key.public_key()).serial_number(x509.random_serial_number())
                   .not_valid_before(start).not_valid_after(end)
                   .add_extension(x509.BasicConstraints(usage is None, None), critical=True))
        if usage:
            builder = builder.add_extension(x509.ExtendedKeyUsage(usage), critical=critical)
        certificate = self.certificates[name] = builder.sign(self.keys[issuer], hashes.SHA256())
        (self.place / f"{name}.pem").write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM))
        (self.place / f"{name}.key").write_bytes(key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption()))

    def answer(self, request, name="tsa"):
        """What the authority itself answers to a request, now."""
        query, reply = self.place / "query", self.place / "reply"
        query.write_bytes(request)
        run("openssl", "ts", "-reply", "-config", self.place / "openssl.cnf", "-queryfile", query,
            "-signer", self.place / f"{name}.pem", "-inkey", self.place / f"{name}.key",
            "-out", reply)
        return reply.read_bytes()

    def sign(self, info, name="tsa", status=b"\0", more=()):
        """A reply over any TSTInfo, signed with any certificate; `more` are named beside it."""
        content, token = self.place / "content", self.place / "token"
        content.write_bytes(info)
        chain = self.place / "chain"
        chain.write_bytes(b"".join((self.place / f"{each}.pem").read_bytes() for each in more))
        run("openssl", "cms", "-sign", "-binary", "-nodetach", "-in", content, "-out", token,
            "-outform", "DER", "-econtent_type", "1.2.840.113549.1.9.16.1.4", "-md", "sha256",
            "-cades", "-signer", self.place / f"{name}.pem", "-inkey", self.place / f"{name}.key",
            *(("-certfile", chain) if more else ()))
        return der(SEQUENCE, der(SEQUENCE, der(INTEGER, status)), token.read_bytes())
