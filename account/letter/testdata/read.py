"""Prints as JSON what Python's email package reads of the messages of a folder."""
import email, email.policy, glob, json, os, sys
from email.header import decode_header, make_header
from email.utils import collapse_rfc2231_value, getaddresses

out = []
for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.eml"))):
    with open(path, encoding="utf-8", newline="") as f:  # RFC 6532: addresses may have other letters
        old = email.message_from_file(f, policy=email.policy.compat32)
    plain = lambda s: str(make_header(decode_header(s)))
    unfold = lambda s: s.replace("\r\n", "").replace("\n", "")
    files = []
    for part in old.walk():
        if part.get_content_disposition() == "attachment":
            files.append(collapse_rfc2231_value(part.get_param("filename", header="content-disposition")))
        if part.defects:
            files.append(repr(part.defects))
    to = [plain(name) + "|" + address for name, address in getaddresses([unfold(old["To"])])]
    out.append({"Subject": plain(unfold(old["Subject"])), "To": to, "Files": files})
json.dump(out, sys.stdout)
